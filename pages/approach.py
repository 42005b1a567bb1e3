"""Approach: what working in place means, and where this tool uses it."""

from insight.ui.approach import show_approach
from insight.ui.frame import open_page

with open_page("approach") as page:
    show_approach(page)
