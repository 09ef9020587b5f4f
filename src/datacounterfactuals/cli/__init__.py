"""Floor 7: the command line `datacf`. It reads words, asks, and shows; it computes nothing."""
