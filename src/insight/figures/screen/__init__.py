"""Charts and maps drawn by plotly."""
