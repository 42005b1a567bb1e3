"""One measured figure, and how figures are printed and written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("name", "value", "unit", "peer's", "ratio", "peer")


class Skipped(Exception):  # noqa: N818 - not an error: the reason is printed
    """What was asked for cannot be measured on this machine, in a sentence."""


@dataclass(frozen=True)
class Row:
    """A figure of ours and, where there is something to hold it against, a peer's."""

    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over theirs: below 1 is less than the peer."""
        return self.value / self.peer_value if self.peer_value else None

    def record(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": rounded(self.peer_value),
            "ratio": rounded(self.ratio),
        }


def rounded(number: float | None) -> float | None:
    """Four significant figures, or all those before the point if they are more."""
    if number is None:
        return None
    if number == int(number) or abs(number) >= 1000:
        return round(number)
    return float(f"{number:.4g}")


def as_json(rows: Sequence[Row]) -> str:
    return json.dumps([row.record() for row in rows], indent=1) + "\n"


def as_table(rows: Sequence[Row]) -> str:
    """The rows in columns; numbers to the right, words to the left."""
    cells = [
        (
            row.name,
            written(row.value),
            row.unit,
            written(row.peer_value),
            "" if row.ratio is None else f"{row.ratio:.3f}",
            row.peer,
        )
        for row in rows
    ]
    lines = [HEADINGS, *cells]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADINGS))]
    is_number = (False, True, False, True, True, False)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ).rstrip()
        for line in lines
    )


def written(number: float | None) -> str:
    """A number as it is read: no more digits than it deserves.

    Examples
    --------
    >>> [written(n) for n in (None, 12345.6, 12.345, 0.01234)]
    ['', '12,346', '12.3', '0.0123']
    """
    if number is None:
        return ""
    if abs(number) >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.3g}"
