"""Map: one indicator at one level, its table, and the card of one area."""

from insight.ui.area_map import show_map
from insight.ui.frame import open_page

with open_page("map") as page:
    show_map(page)
