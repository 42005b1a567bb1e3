"""Sources, method, limits, own indicators and the state of the site."""
