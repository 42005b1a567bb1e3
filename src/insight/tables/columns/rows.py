"""Rows that a worksheet hides or crosses out, and those that came to no award."""

import re
from collections.abc import Callable, Iterable, Mapping

from insight.tables.decisions import FileDecision, chosen
from insight.tables.reader.grid import Grid
from insight.tables.reader.layout import some
from insight.words import counted

LEAVE, READ = "leave", "read"


def row_decisions(grid: Grid, amount: Callable[[int], str] | None = None) -> list[FileDecision]:
    """Whether rows that are hidden or crossed out are meant; `amount` says what one holds."""
    kinds = (
        ("hidden", grid.hidden_rows, "hidden in the file, by a filter or by hand"),
        ("struck", grid.struck_rows, "crossed out in the file"),
    )
    found = list(grid.decisions)
    for key, rows, words in kinds:
        if not rows:
            continue
        is_are = counted(len(rows), "row is", "rows are")
        first = "" if amount is None else f": {amount(rows[0])}"
        named = f"row {rows[0]}{first}" if len(rows) == 1 else f"rows {some(rows, 10)}{first}"
        found.append(_to_include(key, len(rows), f"{is_are} {words} ({named})."))
    return found


def _to_include(key: str, rows: int, why: str) -> FileDecision:
    """Whether some rows are meant, which nobody but a person can say."""
    pronoun = "it" if rows == 1 else "them"
    options = {READ: f"Include {pronoun}", LEAVE: f"Leave {pronoun} out"}
    return FileDecision(key, f"Do you want to include {pronoun}?", options, "", why)


def with_rows_decided(grid: Grid, decisions: Iterable[FileDecision]) -> Grid:
    """The grid without the rows that are not meant."""
    kept = grid
    for key, rows, why in (
        ("hidden", grid.hidden_rows, "is hidden in the file"),
        ("struck", grid.struck_rows, "is crossed out in the file"),
    ):
        if chosen(decisions, key) == LEAVE:
            here = set(kept.rows.index)
            kept = kept.without([row for row in rows if row in here], why)
    return kept


REFUSED = re.compile(
    r"declined|rejected|refused|withdrawn|cancell?ed|unsuccessful|ineligible|lapsed|void|"
    r"not (?:awarded|approved|successful|funded|supported)",
    re.IGNORECASE,
)
"""What any column says of applications that came to no award, if it says no more."""
STATUS = re.compile(r".*\b(?:status|outcome|decision|stage|result)\b(?! date).*", re.IGNORECASE)
"""The heading of a column that says what became of an application."""
NO_AWARD = re.compile(
    rf"no|applied|submitted|returned|.*\b(?:{REFUSED.pattern}|pending|pipeline|deferred|on hold|"
    r"refunded|shortlisted|under (?:assessment|review|consideration)|"
    r"awaiting (?:approval|assessment|decision)|not (?:progressed|eligible))\b.*",
    re.IGNORECASE,
)
"""What a column of statuses says of applications that came to no award, or not yet."""


def refused_rows(grid: Grid, columns: Iterable[int]) -> dict[int, str]:
    """Rows that say in one of some columns that nothing is awarded, with what they say."""
    found: dict[int, str] = {}
    for column in columns:
        cells = grid.rows[column]
        is_status = STATUS.fullmatch(grid.names[column])
        says = NO_AWARD if is_status else REFUSED
        words = [cell for cell in cells.unique() if says.fullmatch(cell)]
        said = cells[cells.isin(words)]
        found |= dict(zip(said.index.tolist(), said.tolist(), strict=True))
    return dict(sorted(found.items()))


def refused_decision(rows: Mapping[int, str]) -> FileDecision | None:
    """Whether rows that say that nothing was awarded are meant."""
    if not rows:
        return None
    say = counted(len(rows), "row says", "rows say")
    first, word = next(iter(rows.items()))
    why = f"{say} that nothing was awarded, or not yet (first row {first}: {word[:40]!r})."
    return _to_include("refused", len(rows), why)
