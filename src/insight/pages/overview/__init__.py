"""How active and how deprived a place is."""
