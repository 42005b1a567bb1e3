"""The way out for tables: one escape, one vocabulary, one writer for each kind."""
