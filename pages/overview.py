"""Overview: how active and how deprived my place is, and what stands out."""

from insight.ui.frame import open_page
from insight.ui.overview import show_overview

with open_page("overview") as page:
    show_overview(page)
