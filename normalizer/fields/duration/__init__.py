"""Length of a fixed engagement."""
