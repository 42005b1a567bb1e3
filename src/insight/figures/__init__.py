"""Charts and maps for the screen and for paper, and the one palette."""
