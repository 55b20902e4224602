"""The field `openings`."""
