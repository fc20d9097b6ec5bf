"""Reads articles and keeps them so that passages are found: by their words, and by their meaning."""
