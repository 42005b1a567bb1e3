"""One folder a page: `page` and its parts draw it, the rest says what it shows."""
