"""Questions: each file asks one thing of the grid, and the catalogue finds them all."""
