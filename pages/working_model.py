"""Working model: systems by neighbourhoods, with evidence, and what is missing."""

from insight.ui.frame import open_page
from insight.ui.working_model import show_working_model

with open_page("working_model") as page:
    show_working_model(page)
