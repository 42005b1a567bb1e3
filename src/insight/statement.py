"""A finding, made once: what a page shows, a sheet draws, and documents and files take."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from insight.exports.table import ExportTable, Stamp
from insight.figures.sheet.sheet import Format, Size, Words
from insight.geography.levels import outline_sources
from insight.pack.catalogue import Level, Provenance, Source
from insight.pack.pack import Pack, said_version
from insight.words import number

MOST_TITLE_WORDS = 12


@dataclass(frozen=True)
class Column:
    """How one column of a table is shown.

    Attributes
    ----------
    decimals
        Places after the point; None for text.
    suffix
        Written after each number, such as ``%``.
    short
        Heading on a page, where it has less room than in a document; the label if empty.
    """

    label: str
    help: str = ""
    decimals: int | None = None
    suffix: str = ""
    short: str = ""

    @property
    def heading(self) -> str:
        """As pages have it."""
        return self.short or self.label

    def text(self, value: Any) -> str:  # noqa: ANN401 - a cell
        """A cell as documents have it.

        Examples
        --------
        >>> Column("Inactive", decimals=1, suffix="%").text(23.14), Column("Name").text("Oadby")
        ('23.1%', 'Oadby')
        >>> Column("Inactive", decimals=1).text(float("nan"))
        'no figure'
        """
        if self.decimals is None:
            return str(value)
        return "no figure" if pd.isna(value) else f"{number(value, self.decimals)}{self.suffix}"


@dataclass(frozen=True)
class Table:
    """Rows in numbers and texts, with how each column that is shown looks."""

    rows: pd.DataFrame
    columns: Mapping[str, Column]
    alt: str = ""

    def only(self, *names: str) -> "Table":
        """The same with fewer columns, for a page of a document."""
        return replace(self, columns={name: self.columns[name] for name in names})

    @property
    def headings(self) -> tuple[str, ...]:
        """As documents have them, with the unit of the numbers below."""
        return tuple(each.label for each in self.columns.values())

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every row as documents have it."""
        columns = [[each.text(v) for v in self.rows[name]] for name, each in self.columns.items()]
        return tuple(zip(*columns, strict=True))

    @property
    def export(self) -> ExportTable:
        """The numbers, with their places, under the same headings."""
        shown = self.rows[list(self.columns)].set_axis(list(self.headings), axis=1)
        known: dict[Hashable, int] = {
            each.label: each.decimals for each in self.columns.values() if each.decimals is not None
        }
        return ExportTable(shown, decimals=known)


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
    def lines(self) -> tuple[str, ...]:
        """Publisher, title and period of each source."""
        return tuple(dict.fromkeys(source.line() for source in self.sources))

    @property
    def titles(self) -> str:
        """The same as one text."""
        return "; ".join(self.lines)

    @property
    def attributions(self) -> tuple[str, ...]:
        """What each licence asks to be said."""
        return tuple(dict.fromkeys(source.licence.attribution for source in self.sources))

    @property
    def attribution(self) -> str:
        """The same as one text."""
        return " ".join(self.attributions)

    @property
    def stamp(self) -> Stamp:
        """The same for each row of a file."""
        return Stamp(str(self.provenance), self.titles, self.attribution, self.pack_version)

    def drawn_on(self, pack: Pack, level: Level) -> "Provided":
        """The same with the sources of the boundaries that a map draws."""
        both = dict.fromkeys((*self.sources, *outline_sources(pack, level)))
        return replace(self, sources=tuple(both))

    def short(self) -> str:
        """Sources, licence, kind of data and version in few words, for inside a figure."""
        titles = "; ".join(dict.fromkeys(source.short for source in self.sources))
        licences = ", ".join(dict.fromkeys(source.licence.short for source in self.sources))
        return (
            f"Source: {titles}. {licences}. "
            f"{self.provenance.label}. {said_version(self.pack_version)}."
        )

    def line(self) -> str:
        """Sources, licences, kind of data and version in one line for under a figure."""
        return (
            f"Source: {self.titles}. {self.provenance.label}. {self.attribution} "
            f"{said_version(self.pack_version)}."
        )


