"""The lowest education that is enough."""
