"""Map: one indicator at one level, its table, and the card of one area."""

from insight.pages.map.page import show_map
from insight.shell.frame import open_page

with open_page("map") as page:
    show_map(page)
