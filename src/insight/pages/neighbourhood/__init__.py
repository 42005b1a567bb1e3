"""Neighbourhoods: saved, built, described, and their record."""
