"""Floor 4: an answer's chart data, drawn. Altair is known here and nowhere else."""
