"""Rows of a list that are the total of others, by what they say and by what they add up to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from insight.records.kinds.investments import pounds
from insight.tables.ledger_columns import Field
from insight.tables.reader.layout import some
from insight.words import counted

TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|running|report|column|page)[ -]?)?totals?(?: \(?(?:£|gbp)\)?)?:?|"
    r"sum:?|total (?:amount|awarded|awards|funding|grants?|value|spend|investments?|paid)"
    r"(?: \(?(?:£|gbp)\)?)?:?",
    re.IGNORECASE,
)
"""What stands in a row that is the total of others, and nowhere else."""
FEWEST_OF_A_SUM = 3
"""Rows of which the amount of another is unlikely to be the sum by chance."""
LIKE_A_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall)[ -]?)?totals? (?:for|of|in|-|–|:).*|.*\b(?:sub-?)?totals?:?",
    re.IGNORECASE,
)
"""What may be a name too, such as that of a club."""
SUM_WORD = (
    r"(?:(?:sub|grand)?[ -]?totals?|sum|overall|altogether|aggregate|cumulative|balance|"
    r"\w+ forward|[bc]/f|all (?:grants|awards|rows|projects|funding)|Σ)"
)
MAY_SUM = re.compile(rf"\W*{SUM_WORD}(?!\w).*|.*(?<!\w){SUM_WORD}\W*", re.IGNORECASE)
"""What is said of a row that is the total of others, if its amount is theirs too."""
LONGEST_LABEL = 60


def total_rows(
    table: pd.DataFrame, mapping: Mapping[Field, int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Rows that say that they are totals, and those that may."""
    sure: set[int] = set()
    maybe: set[int] = set()
    dates = [mapping[name] for name in (Field.START, Field.YEAR) if name in mapping]
    has_date = (table[dates] != "").any(axis="columns")
    for column in range(table.shape[1]):
        if column == mapping.get(Field.AMOUNT):
            continue
        short = (text for text in table[column].unique() if len(text) <= LONGEST_LABEL)
        texts = [text for text in short if MAY_SUM.fullmatch(text)]
        said = [text for text in texts if TOTAL.fullmatch(text)]
        like = [text for text in texts if LIKE_A_TOTAL.fullmatch(text)]
        sure.update(table.index[table[column].isin(said)])
        sure.update(table.index[table[column].isin(like) & ~has_date])
        maybe.update(table.index[table[column].isin(texts)])
    return frozenset(sure), frozenset(maybe - sure)


@dataclass
class Sums:
    """What the rows of a worksheet, or of all of them, add up to on the way down, in pence."""

    whole: int = 0
    others: int = 0  # rows besides a total
    all: int = 0
    since: int = 0  # since the last total
    rows: int = 0
    rows_since: int = 0

    def add(self, pence: int) -> None:
        """Count a row that is no total."""
        self.all += pence
        self.since += pence
        self.rows += 1
        self.rows_since += 1

    def above(self, pence: int, *, is_total: bool) -> int:
        """How many rows an amount is the sum of: those above, or all others; 0 if of none."""
        if pence == self.since and self.rows_since:
            return self.rows_since
        if pence == self.all and self.rows:
            return self.rows
        is_of_others = self.whole == (pence if is_total else pence * 2)
        return self.others if is_of_others else 0


@dataclass
class Totals:
    """The totals that were found on the way down, and the rows that may be some."""

    sums: Mapping[str, Sums]  # by worksheet
    whole: Sums  # of all worksheets
    found: list[tuple[int, int | None, bool, str]] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)

    def above(self, sheet: str, pence: int | None, *, is_total: bool) -> int:
        """How many rows an amount is the sum of, in its worksheet or in all; 0 if of none."""
        if not pence:
            return 0
        return self.sums[sheet].above(pence, is_total=is_total) or self.whole.above(
            pence, is_total=is_total
        )

    def add(self, sheet: str, pence: int) -> None:
        """Count a row that is no total."""
        self.sums[sheet].add(pence)
        self.whole.add(pence)

    def close(self, row: int, sheet: str, pence: int | None, above: int) -> None:
        """Note a row that is a total; the next total may be of the rows after it alone."""
        here = self.sums[sheet]
        others = (
            f"above it add up to {pounds(here.all)}"
            if here.rows
            else f"below it add up to {pounds(here.whole)}"
        )
        self.found.append((row, pence, not pence or above > 0, others))
        for each in (here, self.whole):
            each.since = each.rows_since = 0

    def said(self) -> Iterator[str]:
        """How many rows are totals, and whether they agree with the other rows."""
        if self.found:
            rows = counted(
                len(self.found),
                "row is a total of other rows and was",
                "rows are totals of other rows and were",
            )
            yield f"{rows} left out: row {some([each[0] for each in self.found])}."
        for row, pence, agrees, others in self.found:
            if pence is not None and not agrees:
                yield (
                    f"The total in row {row} is {pounds(pence)}, but the rows {others}. Check "
                    "that none is missing or counted twice."
                )
        if self.doubtful:
            rows = counted(len(self.doubtful), "row may be a total", "rows may be totals")
            counts = "counts" if len(self.doubtful) == 1 else "count"
            yield (
                f"{rows} of others and {counts} as an investment: row {some(self.doubtful)}. "
                "Delete it from the file if it is a total."
            )


def totals_of(amounts: pd.Series, sheets: pd.Series) -> Totals:
    """The sums to hold totals against.

    Parameters
    ----------
    amounts
        Pence of each row that can be read and does not say that it is a total; index: row.
    sheets
        Worksheet of every row of the table; index: row.
    """
    by_sheet = amounts.groupby(sheets.reindex(amounts.index))
    here = {
        str(name): Sums(whole=sum(each.tolist()), others=len(each) - 1) for name, each in by_sheet
    }
    empty = {str(name): Sums() for name in sheets.unique()}
    return Totals(empty | here, Sums(whole=sum(amounts.tolist()), others=len(amounts) - 1))
