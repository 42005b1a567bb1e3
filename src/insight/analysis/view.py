"""What a page shows, as plain data: words, numbers, figures, tables, sources."""

from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True)
class Headline:
    """One large number with what it is and what to hold it against."""

    label: str
    value: str
    note: str
    help: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart or map, with the text that stands for it where it is not seen."""

    plot: go.Figure
    alt: str
