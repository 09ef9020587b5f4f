"""The site as files: every page, every cell and many answers, for a host that runs nothing."""
