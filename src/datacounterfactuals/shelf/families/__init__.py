"""The families of questions: a short introduction each."""
