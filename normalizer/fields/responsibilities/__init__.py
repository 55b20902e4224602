"""The field `responsibilities`."""
