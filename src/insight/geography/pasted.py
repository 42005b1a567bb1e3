"""Places that somebody pasted: read, placed in LSOAs, held against funders' lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from insight.catalogue import NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025, Level
from insight.errors import InsightError
from insight.geography.levels import Places
from insight.pack import Pack

MOST_PASTED = 5_000

LINES = (10, 15, 20, 30)
"""Funders' lines: the most deprived so many per cent of England's LSOAs."""

POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
CODE = re.compile(r"E\d{8}")
BETWEEN = re.compile(r"[\n\r,;\t|]+")
HEADINGS = {
    "postcode",
    "postcodes",
    "lsoa",
    "lsoa code",
    "lsoa21cd",
    "lsoa11cd",
    "code",
}


class Kind(StrEnum):
    """What became of an entry."""

    POSTCODE = "postcode"
    LSOA = "LSOA"
    RETIRED = "retired LSOA"
    ELSEWHERE = "not in the study area"
    UNCLEAR = "not understood"


@dataclass(frozen=True)
class Entry:
    """One place as it was pasted, and where it is.

    Attributes
    ----------
    typed
        As pasted, without the spaces around it.
    kind
        What it was taken for.
    lsoa21cd
        Its LSOA; empty if it cannot be placed.
    lsoa21cd_or
        The other LSOA that it may be in; empty if there is none.
    note
        What the reader should know of it; empty if nothing.
    """

    typed: str
    kind: Kind
    lsoa21cd: str = ""
    lsoa21cd_or: str = ""
    note: str = ""


@dataclass(frozen=True)
class Pasted:
    """Every entry in the order pasted; none is dropped."""

    entries: tuple[Entry, ...]

    @property
    def placed(self) -> tuple[Entry, ...]:
        """Those that have an LSOA."""
        return tuple(entry for entry in self.entries if entry.lsoa21cd)

    @property
    def apart(self) -> tuple[Entry, ...]:
        """Those that have none."""
        return tuple(entry for entry in self.entries if not entry.lsoa21cd)


def read_pasted(text: str, pack: Pack, known: Places) -> Pasted:
    """Read postcodes and LSOA codes out of pasted text and place them.

    Parameters
    ----------
    text
        One a line, or separated by commas, semicolons or tabs; several postcodes
        may stand in one line. Quotes and a heading are passed over.
    pack, known
        Postcodes and links, and the areas.

    Raises
    ------
    InsightError
        If there are more than `MOST_PASTED`.
    ContractError
        If the postcodes or links of the pack cannot be used.
    """
    asked = _entries(text)
    if len(asked) > MOST_PASTED:
        raise InsightError(
            f"{len(asked):,} places were pasted; at most {MOST_PASTED:,} can be "
            "checked at once. Paste them in parts."
        )
    postcodes = pack.table("postcodes")
    homes = dict(
        zip(
            postcodes.index,
            zip(
                postcodes["lsoa21cd"], postcodes["lsoa21cd_or"].fillna(""), strict=True
            ),
            strict=True,
        )
    )
    links = pack.table("lsoa_links").reset_index()
    heirs: dict[str, list[str]] = {}
    for former, heir in zip(links["lsoa11cd"], links["lsoa21cd"], strict=True):
        heirs.setdefault(former, []).append(heir)
    current = set(known.levels[Level.LSOA].index)
    seen: dict[str, int] = {}
    found = []
    for place, typed in enumerate(asked, start=1):
        key = re.sub(r"\s", "", typed).upper()
        entry = _placed(typed, key, homes, heirs, current)
        if key in seen:
            again = f"the same as entry {seen[key]}"
            note = f"{entry.note}; {again}" if entry.note else again
            entry = Entry(
                entry.typed, entry.kind, entry.lsoa21cd, entry.lsoa21cd_or, note
            )
        seen.setdefault(key, place)
        found.append(entry)
    return Pasted(tuple(found))


def _entries(text: str) -> list[str]:
    """The pieces of a pasted text, with several postcodes of one line taken apart."""
    found: list[str] = []
    for piece in BETWEEN.split(text):
        typed = piece.strip().strip("\"'\ufeff").strip()
        if not typed:
            continue
        if not found and typed.casefold() in HEADINGS:
            continue
        whole = typed.upper()
        parts = CODE.findall(whole) or POSTCODE.findall(whole)
        rest = CODE.sub("", whole) if CODE.search(whole) else POSTCODE.sub("", whole)
        # Only a line that is nothing but places is taken apart.
        found += parts if len(parts) > 1 and not rest.strip() else [typed]
    return found


def _placed(
    typed: str,
    key: str,
    homes: dict[str, tuple[str, str]],
    heirs: dict[str, list[str]],
    current: set[str],
) -> Entry:
    if CODE.fullmatch(key):
        return _by_code(typed, key, heirs, current)
    if POSTCODE.fullmatch(key):
        home = homes.get(f"{key[:-3]} {key[-3:]}")
        if home is None:
            note = "not a postcode of the study area in this data pack"
            return Entry(typed, Kind.ELSEWHERE, note=note)
        first, other = (str(code) for code in home)
        note = "near an edge: may be in the other LSOA" if other else ""
        return Entry(typed, Kind.POSTCODE, first, other, note)
    return Entry(typed, Kind.UNCLEAR, note="neither a whole postcode nor an LSOA code")


def _by_code(
    typed: str, key: str, heirs: dict[str, list[str]], current: set[str]
) -> Entry:
    if key in current:
        return Entry(typed, Kind.LSOA, key)
    new = heirs.get(key, [])
    if len(new) == 1:
        note = f"a 2011 code; its ground is now {new[0]}"
        return Entry(typed, Kind.RETIRED, new[0], note=note)
    if new:
        note = f"a 2011 code, split into {', '.join(new)}: give one of these"
        return Entry(typed, Kind.RETIRED, note=note)
    kind = Kind.ELSEWHERE if key.startswith("E01") else Kind.UNCLEAR
    return Entry(typed, kind, note="not an LSOA of the study area")


def thresholds(
    pasted: Pasted, pack: Pack, known: Places, *, lines: Sequence[int] = LINES
) -> pd.DataFrame:
    """Each placed entry's ranks, deciles and sides of the lines.

    Parameters
    ----------
    pasted
        From `read_pasted`.
    pack, known
        Deprivation of both releases, and the areas.
    lines
        Per cent of England's LSOAs.

    Returns
    -------
    DataFrame
        One row per placed entry: ``typed``, ``lsoa21cd``, ``name``, ``district``,
        ``rank_2025``, ``decile_2025``, ``rank_2019``, ``decile_2019`` and for each
        line ``in_2025_10`` and so on: ``yes``, ``no`` or, where the two LSOAs that
        a postcode may be in differ, ``depends``. The 2019 rank of a merged area is
        the most deprived of its parts'; a split area's parts have its rank.
    """
    areas = known.levels[Level.LSOA]
    names = known.levels[Level.LOCALITY]["name"]
    ranks = {
        2025: pack.table("deprivation")["imd_rank"].to_dict(),
        2019: _ranks_2019(pack).to_dict(),
    }
    of = {2025: NATIONAL_LSOAS_2025, 2019: NATIONAL_LSOAS_2019}
    rows = []
    for entry in pasted.placed:
        code, other = entry.lsoa21cd, entry.lsoa21cd_or or entry.lsoa21cd
        row: dict[str, object] = {
            "typed": entry.typed,
            "lsoa21cd": code,
            "name": areas.at[code, "name"],
            "place": areas.at[code, "place"],
            "district": names[areas.at[code, "lad24cd"]],
            "lsoa21cd_or": entry.lsoa21cd_or,
            "note": entry.note,
        }
        for year, national in of.items():
            rank, rival = int(ranks[year][code]), int(ranks[year][other])
            row[f"rank_{year}"] = rank
            row[f"decile_{year}"] = -(-10 * rank // national)
            for line in lines:
                limit = national * line // 100
                sides = {rank <= limit, rival <= limit}
                answer = (
                    "depends" if len(sides) > 1 else "yes" if True in sides else "no"
                )
                row[f"in_{year}_{line}"] = answer
        rows.append(row)
    return pd.DataFrame(rows)


def _ranks_2019(pack: Pack) -> pd.Series:
    links = pack.table("lsoa_links").reset_index()
    former = links["lsoa11cd"].map(pack.table("imd2019")["imd2019_rank"])
    return former.groupby(links["lsoa21cd"]).min()


def funding_paragraph(
    table: pd.DataFrame, *, asked: int, lines: Sequence[int] = LINES
) -> str:
    """A paragraph for a funding application, made by rule.

    Parameters
    ----------
    table
        From `thresholds`.
    asked
        How many entries were pasted in all.

    Returns
    -------
    str
        Empty if nothing could be placed.
    """
    count = len(table)
    if not count:
        return ""
    noun = "place" if count == 1 else "places"
    parts = [_share(table, 2025, line) for line in lines]
    first = (
        f"Of the {count:,} {noun} listed, {_joined(parts)} by the English Indices of "
        f"Deprivation 2025 (LSOA ranks of {NATIONAL_LSOAS_2025:,})."
    )
    earlier = _share(table, 2019, 20)
    second = (
        f"By the Indices of 2019 (of {NATIONAL_LSOAS_2019:,}) {earlier}; the two "
        "releases are different measures and are not compared as change."
    )
    unsure = (
        int((table["in_2025_20"] == "depends").sum()) if "in_2025_20" in table else 0
    )
    third = (
        f" For {unsure:,} near an edge the answer depends on which side they lie."
        if unsure
        else ""
    )
    left = asked - count
    fourth = (
        f" {left:,} of {asked:,} could not be placed and "
        f"{'is' if left == 1 else 'are'} not counted."
        if left
        else ""
    )
    return f"{first} {second}{third}{fourth}"


def _share(table: pd.DataFrame, year: int, line: int) -> str:
    inside = int((table[f"in_{year}_{line}"] == "yes").sum())
    verb = "is" if inside == 1 else "are"
    return f"{inside:,} {verb} in England’s most deprived {line}%"


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
