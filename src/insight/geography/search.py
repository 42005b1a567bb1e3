"""Find a place by postcode, code or name."""

import re
from dataclasses import dataclass

import pandas as pd

from insight.characters import normalised, showable
from insight.geography.levels import LEVEL_NAMES, Places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack

POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
PART_OF_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?(\d[A-Z]?)?$")
MOST_SHOWN = 12


@dataclass(frozen=True)
class Match:
    """One place that fits a search."""

    code: str
    level: Level
    title: str
    reason: str


@dataclass(frozen=True)
class Found:
    """What a search found, with a sentence for every number of matches."""

    matches: tuple[Match, ...]
    sentence: str


def search(text: str, pack: Pack, known: Places) -> Found:
    """Find areas by postcode, LSOA or MSOA code, or part of a name."""
    asked = " ".join(showable(normalised(text)).split())
    if not asked:
        return Found((), "")
    compact = asked.replace(" ", "").upper()
    if (parts := POSTCODE.match(compact)) is not None:
        return _by_postcode(" ".join(parts.groups()), pack, known)
    if re.fullmatch(r"E\d{8}", compact):
        return _by_code(compact, pack, known)
    found = _by_name(asked, known)
    if not found and PART_OF_POSTCODE.match(compact):
        return Found((), f"{asked.upper()} is part of a postcode. Enter the full postcode.")
    if not found:
        return Found(
            (),
            f"We found nothing for “{asked}”. Try {_what_to_try(pack, known)}, or part of the "
            "name of a neighbourhood or district.",
        )
    shown = tuple(found[:MOST_SHOWN])
    if len(found) == 1:
        return Found(shown, f"{found[0].title}.")
    more = f" The first {MOST_SHOWN} are shown." if len(found) > MOST_SHOWN else ""
    return Found(shown, f"{len(found)} places match “{asked}”.{more}")


def examples(pack: Pack, known: Places) -> tuple[str, ...]:
    """A few postcodes, if the pack holds any, and a code, to show their form."""
    code = str(known.levels[Level.LSOA].index[0])
    if not pack.has("postcodes"):
        return (code,)
    return (*map(str, pack.table("postcodes").index[:2]), code)


def _what_to_try(pack: Pack, known: Places) -> str:
    *postcodes, code = examples(pack, known)
    whole = f"a full postcode ({postcodes[0]}), " if postcodes else ""
    return f"{whole}an LSOA code ({code})"


def _match(code: str, level: Level, known: Places, reason: str) -> Match:
    return Match(code, level, known.title(code), reason)


def _by_postcode(postcode: str, pack: Pack, known: Places) -> Found:
    table = pack.table("postcodes")
    if table.empty:
        return Found(
            (),
            "Postcodes are not in this data version. Search for a small area (LSOA) code or "
            "the name of a neighbourhood.",
        )
    if postcode not in table.index:
        return Found((), f"{postcode} is not a postcode in {pack.about.title} in our data.")
    row = table.loc[postcode]
    matches = [_match(str(row["lsoa21cd"]), Level.LSOA, known, f"includes {postcode}")]
    if pd.isna(row["lsoa21cd_or"]):
        return Found(tuple(matches), f"{postcode} is in {matches[0].title}.")
    matches.append(_match(row["lsoa21cd_or"], Level.LSOA, known, f"may include {postcode}"))
    both = f"probably in {matches[0].title}, or in {matches[1].title}"
    return Found(tuple(matches), f"{postcode} is near a boundary. It is {both}.")


def _by_code(code: str, pack: Pack, known: Places) -> Found:
    level = known.level_of(code)
    if level is not None:
        match = _match(code, level, known, LEVEL_NAMES[level])
        return Found((match,), f"{code} is {match.title}.")
    links = pack.table("lsoa_links").reset_index()
    heirs = links.loc[links["lsoa11cd"].eq(code), "lsoa21cd"]
    matches = tuple(_match(heir, Level.LSOA, known, f"part of the former {code}") for heir in heirs)
    if matches:
        names = ", ".join(match.title for match in matches)
        return Found(matches, f"{code} is a 2011 code that is no longer used. It is now {names}.")
    return Found((), f"{code} is not an area in {pack.about.title}.")


def _by_name(asked: str, known: Places) -> list[Match]:
    words = _folded(asked).split()
    if not words:
        return []
    found = []
    for level in (Level.LOCALITY, Level.MSOA, Level.LSOA):
        areas = known.levels[level]
        names = areas["name"] if level is Level.LSOA else areas["name"] + " " + areas["place"]
        for code, name in names.items():
            folded = _folded(name)
            if all(word in folded for word in words):
                found.append(_match(str(code), level, known, LEVEL_NAMES[level]))
    return found


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("&", "and"))
