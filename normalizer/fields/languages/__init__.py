"""The field `languages`."""
