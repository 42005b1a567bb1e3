"""Charts and maps drawn by matplotlib, on sheets for papers."""
