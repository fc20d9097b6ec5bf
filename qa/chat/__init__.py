"""The terminal chat. Nothing outside this package knows that there is a screen."""
