"""Find a place by postcode, code or name."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from insight.characters import normalised, showable
from insight.geography.levels import LEVEL_NAMES, Places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack

POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
PART_OF_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?(\d[A-Z]?)?$")
MOST_SHOWN = 12
LEAST_LETTERS = 5
"""Of a word by which a place is looked for if none has all that was typed."""


@dataclass(frozen=True)
class Match:
    """One place that fits a search; `level` is None of a ward that the pack does not have."""

    code: str
    level: Level | None
    title: str
    reason: str

    def members(self, known: Places) -> tuple[str, ...]:
        """Codes of its LSOAs; of a ward those that fit it best."""
        if self.level is None:
            homes = _lsoa_wards()
            inside = homes.index[homes.eq(self.code)]
            return tuple(code for code in inside if code in known.district_of.index)
        parent = known.parent(self.level)
        return tuple(parent.index[parent.eq(self.code)])


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
    words = folded(asked).split()
    found = _by_name(known, lambda name: bool(words) and all(word in name for word in words))
    if not found and PART_OF_POSTCODE.match(compact):
        return Found((), f"{asked.upper()} is part of a postcode. Enter the full postcode.")
    long = [word for word in words if len(word) >= LEAST_LETTERS]
    if not found and (near := _by_name(known, lambda name: any(word in name for word in long))):
        return Found(
            tuple(near[:MOST_SHOWN]),
            f"We found nothing called “{asked}”. {_has_part(len(near))} part of the name.",
        )
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


def _has_part(count: int) -> str:
    if count == 1:
        return "1 place has"
    more = f" (the first {MOST_SHOWN} are shown)" if count > MOST_SHOWN else ""
    return f"{count} places{more} have"


def _by_name(known: Places, is_meant: Callable[[str], bool]) -> list[Match]:
    """Areas of every level whose name is meant, the largest first, and towns where they lie."""
    found = []
    for level in (Level.LOCALITY, Level.WARD, Level.MSOA, Level.LSOA):
        if level is Level.MSOA:
            found += _settlements(known, is_meant)
        if level is Level.WARD and level not in known.levels:
            found += _wards(known, is_meant)
            continue
        areas = known.levels[level]
        names = areas["name"] if level is Level.LSOA else areas["name"] + " " + areas["place"]
        for code, name in names.items():
            if is_meant(folded(name)):
                found.append(_match(str(code), level, known, LEVEL_NAMES[level]))
    return found


def _settlements(known: Places, is_meant: Callable[[str], bool]) -> list[Match]:
    """Towns and suburbs, each by the MSOA that its middle lies in."""
    found = []
    for each in known.settlements.to_dict("records"):
        if not is_meant(folded(each["name"])):
            continue
        if lsoa := known.lsoa_at(each["longitude"], each["latitude"]):
            msoa = str(known.msoa_of[lsoa])
            title = f"{each['name']}, centre in {known.title(msoa)}"
            found.append(Match(msoa, Level.MSOA, title, "Town or suburb"))
    return found


def _wards(known: Places, is_meant: Callable[[str], bool]) -> list[Match]:
    homes = known.levels[Level.LOCALITY]["name"]
    wards = wards_2024()
    ours = wards[wards["lad24cd"].isin(homes.index)]
    return [
        Match(str(row.ward24cd), None, f"{row.ward24nm} ward, {homes[row.lad24cd]}", "Ward (2024)")
        for row in ours.itertuples()
        if is_meant(folded(str(row.ward24nm)))
    ]


@cache
def wards_2024() -> pd.DataFrame:
    """Wards of LLR in 2024 with their districts: ONS, best-fit look-up of LSOAs, OGL v3.0."""
    return _beside("wards_2024.csv")


@cache
def _lsoa_wards() -> pd.Series:
    """The ward of 2024 that each LSOA of LLR fits best, from the same look-up."""
    return _beside("lsoa_wards_2024.csv").set_index("lsoa21cd")["ward24cd"]


def _beside(name: str) -> pd.DataFrame:
    text = (files("insight.geography") / name).read_text("utf-8")
    return pd.read_csv(io.StringIO(text), dtype=str)


def folded(name: str) -> str:
    """A name as it is compared with what was typed."""
    return re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("&", "and"))
