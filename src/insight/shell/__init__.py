"""What every page stands in: frame, links and choices, forms, sign-in, papers."""
