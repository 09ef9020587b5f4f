"""Opening texts of the reading pages."""
