"""One measure of places side by side, for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.analysis.compared_place import Compared
from insight.analysis.view import Figure
from insight.figures.palette import Palette
from insight.figures.screen.bars import Bar, bars
from insight.figures.screen.charts import dots
from insight.pages.compare.findings import Answer, ComparedFigure, ComparedLine, SideBySide, written
from insight.pages.compare.words import TESTED, against_text, one_finding

NAME_LETTERS = 34


@dataclass(frozen=True)
class OneMeasure:
    """One measure of the places, and of all localities.

    Attributes
    ----------
    spreads, order
        The places with intervals, and the localities in order.
    words
        What the first shows, by rule.
    """

    spreads: Figure
    order: Figure
    words: str


def one_measure(
    found: SideBySide, localities: SideBySide, key: str, palette: Palette
) -> OneMeasure:
    """The dots of the places and the ordered bars of the localities.

    Parameters
    ----------
    found, localities
        The places chosen, and all localities, against the same comparator.
    key
        Of the measure.
    palette
        Colours of the reader's theme.
    """
    line = found.line(key)
    names, order = ordered_places(found.places, line)
    index = pd.RangeIndex(len(order))
    plot = dots(
        names,
        pd.Series([each.value for each in order], index, dtype=float),
        pd.Series([_end(each.low, each) for each in order], index, dtype=float),
        pd.Series([_end(each.high, each) for each in order], index, dtype=float),
        pd.Series([TESTED.get(each.answer, "untested") for each in order], index),
        whole=line.against,
        whole_name=found.against_name,
        palette=palette,
        texts=() if line.measure.sign else [written(each) for each in order],
        sign=line.measure.sign,
    )
    words = one_finding(found, key)
    listing = "; ".join(f"{name} {written(each)}" for name, each in zip(names, order, strict=True))
    rows = ordered_bars(found, localities, key)
    return OneMeasure(
        Figure(plot, f"{words}. {listing}."),
        Figure(
            bars(
                rows,
                against=line.against,
                against_name=f"{found.against_name} {against_text(line)}",
                palette=palette,
                sign=line.measure.sign,
            ),
            f"{line.measure.label} of the localities in order: "
            + "; ".join(f"{bar.name} {bar.words}" for bar in rows),
        ),
        words,
    )  # fmt: skip


def ordered_bars(found: SideBySide, localities: SideBySide, key: str) -> tuple[Bar, ...]:
    """The localities, the highest first, with those chosen pointed out."""
    line = localities.line(key)
    chosen = {place.key for place in found.places}
    pairs = [
        (place, reading)
        for place, reading in zip(localities.places, line.readings, strict=True)
        if reading.value is not None
    ]
    pairs.sort(key=lambda pair: -(pair[1].value or 0))
    return tuple(
        Bar(place.name, float(reading.value or 0), written(reading), is_chosen=place.key in chosen)
        for place, reading in pairs
    )


def _end(end: float | None, reading: ComparedFigure) -> float | None:
    return reading.value if end is None else end


def ordered_places(
    places: Sequence[Compared], line: ComparedLine
) -> tuple[list[str], list[ComparedFigure]]:
    """Names and figures, the highest first.

    Left out are places without a figure, and the comparator, which is the line.
    """
    pairs = [
        (place, reading)
        for place, reading in zip(places, line.readings, strict=True)
        if reading.value is not None and reading.answer is not Answer.ITSELF
    ]
    pairs.sort(key=lambda pair: -(pair[1].value or 0))
    names = _distinct([short_name(place) for place, _ in pairs])
    return names, [reading for _, reading in pairs]


def _distinct(names: list[str]) -> list[str]:
    """Names made different, for a chart has one row for each."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def short_name(place: Compared) -> str:
    """A place's name, short enough for the side of a chart."""
    name = place.name
    return name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1]}…"
