"""Years of experience and the level of seniority that the role asks for."""
