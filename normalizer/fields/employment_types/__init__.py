"""Forms of employment."""
