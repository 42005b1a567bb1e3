"""Documents for meetings: Word, slides and workbooks, each complete by itself."""
