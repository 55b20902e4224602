"""The field `duration`."""
