"""Sheets: pages for paper, each a file that needs nothing else."""
