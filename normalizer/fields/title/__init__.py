"""The field `title`."""
