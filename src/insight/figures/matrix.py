"""Neighbourhoods by systems, how far each has come: one for screen and sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

LADDER = 4
"""Boxes of a cell: foundations, embed, redesign, so what."""
SYSTEM_LINES = 3
STALE_MARK = "!"


@dataclass(frozen=True)
class Square:
    """One cell, from 0 at the top left: boxes filled (0 to 4), newest evidence, and what is said.

    Old evidence only makes it stale; it is absent if missing though embedded around.
    """

    row: int
    column: int
    stage: int = 0
    words: str = ""
    when: str = ""
    is_present: bool = False
    is_ended: bool = False
    is_stale: bool = False
    is_absent: bool = False
    key: str = ""
    hover: str = ""

    @property
    def boxes(self) -> tuple[str, ...]:
        """How each of its boxes looks: filled, old or empty; none off the ladder."""
        if not self.stage or self.is_ended:
            return ()
        done = "old" if self.is_stale else "filled"
        return (done,) * self.stage + ("empty",) * (LADDER - self.stage)

    @property
    def has_mark(self) -> bool:
        """Whether it has a diamond (present, no stage) or a cross (ended)."""
        return self.is_ended or (self.is_present and not self.stage)

    @property
    def lines(self) -> tuple[str, ...]:
        """Stage and month; “absent” where it is missed, a dash where nothing is."""
        if not self.words:
            return ("absent" if self.is_absent else "–",)
        return self.words, f"{STALE_MARK} {self.when}" if self.is_stale else self.when

    @property
    def middle(self) -> float:
        """Of its words, from the top of the row."""
        return self.row + (0.66 if self.words else 0.5)


@dataclass(frozen=True)
class RowHead:
    """A neighbourhood: its name, its need, and at the right its margin and flag."""

    name: str
    words: str
    margin: str
    flag: str


@dataclass(frozen=True)
class ColumnHead:
    """A system: its name, in how many places it is, and how far it is more widely."""

    name: str
    margin: str
    words: str

    def lines(self, letters: int) -> list[str]:
        """Its name, cut to so many letters a line."""
        return wrap(self.name, letters, max_lines=SYSTEM_LINES, placeholder="…")


@dataclass(frozen=True)
class MatrixChart:
    """Heads in order, and one square for each cell."""

    rows: Sequence[RowHead]
    columns: Sequence[ColumnHead]
    squares: Sequence[Square]


def key_words(old: str) -> str:
    """What the marks mean; `old` is how a box of stale evidence looks."""
    return (
        "■□□□ Foundations   ■■□□ Embed   ■■■□ Redesign   ■■■■ So what   "
        f"◆ Present, no evidence of a stage   {old}, {STALE_MARK} = out of date (over 12 months)   "
        "dashed frame = embedded in the wider area, absent here   – nothing recorded"
    )
