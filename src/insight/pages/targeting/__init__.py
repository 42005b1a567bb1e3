"""Where the opportunity for impact is greatest, and how sure we are."""
