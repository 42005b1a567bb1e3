"""Pure functions from tables to numbers: no files, no drawing.

Inputs that are given together are on the same index; most functions raise
`AlignmentError` where they are not.
"""
