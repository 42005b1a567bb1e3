"""What working in place means, as the partnership printed it, with its terms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.pack.pack import Pack

TITLES = {
    "definition": "Working in place",
    "principle": "Principles",
    "national": "National background",
    "influencer": "What influences activity",
    "layer": "Three layers",
    "question": "Questions about each layer",
    "vertical": "What vertical work is",
    "horizontal": "What horizontal work is",
    "system": "Work in systems (vertical)",
    "place": "Work in places (horizontal)",
    "join": "What links the two",
    "condition": "Four conditions in each system",
    "step": "Steps of community-led work",
    "outcome": "Seven outcomes",
    "impact": "Four measures of impact",
    "reflection": "What Active Calderdale learned",
    "insight": "What people said at the event",
    "adults": "Adults, minutes a week",
    "children": "Children and young people, minutes a day",
    "survey": "Local survey, from the source slides",
}

HELP = {
    "definition": (
        "Draft definition, not yet agreed. The event asked five questions about it, which our "
        "copy of the slides does not have."
    ),
    "influencer": "Each has two sides, motivation and capability. See the slides for details.",
    "layer": "Each layer had its own room at the event.",
    "question": "Each of the three rooms was asked these.",
    "system": (
        "From the framework of the National Evaluation and Learning Partnership (NELP), as are "
        "the work in places and what links the two."
    ),
    "horizontal": "The slides choose neighbourhoods by inactivity, not by deprivation.",
    "outcome": "NELP has published conditions that match these.",
    "reflection": "The slides list eight on vertical and six on horizontal work; these are five.",
    "step": "The slide does not make the order of the steps clear.",
    "adults": "We say “inactive” for adults and “less active” for children. Do not compare them.",
    "children": "Minutes a day, not a week.",
    "survey": "People may have chosen to take part, so we do not map these results.",
}


WHY_ALONE = "N1"
"""The note on why the local survey is compared with no other figure."""


@dataclass(frozen=True)
class Definition:
    """One term with what it means; ours if the words are our reading and not the slides’ own."""

    title: str
    words: str
    is_ours: bool

    @property
    def stop(self) -> str:
        """What stands between the two: the words may be a sentence, or go on from a figure."""
        if self.words[:1].isupper():
            return "."
        return "" if re.search(r"[%\d]$", self.title) else ":"


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
        f"The terms on this page come from {publisher}, not from {pack.about.partnership}. This "
        "site is based on them."
    )


def not_comparable(pack: Pack) -> str:
    """Why the local survey is compared with no other figure."""
    return str(pack.table("deck_notes").loc[[WHY_ALONE], "words"].iloc[0])


def _items(table: pd.DataFrame, name: str) -> tuple[Definition, ...]:
    rows = table[table["section"].eq(name)]
    number = rows.index.str.extract(r"(\d+)$", expand=False).astype(int)
    rows = rows.iloc[number.argsort()]
    return tuple(
        Definition(title, words, status == "our words")
        for title, words, status in zip(rows["title"], rows["words"], rows["status"], strict=True)
    )
