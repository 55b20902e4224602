"""Pay: what the role offers for the work, as base pay first, and every other offer beside it."""
