"""Claims of speed, each measured: both sides in one run, ratios printed."""
