"""What is recorded of the working model, made ready for the pages."""
