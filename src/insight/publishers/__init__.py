"""From the publishers' own files to a data pack."""
