"""The field `dates`."""
