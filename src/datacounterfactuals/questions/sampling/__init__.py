"""Sampling: how a question that cannot see every world chooses some, and how sure that leaves it."""
