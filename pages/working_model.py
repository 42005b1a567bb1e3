"""Working model: systems by neighbourhoods, with evidence, and what is missing."""

from insight.pages.working_model.page import show_working_model
from insight.shell.frame import open_page

with open_page("working_model") as page:
    show_working_model(page)
