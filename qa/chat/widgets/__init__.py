"""The regions of the chat's screen and what stands in them, a widget a file."""
