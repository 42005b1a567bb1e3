"""What whoever looks after the records does with them, beside backups."""
