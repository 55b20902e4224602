"""The field `employment_types`."""
