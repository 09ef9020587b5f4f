"""The board: a game of people with data and an operator, on a grid that grows as it is played."""
