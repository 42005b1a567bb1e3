"""A paper as plain data: what its documents are written from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from insight.figures.watermark import WATERMARK
from insight.pack.pack import said_version
from insight.statement import Item

EXAMPLE = f"{WATERMARK}. Figures marked so are not real."
"""On every page of a document that has an example."""
MOST_ROWS = 8
"""Rows of a table in a document; the workbook has them all."""
FONT = "Arial"
"""Of words that others edit: it is on every computer."""


@dataclass(frozen=True)
class Profile(Item):
    """One page about a place."""

    picture: Callable[[], bytes] = bytes
    headlines: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Paper:
    """Figures in order, under one title."""

    title: str
    author: str
    made: date
    link: str
    items: Sequence[Item]

    @property
    def made_of(self) -> str:
        """The versions of the data, and the day."""
        versions = dict.fromkeys(said_version(item.words.pack_version) for item in self.items)
        return ". ".join((*versions, f"Made on {self.made.day} {self.made:%B %Y}")) + "."

    @property
    def has_example(self) -> bool:
        """Whether any of its figures is an example."""
        return any(item.words.is_illustrative for item in self.items)


Progress = Callable[[int, int], None]
"""Told how many figures of how many are done."""


def no_progress(_done: int, _whole: int) -> None:
    """For those who need not be told."""
