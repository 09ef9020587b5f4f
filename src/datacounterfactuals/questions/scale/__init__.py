"""Scale: what growing, choosing and shrinking the training set does."""
