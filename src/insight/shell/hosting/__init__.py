"""The app as a site: who is here, whether it is ready, what it did."""
