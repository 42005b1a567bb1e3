"""From the bytes of a file to a grid of text cells: one reader, one set of limits."""
