"""One command a file: its name is the file's, its help the first line of the file's docstring."""
