"""Sheets that several pages make."""
