"""Floor 5: tables of runs made elsewhere: what they can tell, predict, and should try next."""
