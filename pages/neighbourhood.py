"""Neighbourhoods: the saved ones, one's profile, building one, checking places."""

from insight.ui.frame import open_page
from insight.ui.neighbourhood import show_neighbourhood

with open_page("neighbourhood") as page:
    show_neighbourhood(page)
