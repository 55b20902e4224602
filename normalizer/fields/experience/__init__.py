"""The field `experience`."""
