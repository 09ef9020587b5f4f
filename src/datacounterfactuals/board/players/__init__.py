"""The players that the program has: they see what their side sees, and no more."""
