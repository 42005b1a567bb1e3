"""Targeting: where the opportunity for impact is greatest, and how sure we are."""

from insight.pages.targeting.page import show_targeting
from insight.shell.frame import open_page

with open_page("targeting") as page:
    show_targeting(page)
