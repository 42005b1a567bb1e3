"""Tables that people bring: from bytes to cells, and from cells to what is meant."""
