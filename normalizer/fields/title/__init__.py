"""The role's title, as stated."""
