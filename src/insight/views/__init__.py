"""Data and choices in; words, numbers, tables and figures out."""
