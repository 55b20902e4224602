"""What the person will do, a statement a row."""
