"""Size of the whole engagement: hours of work, or items."""
