"""The field `workplace`."""
