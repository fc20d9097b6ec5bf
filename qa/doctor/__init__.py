"""Looks for what is wrong with an index and its articles; changes nothing."""
