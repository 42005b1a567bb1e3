"""What people save, with its history: the only code that knows the database."""
