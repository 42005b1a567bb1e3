"""Judge a column by all its cells."""
