"""People and what was said: stored first, in order, encrypted."""
