"""What the person must or should have, a statement a row."""
