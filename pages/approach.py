"""Approach: what working in place means, and where this tool uses it."""

from insight.pages.approach.page import show_approach
from insight.shell.frame import open_page

with open_page("approach") as page:
    show_approach(page)
