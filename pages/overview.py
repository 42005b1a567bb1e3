"""Overview: how active and how deprived my place is, and what stands out."""

from insight.pages.overview.page import show_overview
from insight.shell.frame import open_page

with open_page("overview") as page:
    show_overview(page)
