"""The ledger made ready for the pages."""
