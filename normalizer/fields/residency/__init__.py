"""The field `residency`."""
