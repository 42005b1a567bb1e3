"""The errors whose text is written for readers; anything else is a bug."""

from collections.abc import Sequence
from dataclasses import dataclass


class InsightError(Exception):
    """A fault that the reader can understand and act upon."""


class AlignmentError(InsightError):
    """Two inputs disagree about which areas there are."""


class GeographyError(InsightError):
    """A code, a boundary or a coordinate system is not what it should be."""


@dataclass(frozen=True)
class Problem:
    """One broken rule of one file.

    Attributes
    ----------
    file
        Name of the file within the pack, such as ``deprivation.csv``.
    rule
        What is wrong, in words, beginning with the column where there is one.
    failing, total
        How many rows break the rule, of how many; 0 where the rule is about
        the file as a whole.
    example
        The first offending value and where it stands, or an empty string.
    remedy
        What to do about it.
    """

    file: str
    rule: str
    failing: int = 0
    total: int = 0
    example: str = ""
    remedy: str = ""

    def sentence(self) -> str:
        """How many of how many, what is wrong, first example, what to do.

        Examples
        --------
        >>> Problem("a.csv", "rank: below 1", 2, 634, "0 at 'E01000001'").sentence()
        "a.csv: 2 of 634 rows: rank: below 1, first 0 at 'E01000001'."
        """
        rows = f"{self.failing:,} of {self.total:,} rows: " if self.failing else ""
        first = f", first {self.example}" if self.example else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.file}: {rows}{self.rule}{first}.{remedy}"


class ContractError(InsightError):
    """A file of the data pack is not as its contract declares."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence() for problem in problems))
