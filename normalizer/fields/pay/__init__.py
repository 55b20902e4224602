"""The field `pay`."""
