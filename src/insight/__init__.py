"""Activity levels, deprivation and investment by neighbourhood."""
