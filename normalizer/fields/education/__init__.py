"""The field `education`."""
