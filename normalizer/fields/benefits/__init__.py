"""What is offered, a statement a row."""
