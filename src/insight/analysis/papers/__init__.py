"""Statements that several pages make: the map of one indicator, the profile of a place."""
