"""Targeting: where the opportunity for impact is greatest, and how sure we are."""

from insight.ui.frame import open_page
from insight.ui.targeting import show_targeting

with open_page("targeting") as page:
    show_targeting(page)
