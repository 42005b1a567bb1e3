"""What a page shows, as plain data: words, numbers, figures, tables, sources."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from insight.exports.table import Stamp
from insight.geography.levels import outline_sources
from insight.pack.catalogue import Level, Provenance, Source
from insight.pack.pack import Pack


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


@dataclass(frozen=True)
class Column:
    """How one column of a table is shown.

    Attributes
    ----------
    label
        Heading.
    help
        What the heading means.
    decimals
        Places after the point; None for text.
    suffix
        Written after each number, such as ``%``.
    width
        Pixels, or None for what the content needs.
    """

    label: str
    help: str = ""
    decimals: int | None = None
    suffix: str = ""
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows for the reader, with how each column is shown."""

    rows: pd.DataFrame
    columns: Mapping[str, Column]
    alt: str


@dataclass(frozen=True)
class Provided:
    """Where the numbers of a view come from; every view carries one.

    Attributes
    ----------
    sources
        Records of all tables used.
    provenance
        The weakest class among the numbers shown.
    pack_version
        Version of the pack they were read from.
    """

    sources: tuple[Source, ...]
    provenance: Provenance
    pack_version: str

    @property
    def titles(self) -> str:
        """Publisher, title and period of every source."""
        return "; ".join(dict.fromkeys(source.line() for source in self.sources))

    @property
    def attribution(self) -> str:
        """What every licence asks to be said."""
        return " ".join(dict.fromkeys(source.licence.attribution for source in self.sources))

    @property
    def stamp(self) -> Stamp:
        """The same for each row of a file."""
        return Stamp(str(self.provenance), self.titles, self.attribution, self.pack_version)

    def drawn_on(self, pack: Pack, level: Level) -> "Provided":
        """The same with the sources of the boundaries that a map draws."""
        both = dict.fromkeys((*self.sources, *outline_sources(pack, level)))
        return replace(self, sources=tuple(both))

    def short(self) -> str:
        """Sources, licence, class and version in few words, for inside a figure."""
        titles = "; ".join(dict.fromkeys(source.short for source in self.sources))
        licences = ", ".join(dict.fromkeys(source.licence.short for source in self.sources))
        return (
            f"Source: {titles}. {licences}. "
            f"Class: {self.provenance}. Data pack {self.pack_version}."
        )

    def line(self) -> str:
        """Sources, licences, class and version in one line for under a figure."""
        return (
            f"Source: {self.titles}. Class: {self.provenance}. {self.attribution} "
            f"Data pack {self.pack_version}."
        )
