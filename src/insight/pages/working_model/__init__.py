"""How far systems and places have come."""
