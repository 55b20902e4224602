"""Countries in which the person must already be allowed to work, and whether the employer sponsors a permit."""
