"""The field `tasks`."""
