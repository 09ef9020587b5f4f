"""The formalisms: a file for each question of the catalogue, with its definition and its axes."""
