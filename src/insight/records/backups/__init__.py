"""Copies of the records, and the way back."""
