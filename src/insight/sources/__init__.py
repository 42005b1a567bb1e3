"""Readers of the publishers' own files, and the building of packs."""
