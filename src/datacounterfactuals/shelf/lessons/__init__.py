"""Lessons: short sessions to teach with, each a file of states, prompts and what is accepted."""
