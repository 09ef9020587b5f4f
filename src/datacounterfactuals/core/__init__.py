"""Floor 0: the nouns. Pure values on numpy: no files, no clock, no training."""
