"""Compare: places side by side, one measure of them, small maps, inequality."""

from insight.pages.compare.page import show_compare
from insight.shell.frame import open_page

with open_page("compare") as page:
    show_compare(page)
