"""Data and method: what every number means and where it came from."""

from insight.pages.data.page import show_data
from insight.shell.frame import open_page

with open_page("data") as page:
    show_data(page)
