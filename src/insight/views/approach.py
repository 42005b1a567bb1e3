"""What working in place means, as the partnership printed it, with its terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.pack import Pack

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
    "definition": "Initial: the partnership has not settled it.",
    "influencer": "Each by motivation and by capability: six fields. Their statements "
    "are in the slides.",
    "layer": "Each was the subject of a room at the event.",
    "step": "In the order in which they could be read; the slide’s own order is not "
    "known.",
    "adults": "Adults are “inactive”; children are “less active”. The two never share "
    "a legend.",
    "children": "By the day, not the week.",
    "survey": "Self-selected or of another instrument: it is never put on a map.",
}


@dataclass(frozen=True)
class Item:
    """One term with what it means.

    Attributes
    ----------
    title, words
        As in the pack.
    is_ours
        Whether the words are our reading and not the slides’ own.
    """

    title: str
    words: str
    is_ours: bool


@dataclass(frozen=True)
class Section:
    """Terms that belong together.

    Attributes
    ----------
    title
        Heading.
    help
        What must be kept in mind; empty if nothing.
    items
        In their order.
    """

    title: str
    help: str
    items: tuple[Item, ...]


def sections(pack: Pack, names: Sequence[str]) -> tuple[Section, ...]:
    """Some sections of the approach, in the order asked for.

    Raises
    ------
    ContractError
        If its table cannot be used.
    """
    table = pack.table("approach")
    return tuple(
        Section(TITLES[name], HELP.get(name, ""), _items(table, name)) for name in names
    )


def not_comparable(pack: Pack) -> str:
    """Why the local survey stands beside no other figure.

    Raises
    ------
    ContractError
        If the notes cannot be used.
    """
    return str(pack.table("deck_notes").loc[["N1"], "words"].iloc[0])


def _items(table: pd.DataFrame, name: str) -> tuple[Item, ...]:
    rows = table[table["section"].eq(name)]
    number = rows.index.str.extract(r"(\d+)$", expand=False).astype(int)
    rows = rows.iloc[number.argsort()]
    return tuple(
        Item(title, words, status == "our words")
        for title, words, status in zip(
            rows["title"], rows["words"], rows["status"], strict=True
        )
    )
