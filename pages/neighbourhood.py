"""Neighbourhoods: the saved ones, one's profile, building one, checking places."""

from insight.pages.neighbourhood.page import show_neighbourhood
from insight.shell.frame import open_page

with open_page("neighbourhood") as page:
    show_neighbourhood(page)