@dataclass(frozen=True)
class PaperLink:
    """What makes a sheet the same again: where it is shown, when and by whom it was made."""

    address: str
    made: date
    maker: str = ""


@dataclass(frozen=True)
class Item:
    """A statement on its way into a paper.

    Attributes
    ----------
    words
        Title, caveats, sources and all else that stands on the sheet.
    on_sheet
        Draws the figure under some words, in a size and format.
    table
        Its numbers; the first row is the one that matters most.
    points
        What is said beside the figure, in sentences.
    """

    words: Words
    on_sheet: Callable[[Words, Size, Format], bytes]
    table: Table | None = None
    points: tuple[str, ...] = ()

    @property
    def chart(self) -> object:
        """What is drawn, for a program that draws it itself; None where it is not one thing."""
        return self.on_sheet.args[0] if isinstance(self.on_sheet, partial) else None

    def draw(self, size: Size, kind: Format) -> bytes:
        """The sheet with all of its words."""
        return self.on_sheet(self.words, size, kind)

    def figure(self, size: Size, kind: Format) -> bytes:
        """The figure alone, for a document that has its words."""
        return self.on_sheet(self.words.bare(), size, kind)


@dataclass(frozen=True)
class Statement:
    """A finding with all that it rests on; nothing is drawn before it is asked for.

    Attributes
    ----------
    title
        What is found; heads the sheet, the slide and the chapter.
    subtitle
        Measure, place, number of areas, period.
    caveats
        What to be careful of, a sentence each, worked out of the data.
    provided
        Where its numbers come from.
    alt
        The figure in words.
    table
        The numbers, as the page and the documents show them.
    on_sheet
        Draws the figure for paper, under the words of a sheet.
    points
        What is said beside the figure in a document.
    more_source
        What else it was made from, such as a ledger; named first.
    shorter
        Titles to take where the whole one has over twelve words, the fullest first.
    rest
        What those leave out and the subtitle does not have, as a sentence.
    alt_of_highlights
        The figure in words where a screen shows only what is high in it; empty if it never does.
    """

    title: str
    subtitle: str
    caveats: tuple[str, ...]
    provided: Provided
    alt: str
    on_sheet: Callable[[Words, Size, Format], bytes]
    table: Table | None = None
    points: tuple[str, ...] = ()
    more_source: str = ""
    shorter: tuple[str, ...] = ()
    rest: str = ""
    alt_of_highlights: str = ""

    @property
    def heading(self) -> str:
        """The first title that has at most twelve words; of none, the beginning of the last."""
        every = (self.title, *self.shorter)
        short = (each for each in every if len(each.split()) <= MOST_TITLE_WORDS)
        cut = " ".join(every[-1].split()[:MOST_TITLE_WORDS]) + "…"
        return next(short, cut)

    def words(self, link: PaperLink) -> Words:
        """What stands on its sheet, with where and when that was made."""
        rest = "" if self.heading == self.title else self.rest
        if self.heading not in (self.title, *self.shorter):
            rest = f"{self.title}."
        # What the title says already is not said again.
        elif self.heading.startswith(rest.removesuffix(".")):
            rest = ""
        elif rest.startswith(self.heading):
            rest = rest.removeprefix(self.heading).lstrip(" ,;:.")
            rest = rest[:1].upper() + rest[1:]
        sources = self.provided.sources
        shorts = dict.fromkeys(source.short for source in sources)
        licences = tuple(dict.fromkeys(source.licence.short for source in sources))
        return Words(
            title=self.heading,
            subtitle=f"{rest} {self.subtitle}".strip(),
            caveats=tuple(filter(None, self.caveats)),
            sources=tuple(filter(None, (self.more_source, *self.provided.lines))),
            licences=self.provided.attributions,
            provenance=str(self.provided.provenance),
            pack_version=self.provided.pack_version,
            made=link.made,
            link=link.address,
            alt=self.alt,
            maker=link.maker,
            brief_sources=(*((self.more_source,) if self.more_source else ()), *shorts),
            brief_licences=licences,
        )

    def item(self, link: PaperLink) -> Item:
        """The statement for a paper."""
        return Item(self.words(link), self.on_sheet, self.table, self.points)
