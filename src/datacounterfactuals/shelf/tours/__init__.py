"""Tours: short guided walks through the explorer, each a file of states, guesses and words."""
