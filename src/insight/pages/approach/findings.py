"""What working in place means, as the partnership printed it, with its terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.pack.pack import Pack

TITLES = {
    "definition": "Working in place",
    "question": "Questions that were put to everybody",
    "principle": "Principles",
    "influencer": "What influences activity",
    "layer": "Three layers",
    "system": "On the side of systems (vertical)",
    "place": "On the side of places (horizontal)",
    "join": "What joins the two",
    "condition": "Four conditions in each system",
    "step": "Steps of community-led work",
    "outcome": "Seven outcomes",
    "impact": "Four measures of impact",
    "adults": "Adults, minutes a week",
    "children": "Children and young people, minutes a day",
    "survey": "The local survey, as printed",
}

HELP = {
    "definition": "Initial: it has not been settled.",
    "influencer": "Each by motivation and by capability: six fields. Their statements "
    "are in the slides.",
    "layer": "Each was the subject of a room at the event.",
    "step": "In the order in which they could be read; the slide’s own order is not known.",
    "adults": "Adults are “inactive”; children are “less active”. The two never share a legend.",
    "children": "By the day, not the week.",
    "survey": "Self-selected or of another instrument: it is never put on a map.",
}


WHY_ALONE = "N1"
"""The note on why the local survey stands beside no other figure."""


@dataclass(frozen=True)
class Definition:
    """One term with what it means; ours if the words are our reading and not the slides’ own."""

    title: str
    words: str
    is_ours: bool


@dataclass(frozen=True)
class Section:
    """Terms that belong together."""

    title: str
    help: str
    items: tuple[Definition, ...]


def sections(pack: Pack, names: Sequence[str]) -> tuple[Section, ...]:
    """Some sections of the approach, in the order asked for."""
    table = pack.table("approach")
    return tuple(Section(TITLES[name], HELP.get(name, ""), _items(table, name)) for name in names)


def has_survey(pack: Pack) -> bool:
    """Whether the pack holds a survey of its own area, and why that stands alone."""
    if not pack.is_usable("approach", "deck_notes"):
        return False
    is_asked = pack.table("approach")["section"].eq("survey").any()
    return bool(is_asked) and WHY_ALONE in pack.table("deck_notes").index


def whose_terms(pack: Pack) -> str:
    """That the terms are not this partnership's own; empty where they are."""
    publisher = pack.sources["approach"].publisher
    if pack.about.partnership in publisher:
        return ""
    return (
        f"The terms on this page are those of {publisher}, after which this app is "
        f"made, and not of {pack.about.partnership}."
    )


def not_comparable(pack: Pack) -> str:
    """Why the local survey stands beside no other figure."""
    return str(pack.table("deck_notes").loc[[WHY_ALONE], "words"].iloc[0])


def _items(table: pd.DataFrame, name: str) -> tuple[Definition, ...]:
    rows = table[table["section"].eq(name)]
    number = rows.index.str.extract(r"(\d+)$", expand=False).astype(int)
    rows = rows.iloc[number.argsort()]
    return tuple(
        Definition(title, words, status == "our words")
        for title, words, status in zip(rows["title"], rows["words"], rows["status"], strict=True)
    )
