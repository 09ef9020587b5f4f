"""Floor 1: learners, one a file. Each is a total function from worlds to scores."""
