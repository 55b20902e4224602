"""The hiring organization's name."""
