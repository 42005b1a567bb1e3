"""Figures put aside for a paper, as documents."""
