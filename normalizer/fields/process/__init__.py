"""The field `process`."""
