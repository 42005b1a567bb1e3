"""What the product is called, and its mark."""

PRODUCT = "Insight"

# In the page itself: a file would be fetched again at every rerun (Streamlit 1.67).
FAVICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
    "%3Crect width='8' height='8' rx='1.5' fill='%2312436D'/%3E"
    "%3Cpath d='M1.5 1.5h2.3v2.3H1.5zM4.2 4.2h2.3v2.3H4.2z' fill='%236BACE6'/%3E"
    "%3Cpath d='M4.2 1.5h2.3v2.3H4.2zM1.5 4.2h2.3v2.3H1.5z' fill='white'/%3E%3C/svg%3E"
)
