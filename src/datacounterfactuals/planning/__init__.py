"""Floor 5: a plan for people with data: what it takes to withhold it, and what that costs whom."""
