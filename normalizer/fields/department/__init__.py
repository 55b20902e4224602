"""The part of the organization that the role belongs to."""
