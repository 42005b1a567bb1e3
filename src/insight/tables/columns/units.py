"""What the figures of a column are to be multiplied by, and proportions beside per cent."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from insight.tables.decisions import FileDecision
from insight.words import counted

HEADING_SCALES: Mapping[str, str] = {
    r"£?\s*['’]?(?<![\d,.])(?:1,000['’]?s|,?000['’]?s?)\b|£\s*k\b|\(k\)|\bthousands?\b": "1000",
    r"£\s*(?:m|mn|million)\b|\(m\)|\bmillions?\b": "1000000",
    r"\bpence\b|\(p\)": "0.01",
}
"""What a heading says its figures are to be multiplied by."""
LETTER = re.compile(r"\([kmp]\)", re.IGNORECASE)
"""What is a unit of money, and besides it may be metres or a provisional figure."""
RATE = re.compile(r"\bper\s+(?:\d[\d,.]*|thousand|million)\b|/\s*\d[\d,]*", re.IGNORECASE)
"""What a rate is of, which multiplies nothing."""


def scale_of(heading: str) -> str:
    """What the figures of a column are to be multiplied by, as its heading says."""
    heading = RATE.sub(" ", heading)
    return next(
        (
            scale
            for pattern, scale in HEADING_SCALES.items()
            if re.search(pattern, heading, re.IGNORECASE)
        ),
        "1",
    )


def scale_decision(heading: str, noun: str, lines: Sequence[str] = ()) -> FileDecision | None:
    """Whether figures are thousands, millions or hundredths of something; None if one by one.

    A line over the table says it too, but may be about something else, so that it is asked.
    """
    words = {"1": f"{noun.capitalize()}s", "1000": "Thousands", "1000000": "Millions",
             "0.01": "Pence"}  # fmt: skip
    question = "What unit are they in?"
    scale = scale_of(heading)
    if scale != "1":
        meant = words[scale].lower()
        if noun != "pound" and LETTER.search(heading):
            why = (
                f"The heading of column {heading[:60]!r} may mean that its figures are in {meant}."
            )
            return FileDecision("scale", question, words, "", why)
        why = f"The heading of column {heading[:60]!r} says its figures are in {meant}."
        return FileDecision("scale", question, words, scale, why)
    for line in lines:
        scale = scale_of(AMOUNT_IN_WORDS.sub(" ", line))
        if scale != "1":
            meant = words[scale].lower()
            why = f"The line {line[:80]!r} may mean that the figures are in {meant}."
            question = f"What unit are the figures in column {heading[:60]!r} in?"
            return FileDecision("scale", question, words, "", why)
    return None


AMOUNT_IN_WORDS = re.compile(r"\d[\d.,]*\s*(?:thousand|million|billion|pence)\b", re.IGNORECASE)
"""A sum within a sentence, which says nothing of a column."""


def are_proportions(shares: Iterable[pd.Series], cells: Iterable[pd.Series]) -> bool:
    """Whether shares of people are proportions: none is more than 1, and no cell says per cent."""
    has_sign = any(each.str.contains("%").any() for each in cells)
    return not has_sign and all(each.dropna().le(1).all() for each in shares)


def two_units(numbers: pd.Series, has_percent: pd.Series) -> str:
    """How a column holds proportions beside per cent; empty where it does not.

    Without signs they are known by the gap between them, of about a hundred times.
    """
    said = numbers.dropna()
    sizes = said[~has_percent.reindex(said.index) & said.ne(0)].abs()
    small, large = sizes[sizes.le(1)], sizes[sizes.gt(1)]
    if has_percent.any() and len(small):
        signs = counted(int(has_percent.sum()), "figure has", "figures have")
        return f"{signs} a per cent sign, and {len(small):,} without one are at most 1"
    if small.empty or large.empty or large.min() < LEAST_GAP * small.max():
        return ""
    if not large.min() / 3 <= small.max() * 100 <= min(100, large.max() * 3):
        return ""
    few = counted(len(small), "figure is", "figures are")
    return f"{few} at most {small.max():g}, and {len(large):,} are {large.min():g} or more"


LEAST_GAP = 10
