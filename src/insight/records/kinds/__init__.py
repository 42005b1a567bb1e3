"""One module for each kind of record: what it holds, and how it is kept."""
