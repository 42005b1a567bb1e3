"""What working in place means, in the partnership's own terms."""
