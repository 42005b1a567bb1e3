"""One measure: the places with their intervals, and all localities in order."""

from collections import Counter
from functools import partial

import pandas as pd

from insight.analysis.compared_place import Compared, PlaceKind
from insight.figures.comparison import (
    Answer,
    Bar,
    BarChart,
    ComparedFigure,
    SpreadChart,
    SpreadRow,
    row_words,
)
from insight.figures.sheet.charts import paper_bars, paper_spreads
from insight.pages.compare.findings import HOW, SideBySide
from insight.pages.compare.measures import ComparedMeasure
from insight.statement import Column, Statement, Table
from insight.words import counted, listed

NAME_LETTERS = 34
WITHIN = "Places within the comparison area are part of it."


def _highest_first(found: SideBySide, key: str) -> list[tuple[Compared, ComparedFigure, float]]:
    """The places that have a figure, and it."""
    pairs = [(*pair, pair[1].value) for pair in found.pairs(key) if pair[1].value is not None]
    return sorted(pairs, key=lambda pair: -pair[2])


def _beside(found: SideBySide, key: str) -> list[tuple[Compared, ComparedFigure, float]]:
    """The same without the comparator, which is the line."""
    return [pair for pair in _highest_first(found, key) if pair[1].answer is not Answer.ITSELF]


def spread_finding(found: SideBySide, key: str) -> str:
    """What the measure says of the places, by rule."""
    label = found.line(key).measure.label
    pairs = [
        (place.name, each)
        for place, each, _ in _highest_first(found, key)
        if place.kind is not PlaceKind.WHOLE
    ]
    if not pairs:
        return f"{label}: no figures for these places"
    if tested := [each.answer for _, each in pairs if each.answer.is_tested]:
        parts = [
            f"{counted(tested.count(answer), 'place')} {words}"
            for answer, words in (
                (Answer.HIGHER, f"higher than {found.against_name}"),
                (Answer.LOWER, "lower"),
                (Answer.ALIKE, "similar"),
            )
            if answer in tested
        ]
        return f"{label}: {listed(parts)}"
    (high, most), (low, least) = pairs[0], pairs[-1]
    if low == high:
        return f"{label}: {high} {most.text}"
    return f"{label}: highest in {high} ({most.text}), lowest in {low} ({least.text})"


def _without_label(title: str, label: str) -> tuple[str, ...]:
    """A finding without its measure, which the subtitle names, and then without its lower end."""
    said = title.removeprefix(f"{label}: ")
    said = f"{said[:1].upper()}{said[1:]}"
    return said, said.partition(", lowest in ")[0]


def spread_chart(found: SideBySide, key: str) -> SpreadChart:
    """The places with their intervals, the highest first; a row for each name."""
    rows: list[SpreadRow] = []
    seen = Counter[str]()
    for place, each, value in _beside(found, key):
        name = place.name
        if len(name) > NAME_LETTERS:
            name = f"{name[: NAME_LETTERS - 1]}…"
        seen[name] += 1
        rows.append(
            SpreadRow(
                name if seen[name] == 1 else f"{name} ({seen[name]})",
                value,
                each.low,
                each.high,
                each.answer if each.answer.is_tested else "",
                each.text,
                f"{each.text} ({each.words or 'not tested'})",
            )
        )
    measure = found.line(key).measure
    return SpreadChart(tuple(rows), measure.unit, found.comparator(key), measure.sign, measure.need)


def spread_statement(found: SideBySide, key: str) -> Statement:
    """The places against the comparator, by one measure."""
    chart, title = spread_chart(found, key), spread_finding(found, key)
    one = found.line(key).measure
    table = _table(_beside(found, key), "Place", one, against=found.against_name)
    return Statement(
        title=title,
        shorter=_without_label(title, one.label),
        rest=f"{_without_label(title, one.label)[0]}.",
        subtitle=f"{one.label}, {one.unit}, {counted(len(chart.rows), 'place')} compared with "
        f"{found.against_name}. {one.period}".strip(),
        caveats=(HOW, one.note, WITHIN, found.several(key)),
        provided=found.provided(key),
        alt=f"{title}. {row_words(chart)}",
        table=table,
        on_sheet=partial(paper_spreads, chart),
    )


def _table(
    rows: list[tuple[Compared, ComparedFigure, float]],
    who: str,
    measure: ComparedMeasure,
    against: str = "",
) -> Table:
    cells = [(place.name, v, each.low, each.high, str(each.answer)) for place, each, v in rows]
    decimals = max(1, measure.decimals)
    columns = {
        "name": Column(who),
        "value": Column(f"Value, {measure.sign or measure.unit}", decimals=decimals),
        "low": Column("From", decimals=decimals),
        "high": Column("To", decimals=decimals),
        "answer": Column(f"Compared with {against}"),
    }
    table = Table(pd.DataFrame(cells, columns=list(columns)), columns)
    if not against:
        return table.only("name", "value")
    has_range = table.rows["low"].notna().any()
    return table if has_range else table.only("name", "value", "answer")


def bar_chart(found: SideBySide, localities: SideBySide, key: str) -> BarChart:
    """The localities, the highest first, with those chosen pointed out."""
    chosen = {place.key for place in found.places}
    rows = [
        Bar(place.name, value, each.text, is_chosen=place.key in chosen)
        for place, each, value in _highest_first(localities, key)
    ]
    measure = found.line(key).measure
    return BarChart(tuple(rows), measure.unit, found.comparator(key), measure.sign)


def bar_statement(found: SideBySide, localities: SideBySide, key: str) -> Statement:
    """All localities in order, by one measure."""
    chart, one = bar_chart(found, localities, key), found.line(key).measure
    title = f"{one.label}: no district has a figure"
    if chart.rows:
        first, last = chart.rows[0], chart.rows[-1]
        title = f"{one.label}: from {first.words} in {first.name} to {last.words} in {last.name}"
    return Statement(
        title=title,
        shorter=_without_label(title, one.label),
        rest=f"{_without_label(title, one.label)[0]}.",
        subtitle=f"{one.label}, {one.unit}, {counted(len(chart.rows), 'district')} in order. "
        f"{found.against_name} for comparison. {one.period}".strip(),
        caveats=(one.note, "Being higher in the order does not mean a real difference."),
        provided=found.provided(key),
        alt=f"{title}. {row_words(chart)}",
        table=_table(_highest_first(localities, key), "Locality (district)", one),
        on_sheet=partial(paper_bars, chart),
    )
