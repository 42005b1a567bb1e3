"""Forms that save, each so that nobody's work is overwritten."""
