"""Investment: what goes where, against need, with each pound counted once."""

from insight.pages.investment.page import show_investment
from insight.shell.frame import open_page

with open_page("investment") as page:
    show_investment(page)
