"""How much is shown at most: by itself, as `qa --help` tells it and has no time for the settings."""

MOST_PASSAGES = 100
"""For one question."""
