"""Where the work is done as a rule: remotely, in part at an office, or on site. A named city alone says nothing of it."""
