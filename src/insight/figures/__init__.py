"""Plotly figures for the screen, and the one palette."""
