"""What the search box answers: places with the lines that funders draw, and all else by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.characters import normalised, showable
from insight.geography.levels import Places
from insight.geography.pasted import LINES, read_pasted, thresholds
from insight.geography.search import MOST_SHOWN, Found, Match, folded, search
from insight.glossary import TERMS, Term
from insight.measures.deprivation import decile
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Level
from insight.pack.pack import Pack
from insight.records.kinds.neighbourhoods import Neighbourhood

SAID_LINE = 20
"""The funders' line that an answer begins with, in per cent."""
FIFTH = 2
"""The last decile within it."""


@dataclass(frozen=True)
class Hit:
    """Something else than a place that has the name, and the view that shows it."""

    title: str
    kind: str
    page: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class SearchAnswer:
    """What was found: `lines` of deprivation are in words and, by line, a table's rows."""

    found: Found
    deprivation: str
    lines: tuple[tuple[str, str, str], ...]
    hits: tuple[Hit, ...]
    terms: tuple[Term, ...]

    @property
    def sentence(self) -> str:
        """What was found of places, unless only something else was."""
        is_else = bool(self.hits or self.terms)
        return "" if is_else and not self.found.matches else self.found.sentence


def find(asked: str, pack: Pack, known: Places, hits: Iterable[Hit] = ()) -> SearchAnswer:
    """Answer what was typed; `hits` are what the records and the pack name besides places."""
    found = search(asked, pack, known)
    words = folded(" ".join(showable(normalised(asked)).split())).split()
    every = (*_measures(pack), *hits) if words else ()
    named = [each for each in every if all(word in folded(each.title) for word in words)]
    is_postcode = bool(found.matches) and "includes" in found.matches[0].reason
    is_one = len(found.matches) == 1
    said = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    if pack.is_usable("deprivation", "imd2019", "lsoa_links", "postcodes"):
        if is_postcode or (is_one and found.matches[0].level is Level.LSOA):
            said, lines = _of_lines(asked if is_postcode else found.matches[0].code, pack, known)
        elif is_one:
            said = _of_several(found.matches[0], pack, known)
    terms = tuple(each for each in TERMS if _is_term(each, words))
    return SearchAnswer(found, said, lines, tuple(named[:MOST_SHOWN]), terms)


def _is_term(term: Term, words: Sequence[str]) -> bool:
    name = folded(f"{term.name} {term.stands_for}").split()
    return bool(words) and all(any(part.startswith(word) for part in name) for word in words)


def _measures(pack: Pack) -> Iterable[Hit]:
    for key, each in pack.indicators.items():
        if pack.is_usable(*each.tables):
            yield Hit(each.shelved, "Measure", "map", {"indicator": key})


def _of_lines(
    place: str, pack: Pack, known: Places
) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Whether a postcode or an LSOA is within each line, of 2025 and of 2019."""
    rows = thresholds(read_pasted(place, pack, known), pack, known)
    if rows.empty:
        return "", ()
    row = rows.iloc[0]
    said = {
        "yes": f"In England’s most deprived {SAID_LINE}%",
        "no": f"Not in England’s most deprived {SAID_LINE}%",
        "depends": f"It may or may not be in England’s most deprived {SAID_LINE}%",
    }[row[f"in_2025_{SAID_LINE}"]]
    lines = tuple(
        (f"Most deprived {line}%", str(row[f"in_2025_{line}"]), str(row[f"in_2019_{line}"]))
        for line in LINES
    )
    deciles = (
        f"Its IMD decile is {row['decile_2025']} in 2025 and {row['decile_2019']} in 2019 (1 is "
        "the most deprived)."
    )
    return f"**{said}** (Index of Multiple Deprivation, IMD, 2025). {deciles}", lines


def _of_several(match: Match, pack: Pack, known: Places) -> str:
    """How many areas of a larger place are in the most deprived fifth of England."""
    members = list(match.members(known))
    if not members:
        return ""
    tenths = decile(pack.table("deprivation")["imd_rank"].loc[members], NATIONAL_LSOAS_2025)
    count = int(pd.Series(tenths).le(FIFTH).sum())
    many = "small areas (LSOAs) are" if count != 1 else "small areas (LSOAs) is"
    return (
        f"{count} of its {len(members):,} {many} in England’s most deprived {SAID_LINE}% (Index "
        "of Multiple Deprivation, IMD, 2025)."
    )


def of_neighbourhoods(saved: Iterable[Neighbourhood]) -> Iterable[Hit]:
    """Saved neighbourhoods as what can be found."""
    for each in saved:
        if not each.is_removed:
            chosen = {"show": "profile", "place": each.id, "members": ""}
            yield Hit(each.name, "Neighbourhood", "neighbourhood", chosen)
