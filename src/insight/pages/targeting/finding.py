"""What every step and every part of the list is to the page: a statement and its rows."""

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from insight.analysis.targeting import Screen
from insight.analysis.view import Figure
from insight.exports.files import Download
from insight.statement import Provided, Statement, Table


@dataclass(frozen=True)
class Finding:
    """A statement as the page shows it.

    `words` is the answer in a sentence or two, `codes` are the areas of the table's rows,
    `notes` must be kept in mind, and `rule` is how a list was made. Papers take the
    `statement`; it is None where a table says it all.
    """

    words: str
    table: Table
    provided: Provided
    codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    statement: Statement | None = None
    plot: Callable[[Screen], go.Figure] | None = None
    downloads: tuple[Download, ...] = ()
    rule: str = ""

    def figure(self, screen: Screen) -> Figure | None:
        """The figure for the screen, with its words for those who do not see it."""
        if self.plot is None or self.statement is None:
            return None
        alt = self.statement.alt
        if not screen.has_nine:
            alt = self.statement.alt_of_highlights or alt
        return Figure(self.plot(screen), alt)
