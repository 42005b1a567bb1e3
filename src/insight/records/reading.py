"""What files of neighbourhoods hold, and what is wrong with a row of any file."""

from dataclasses import dataclass, fields

from insight.exports.table import Stamp

COLUMNS = ("name", "description", "status", "defined_by", "members")
OWN_HEADINGS = {"name": "area_name"}
"""Headings of our files where they are not the columns' names, as older files had."""

STAMPED = frozenset(each.name for each in fields(Stamp))
"""What our files say of themselves, which no import needs."""


@dataclass(frozen=True)
class RowProblem:
    """Why one row, or one feature, cannot be imported."""

    place: str  # such as ``row 7``, as a spreadsheet counts, or ``feature 3``
    column: str  # empty where it is about the whole row
    value: str
    advice: str  # what is wrong and what to do, without full stop

    def sentence(self) -> str:
        """The problem for a reader."""
        where = f"{self.place}, {self.column}" if self.column else self.place
        return f"{where[0].upper()}{where[1:]}: {self.advice}."
