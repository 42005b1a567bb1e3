"""One indicator at one level."""
