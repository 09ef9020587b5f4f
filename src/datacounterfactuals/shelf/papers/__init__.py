"""The shelf of papers: what was written on the question, by area, and what each adds to it."""
