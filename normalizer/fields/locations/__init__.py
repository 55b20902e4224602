"""The field `locations`."""
