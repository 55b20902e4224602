"""The field `requirements`."""
