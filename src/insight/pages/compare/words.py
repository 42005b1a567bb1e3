"""What is said of places side by side, by rule."""

from insight.analysis.compared_place import PlaceKind
from insight.analysis.surveyed import several_words
from insight.figures.palette import Palette, Verdict
from insight.pack.catalogue import AGREEMENT
from insight.pages.compare.findings import (
    ANSWER_WORDS,
    Answer,
    ComparedFigure,
    ComparedLine,
    SideBySide,
    interval_words,
    with_sign,
    written,
)
from insight.words import counted, listed

TESTED = {
    Answer.HIGHER: "higher", Answer.LOWER: "lower", Answer.ALIKE: "alike"
}  # fmt: skip
MOST_NAMED = 2
HOW = (
    "Higher and lower: the 95% confidence interval leaves out the comparator, or the "
    "publisher says so. Similar: the interval holds it. Above and below: the figure "
    "has no interval, so the difference is not tested."
)
ESTIMATES = (
    "Activity of districts is as surveyed ({period}, pooled). Activity of smaller "
    "places is a modelled estimate, told from deprivation and age, and never a trend."
)


def mark_of(answer: Answer, palette: Palette) -> Verdict | None:
    """How an answer is marked; None if chance was not asked."""
    tested = TESTED.get(answer)
    return getattr(palette.verdicts, tested) if tested else None


def cell_words(reading: ComparedFigure) -> str:
    """Interval and answer of one figure."""
    parts = (interval_words(reading), ANSWER_WORDS[reading.answer])
    return " · ".join(part for part in parts if part)


def against_text(line: ComparedLine) -> str:
    """The comparator's figure of one measure, as shown."""
    if line.against is None:
        return "no figure"
    return with_sign(line.against, line.measure.decimals, line.measure.sign)


def finding(found: SideBySide) -> str:
    """What the activity of the places says most plainly, by rule."""
    line = found.line("inactive")
    said = []
    for answer, words in (
        (Answer.HIGHER, "higher than"),
        (Answer.LOWER, "lower than"),
        (Answer.ALIKE, "similar to"),
    ):
        names = [
            place.name
            for place, reading in zip(found.places, line.readings, strict=True)
            if reading.answer is answer
        ]
        if names:
            which = listed(names) if len(names) <= MOST_NAMED else len(names)
            said.append(f"{words} {found.against_name}: {which}")
    return f"Adults inactive, {found.period}, {'; '.join(said) or 'no answer'}"


def several_finding(found: SideBySide, key: str) -> str:
    """How many of the places differ, singly and together; empty for a few."""
    return several_words(
        {
            place.name: p
            for place, p in zip(found.places, found.line(key).probabilities, strict=True)
        },
        ("place", "places"),
        found.against_name,
    )


def one_finding(found: SideBySide, key: str) -> str:
    """What one measure says of the places, by rule."""
    line = found.line(key)
    readings = [
        (place.name, reading)
        for place, reading in zip(found.places, line.readings, strict=True)
        if reading.value is not None and place.kind is not PlaceKind.WHOLE
    ]
    label = line.measure.label
    if not readings:
        return f"{label}: no figure for these places"
    tested = [pair for pair in readings if pair[1].answer in TESTED]
    if tested:
        parts = [
            f"{len(names)} {words}"
            for answer, words in (
                (Answer.HIGHER, f"higher than {found.against_name}"),
                (Answer.LOWER, "lower"),
                (Answer.ALIKE, "similar"),
            )
            if (names := [name for name, each in tested if each.answer is answer])
        ]
        of = counted(len(tested), "place")
        return f"{label}: of {of}, {listed(parts)}"
    readings.sort(key=lambda pair: pair[1].value or 0)
    (low, least), (high, most) = readings[0], readings[-1]
    if low == high:
        return f"{label}: {high} {written(most)}"
    return f"{label}: most in {high} ({written(most)}), least in {low} ({written(least)})"


def estimates_words(found: SideBySide) -> str:
    """What the activity of the places rests on."""
    return f"{ESTIMATES.format(period=found.period)} {AGREEMENT}"
