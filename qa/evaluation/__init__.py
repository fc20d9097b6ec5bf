"""Measures how well questions are answered, on sets of articles and questions that others wrote."""
