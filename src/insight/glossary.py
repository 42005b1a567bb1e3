"""Terms that readers may not know: each spelled out and explained once, for pages and files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term as it is used, what it is short for, and what it means in a sentence or two."""

    name: str
    meaning: str
    stands_for: str = ""

    @property
    def line(self) -> str:
        """The term and its meaning, for a list."""
        full = f" ({self.stands_for})" if self.stands_for else ""
        return f"**{self.name}**{full}. {self.meaning}"


TERMS = (
    Term(
        "LSOA",
        "The small areas on our maps. Each has about 1,000 to 3,000 residents.",
        "Lower layer Super Output Area",
    ),
    Term(
        "MSOA",
        "A group of four or five neighbouring LSOAs, with about 8,000 residents.",
        "Middle layer Super Output Area",
    ),
    Term("Locality", "The partnership’s word for a district."),
    Term("Neighbourhood", "A named group of small areas that your partnership has saved."),
    Term(
        "IMD",
        "The official measure of relative deprivation in England. It combines seven domains, "
        "such as income, health and crime.",
        "Index of Multiple Deprivation",
    ),
    Term(
        "Decile",
        "One of ten equal groups. Decile 1 is the most deprived 10% of small areas in England.",
    ),
    Term(
        "Inactive",
        "Adults who do less than 30 minutes of moderate activity a week. Children who do less "
        "than 30 minutes a day are called less active.",
    ),
    Term(
        "95% CI",
        "The range that is likely to include the true figure. A wide range means less certainty.",
        "95% confidence interval",
    ),
    Term(
        "Modelled estimate",
        "A figure worked out from other data, because nobody has measured it in that area.",
    ),
    Term(
        "Simulation",
        "The same calculation repeated with its uncertain parts varied at random. It shows how "
        "much a result could change.",
    ),
    Term(
        "SII",
        "The gap between the least and the most deprived people, in percentage points, based on "
        "all groups.",
        "slope index of inequality",
    ),
    Term(
        "RII",
        "The same comparison as a ratio. A value of 1 means no inequality.",
        "relative index of inequality",
    ),
    Term(
        "Concentration index",
        "How investment is spread between more and less deprived areas, from −1 to 1. Below 0 "
        "means it is concentrated in more deprived areas.",
    ),
    Term(
        "Kakwani index",
        "Compares the spread of investment with the spread of need. Below 0 means investment is "
        "more concentrated in deprived areas than need is.",
    ),
    Term("Core funding", "Investment from the partnership’s own budget."),
    Term("Match funding", "What other organisations give to the same work, in cash or in kind."),
)


def spelled_out(texts: Iterable[str]) -> str:
    """The abbreviations that occur in some texts, spelled out; empty if none does.

    Examples
    --------
    >>> spelled_out(["12 LSOAs", "IMD decile"])
    'LSOA: Lower layer Super Output Area. IMD: Index of Multiple Deprivation.'
    >>> spelled_out(["imd_decile", "low_95"])
    'IMD: Index of Multiple Deprivation.'
    >>> spelled_out(["12 districts"])
    ''
    """
    said = "\n".join(texts)
    return " ".join(
        f"{term.name}: {term.stands_for}."
        for term in TERMS
        if term.stands_for
        and re.search(rf"(?<![A-Za-z]){re.escape(term.name)}s?(?![A-Za-z])", said, re.IGNORECASE)
    )
