"""Places side by side for papers."""

from collections.abc import Sequence

from insight.analysis.papers.words import sheet_words
from insight.figures.palette import palette_for
from insight.figures.screen.bars import Bar
from insight.figures.sheet.charts import (
    UNTESTED_MARKER,
    VERDICT_MARKERS,
    RangeRow,
    paper_bars,
    paper_spreads,
)
from insight.figures.sheet.rug import RugCell, RugRow, paper_rug
from insight.figures.sheet.sheet import Words
from insight.pack.catalogue import PARTS
from insight.pages.compare.figures import ordered_bars, ordered_places
from insight.pages.compare.findings import (
    ANSWER_WORDS,
    ESTIMATED,
    ComparedLine,
    SideBySide,
    interval_words,
    written,
)
from insight.pages.compare.words import (
    HOW,
    TESTED,
    against_text,
    cell_words,
    estimates_words,
    finding,
    mark_of,
    one_finding,
    several_finding,
)
from insight.statement import Item, PaperLink
from insight.words import counted, listed, number

UNITS = (
    "Per cent of adults or children; for poverty and rates, of the people they are of; "
    "for other deprivation, of England’s LSOAs that are less deprived; of residents; "
    "own indicators in the unit beside them."
)
NOT_DRAWN = "Sub-domains are in the table, and not on this sheet."
WITHIN = "Places that lie in the comparator are part of it."


def _named(line: ComparedLine) -> str:
    """A row's label, with the unit where it is another than per cent."""
    unit = "" if line.measure.sign else f", {line.measure.unit}"
    return f"{line.measure.label}{unit}"


def rug_item(found: SideBySide, link: PaperLink) -> Item:
    """Places side by side, for a paper."""
    palette = palette_for("light")
    rows = {
        line.measure.key: RugRow(
            _named(line),
            against_text(line),
            tuple(
                RugCell(
                    written(reading),
                    interval_words(reading),
                    ANSWER_WORDS[reading.answer],
                    mark_of(reading.answer, palette),
                )
                for reading in line.readings
            ),
        )
        for line in found.lines
    }
    drawn = [row for key, row in rows.items() if key not in PARTS]
    names = [place.name for place in found.places]
    words = _words(
        found,
        link,
        title=finding(found),
        subtitle=f"{counted(len(drawn), 'measure')} of {counted(len(names), 'place')} "
        f"against {found.against_name}. Activity {found.period}, deprivation 2025, "
        "residents mid-2022.",
        caveat=f"{UNITS} {NOT_DRAWN} {HOW} {estimates_words(found)} "
        f"{several_finding(found, 'inactive')}".strip(),
        alt=f"A table of {listed(names)} against {found.against_name}. {finding(found)}.",
    )
    headings = ("Measure", found.against_name, *names)
    cells = tuple(
        (row.label, row.comparator, *(_said(cell) for cell in row.cells)) for row in rows.values()
    )
    return Item(
        words,
        lambda size, kind: paper_rug(
            names, f"Comparator: {found.against_name}", drawn, words, size, kind
        ),
        headings,
        cells,
    )


def _said(cell: RugCell) -> str:
    words = ", ".join(part for part in (cell.interval, cell.answer) if part)
    return f"{cell.figure} ({words})" if words else cell.figure


def dot_item(found: SideBySide, key: str, link: PaperLink) -> Item:
    """One measure of the places with its intervals, for a paper."""
    line = found.line(key)
    palette = palette_for("light")
    names, order = ordered_places(found.places, line)
    spreads = [
        RangeRow(
            name,
            each.value,
            each.low,
            each.high,
            f"{written(each)} ({cell_words(each) or 'no interval'})",
            VERDICT_MARKERS.get(TESTED.get(each.answer, ""), UNTESTED_MARKER),
            (mark_of(each.answer, palette) or palette.verdicts.alike).colour,
        )
        for name, each in zip(names, order, strict=True)
    ]
    subtitle = (
        f"{line.measure.label}, {line.measure.unit}, of "
        f"{counted(len(spreads), 'place')} against {found.against_name}. "
        f"{_period(key)}"
    ).strip()
    caveat = f"{HOW} {line.measure.note} {WITHIN} {several_finding(found, key)}".strip()
    words = _words(
        found, link, title=one_finding(found, key), subtitle=subtitle, caveat=caveat,
        alt=f"{one_finding(found, key)}. "
        + "; ".join(f"{each.name} {each.words}" for each in spreads),
    )  # fmt: skip
    unit = line.measure.sign or line.measure.unit
    headings = ("Place", f"Value, {unit}", "From", "To",
                f"Compared with {found.against_name}")  # fmt: skip
    rows = tuple(
        (name, *(_one(end) for end in (each.value, each.low, each.high)),
         ANSWER_WORDS[each.answer])
        for name, each in zip(names, order, strict=True)
    )  # fmt: skip
    return Item(
        words,
        lambda size, kind: paper_spreads(
            spreads, words, size, kind, axis=line.measure.unit,
            comparator=_comparator(found, line),
        ),
        headings,
        rows,
    )  # fmt: skip


def bar_item(found: SideBySide, localities: SideBySide, key: str, link: PaperLink) -> Item:
    """One measure of all localities in order, for a paper."""
    line = found.line(key)
    ordered = ordered_bars(found, localities, key)
    title = _order_finding(ordered, line)
    words = _words(
        found,
        link,
        title=title,
        subtitle=f"{line.measure.label}, {line.measure.unit}, of the "
        f"{counted(len(ordered), 'locality', 'localities')} in order, against "
        f"{found.against_name}. {_period(key)}".strip(),
        caveat=f"{line.measure.note} The order alone does not say that two differ.",
        alt=f"{title}. " + "; ".join(f"{bar.name} {bar.words}" for bar in ordered),
    )
    return Item(
        words,
        lambda size, kind: paper_bars(
            ordered, words, size, kind, axis=line.measure.unit,
            comparator=_comparator(found, line),
        ),
        ("Locality", "Value"),
        tuple((bar.name, bar.words) for bar in ordered),
    )  # fmt: skip


def _comparator(found: SideBySide, line: ComparedLine) -> tuple[float, str] | None:
    """Where the places are held against, and its words."""
    if line.against is None:
        return None
    return line.against, f"{found.against_name} {against_text(line)}"


def order_finding(found: SideBySide, localities: SideBySide, key: str) -> str:
    """Between which localities one measure lies."""
    return _order_finding(ordered_bars(found, localities, key), found.line(key))


def _order_finding(ordered: Sequence[Bar], line: ComparedLine) -> str:
    if not ordered:
        return f"{line.measure.label}: no locality has a figure"
    first, last = ordered[0], ordered[-1]
    return (
        f"{line.measure.label}: from {first.words} in {first.name} to {last.words} in {last.name}"
    )


def _one(value: float | None) -> str:
    return "" if value is None else number(value, 1)


def _period(key: str) -> str:
    """When a measure is of; empty where its unit says so."""
    if key in ESTIMATED:
        return ""
    if key == "children":
        return "Period: the latest school year published."
    return "Period: mid-2022." if key in ("young", "old") else "Period: 2025."


def _words(  # noqa: PLR0913 - what differs from one sheet to another
    found: SideBySide, link: PaperLink, *, title: str, subtitle: str, caveat: str, alt: str
) -> Words:
    return sheet_words(link, found.provided, title=title, subtitle=subtitle, caveat=caveat, alt=alt)
