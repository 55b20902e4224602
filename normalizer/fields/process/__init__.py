"""How to apply and how people are selected, a step a row."""
