"""Working definitions of the words that the site uses, in files by group."""
