"""The field `benefits`."""
