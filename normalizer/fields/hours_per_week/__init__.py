"""Weekly hours of work."""
