"""What more than one page shows: measured, ranked, described, in words."""
