"""Where money goes, and whether it goes where need is."""
