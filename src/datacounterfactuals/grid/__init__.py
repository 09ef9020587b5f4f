"""Floor 3: the grid. What is missing, filling it block by block, and reading it."""
