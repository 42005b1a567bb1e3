"""What stands where there is no figure, and behind one."""

import re
from collections import Counter
from collections.abc import Iterable

from insight.tables.columns.numbers import LONGEST_NUMBER

MOST_NAMED = 3


MARKS = {
    "[c]": "confidential", "[x]": "not available", "[z]": "not applicable",
    "[u]": "too uncertain", "[low]": "too low to show", "[w]": "withdrawn",
    "[n]": "not available", "[k]": "low percentage", "[d]": "suppressed", "[s]": "suppressed",
    "*": "suppressed", "**": "suppressed", ":": "not available", "..": "not available",
    "...": "not available", ".": "not available", "~": "suppressed", "c": "confidential",
    "x": "not available", "z": "not applicable", "u": "too uncertain",
    "-": "no figure", "–": "no figure", "—": "no figure",
    "--": "no figure", "£-": "no figure", "£–": "no figure", "n/a": "not applicable",
    "#n/a": "not available", "na": "not available", "nan": "not available",
    "null": "not available", "none": "no figure", "nil": "no figure",
    "tbc": "to be confirmed", "suppressed": "suppressed", "not available": "not available",
    "not applicable": "not applicable", "no data": "not available", "missing": "not available",
}  # fmt: skip
"""What publishers write where there is no figure, in small letters, and what it means."""
FEWER = re.compile(r"(?:<|≤|&lt;|less than|fewer than|under)\s*\d+", re.IGNORECASE)
FLAG = re.compile(r"(.*\d\s*%?)\s*(\[[a-z]{1,4}\]|[*†‡#]{1,2})", re.IGNORECASE)
"""A figure with a mark behind it, such as ``12.3 [r]``."""
GAP = re.compile(r"[^\S\n]+")


def meaning_of(cell: str) -> str:
    """What a mark means that stands for no figure; empty where a cell is none."""
    text = " ".join(cell.casefold().split())
    if FEWER.fullmatch(text):
        return "too few to show"
    return MARKS.get(text, "")


def without_flag(cell: str) -> str:
    """A figure without the mark behind it; any other cell as it is."""
    text = GAP.sub(" ", cell)
    match = FLAG.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    return match[1] if match else cell


def said_of_marks(cells: Iterable[str]) -> str:
    """How many of which marks, such as ``2 [c] (confidential) and 1 blank``."""
    counts = Counter(" ".join(cell.split()) for cell in cells)
    parts = [
        f"{count:,} blank" if not mark else f"{count:,} {mark} ({meaning_of(mark)})"
        for mark, count in counts.most_common()
    ]
    more = [f"{len(parts) - MOST_NAMED} other marks"] if len(parts) > MOST_NAMED + 1 else []
    listed = parts[: MOST_NAMED if more else MOST_NAMED + 1] + more
    return f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else "".join(listed)
