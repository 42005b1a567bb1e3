"""Investment: what goes where, against need, with each pound counted once."""

from insight.ui.frame import open_page
from insight.ui.investment import show_investment

with open_page("investment") as page:
    show_investment(page)
