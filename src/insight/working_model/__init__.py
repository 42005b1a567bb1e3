"""The working model: how far systems and places have come, and what is missing."""
