"""The steps by which the tables came to be what they are, run at opening.

A new step goes into `versions` and says ``down_revision`` of the last. On SQLite change a table by
``op.batch_alter_table``, which makes it anew: foreign keys are off meanwhile and checked at the
end, but the triggers of `history` go with the old table and must be made again.
"""
