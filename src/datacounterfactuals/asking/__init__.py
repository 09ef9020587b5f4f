"""Floor 4: the one loop. Questions ask, the grid fills, questions answer."""
