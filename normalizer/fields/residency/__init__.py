"""Where the person must live or may apply from. Time zones, licences and the place of the office say nothing of it."""
