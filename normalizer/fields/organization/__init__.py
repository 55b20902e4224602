"""The field `organization`."""
