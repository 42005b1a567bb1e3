"""Where things stand on a page, and how much room each has."""
