"""Compare: places side by side, one measure of them, small maps, inequality."""

from insight.ui.compare import show_compare
from insight.ui.frame import open_page

with open_page("compare") as page:
    show_compare(page)
