"""Sampling: how some worlds stand for all, and how sure that leaves an answer."""
