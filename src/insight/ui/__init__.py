"""The page frame: the only code that knows Streamlit."""
