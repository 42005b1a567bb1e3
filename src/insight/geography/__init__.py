"""Codes, look-ups, search and boundaries: where a place is."""
