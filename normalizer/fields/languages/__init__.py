"""Languages that the worker needs or should know."""
