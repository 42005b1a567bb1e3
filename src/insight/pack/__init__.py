"""Data packs: what every number means, what a table must keep, how one is opened."""
