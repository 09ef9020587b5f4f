"""Floor 6: the site. A JSON API over the grid, and the pages that read it."""
