"""Data and method: what every number means and where it came from."""

from insight.ui.data import show_data
from insight.ui.frame import open_page

with open_page("data") as page:
    show_data(page)
