"""Board paper: the figures that were put aside, as a document."""

from insight.pages.board_paper.page import show_board_paper
from insight.shell.frame import open_page

with open_page("board_paper") as page:
    show_board_paper(page)
