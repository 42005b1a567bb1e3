"""Pure functions from tables to numbers: no files, no drawing."""
