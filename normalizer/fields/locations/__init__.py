"""Places where the work is done: as the header, a label or a sentence about the role names them."""
