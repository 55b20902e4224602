"""Days that the listing states."""
