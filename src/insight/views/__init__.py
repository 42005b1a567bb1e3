"""One module per page: data and choices in, a view (words, numbers, figures) out."""
