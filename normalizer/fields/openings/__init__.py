"""Number of positions to be filled."""
