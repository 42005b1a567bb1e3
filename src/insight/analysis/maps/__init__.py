"""Maps that several pages draw, and what lies on them."""
