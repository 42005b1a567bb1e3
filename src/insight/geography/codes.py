"""Whether an official code is of the study area, of elsewhere, of both, or not known."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, pairwise

from insight.geography.english_areas import PARTNERSHIPS, REGIONS
from insight.geography.levels import Places
from insight.geography.search import wards_2024
from insight.pack.catalogue import Level
from insight.pack.pack import Pack

CODE = re.compile(r"[EWSNK]\d{8}", re.ASCII | re.IGNORECASE)
CODE_WITHIN = re.compile(r"(?<![A-Za-z0-9])[EWSNK]\d{8}(?![A-Za-z0-9])", re.ASCII | re.IGNORECASE)
CODE_RANGE = re.compile(
    rf"{CODE_WITHIN.pattern}[ \t]*(?:-|\u2013|\u2014|\u2026|to|\.\.+)[ \t]*{CODE_WITHIN.pattern}",
    re.ASCII | re.IGNORECASE,
)
"""Codes from one to another, of which those between are not written."""
LEFT_OUT_OF_NAMES = frozenset(
    {
        *("council", "borough", "district", "city", "of", "the", "county", "unitary", "authority"),
        *("ua", "bc", "dc", "cc", "mbc", "region"),
    }
)
LAST_OF_2001 = {"E01": 32_482, "E02": 6_781}
"""The last numbers of the first edition, which were given out district by district."""
MSOAS_OF_2011 = range(6_782, 6_935)
"""Numbers of MSOAs that were new in 2011, of which some were changed in 2021."""
KINDS: Mapping[str, tuple[str, int]] = {
    "E01": ("LSOA", 35_762), "E02": ("MSOA", 6_999), "E05": ("ward", 99_999),
    "E06": ("unitary authority", 66), "E07": ("district", 246),
    "E08": ("metropolitan district", 39), "E09": ("London borough", 33),
    "E10": ("county", 34), "E11": ("metropolitan county", 7), "E12": ("region", 9),
    "E13": ("part of London", 3),
}  # fmt: skip
"""Kinds of areas of England by how their codes begin, and the last number given out."""
NOT_USED = {
    "E00": "output area", "E04": "parish", "E14": "parliamentary constituency (Westminster)",
    "E23": "police force area", "E31": "fire and rescue area",
    "E38": "part of an integrated care board, or a former clinical commissioning group",
    "E43": "area without a parish council", "E47": "combined authority",
    "E54": "integrated care board (ICB), or the area that came before it",
    "E58": "county electoral division",
}  # fmt: skip
"""Kinds of areas of England at levels that nothing here is recorded at or shown for."""
WHOLES = {
    "E92000001": "England", "K02000001": "the United Kingdom", "K03000001": "Great Britain",
    "K04000001": "England and Wales",
}  # fmt: skip
WHOLE_NAMES = {
    "england": "E92000001", "united kingdom": "K02000001", "uk": "K02000001",
    "great britain": "K03000001", "gb": "K03000001", "england and wales": "K04000001",
    "wales": "W92000004", "scotland": "S92000003", "northern ireland": "N92000002",
    "national": "K02000001", "nationwide": "K02000001", "uk wide": "K02000001",
}  # fmt: skip
REGION_NAMES = {
    "E12000001": "North East", "E12000002": "North West", "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands", "E12000005": "West Midlands", "E12000006": "East of England",
    "E12000007": "London", "E12000008": "South East", "E12000009": "South West",
}  # fmt: skip
OTHER_COUNTRY = "area in another country"
FRAGMENTS = frozenset({"South", "Tyne", "Wear"})
"""Parts of names of partnerships that name no place by themselves."""


def plain_name(name: str, *, keep_all: bool = False) -> str:
    """A name of an area without the words that people add to it or leave out."""
    words = re.findall(r"[\w']+", name.casefold().replace("&", " and "))
    kept = words if keep_all else [each for each in words if each not in LEFT_OUT_OF_NAMES]
    return " ".join(kept or words)


class Coverage(StrEnum):
    """Where something is, as far as the code lists at hand say."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    OVERLAPPING = "overlapping"  # partly here: it is larger, or reaches over the edge
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CodeAnswer:
    """What a code is."""

    answer: Coverage
    kind: str  # such as ``ward``
    districts: tuple[str, ...] = ()  # that it lies in, if it is ours
    note: str = ""
    is_old: bool = False  # of an edition before that of the data pack

    @property
    def not_used(self) -> str:
        """What an area is at a level that nothing here is recorded at; empty if it is none."""
        return _article(self.kind) if self.kind in NOT_USED.values() else ""

    @property
    def spoken(self) -> str:
        """What it is, within a sentence."""
        kind = self.kind
        if self.answer is Coverage.UNKNOWN:
            return f"a code for {_article(kind)} ({self.note or 'we have no list of these'})"
        if kind == OTHER_COUNTRY:
            return f"a code for {_article(kind)}"
        whose = {
            Coverage.OURS: "in the study area",
            Coverage.ELSEWHERE: "outside the study area",
            Coverage.OVERLAPPING: "which extends beyond the study area",
        }[self.answer]
        return f"a code for {_article(kind)} {whose}"


class AreaCodes:
    """The code lists at hand, of one data pack."""

    def __init__(self, pack: Pack, known: Places) -> None:
        self._pack, self._known = pack, known
        districts = known.levels[Level.LOCALITY]
        self._districts = {str(code): str(name) for code, name in districts["name"].items()}

    def answer(self, code: str) -> CodeAnswer:
        """Where the area of a code is, which is in capitals and without spaces."""
        if code in WHOLES:
            return CodeAnswer(Coverage.OVERLAPPING, WHOLES[code])
        if code[:1] in "WSN":
            return CodeAnswer(Coverage.ELSEWHERE, OTHER_COUNTRY)
        other = NOT_USED.get(code[:3])
        if other is not None:
            return CodeAnswer(Coverage.UNKNOWN, other, note="not a level that we use")
        kind, last = KINDS.get(code[:3], ("area of another kind", 0))
        if last and (ours := self._ours(code, kind)) is not None:
            return ours
        note = _why_unknown(code, last)
        if note or not last:
            return CodeAnswer(Coverage.UNKNOWN, kind, note=note)
        region = self._of_region(code) if code.startswith("E12") else Coverage.ELSEWHERE
        return CodeAnswer(region, kind)

    def _ours(self, code: str, kind: str) -> CodeAnswer | None:
        """An area of the study area, of today or of before."""
        if home := self._homes.get(code) or self.counties.get(code):
            return CodeAnswer(Coverage.OURS, kind, home)
        if code in self._former:
            return CodeAnswer(Coverage.OURS, kind, self._former[code], is_old=True)
        return self._first_edition(code)

    @cached_property
    def counties(self) -> Mapping[str, tuple[str, ...]]:
        """Counties of the study area with their districts."""
        found: dict[str, tuple[str, ...]] = {}
        for district, county in self._known.counties.items():
            found[county] = (*found.get(county, ()), district)
        return found

    @cached_property
    def larger_names(self) -> Mapping[str, str]:
        """Codes of counties of the study area, regions and countries by their names."""
        counties = {name.casefold(): code for code, name in self._known.county_names.items()}
        regions = {name.casefold(): code for code, name in REGION_NAMES.items()}
        return {**WHOLE_NAMES, **regions, **counties}

    @cached_property
    def named_areas(self) -> Mapping[str, Coverage]:
        """Where counties and city regions of England are that are not of the study area."""
        return areas_named(frozenset(self._districts))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the counties of the study area, regions and countries are called."""
        return {**WHOLES, **REGION_NAMES, **self._known.county_names}

    @cached_property
    def ward_names(self) -> frozenset[str]:
        """Names of the wards at hand, in small letters; none where no list covers the area."""
        if Level.WARD in self._known.levels:
            return frozenset(self._known.levels[Level.WARD]["name"].str.casefold())
        wards = wards_2024()
        ours = wards["lad24cd"].isin(self._districts.keys())
        return frozenset(wards.loc[ours, "ward24nm"].str.casefold())

    @cached_property
    def _homes(self) -> dict[str, tuple[str, ...]]:
        """Districts of every area that is at hand, by its code."""
        found = {code: (code,) for code in self._districts}
        for level in (Level.LSOA, Level.MSOA, Level.WARD):
            if level in self._known.levels:
                homes = self._known.levels[level]["lad24cd"]
                found |= {str(code): (str(home),) for code, home in homes.items()}
        wards = wards_2024()
        ours = wards[wards["lad24cd"].isin(self._districts.keys())]
        listed = zip(ours["ward24cd"], ours["lad24cd"], strict=True)
        return {**{ward: (home,) for ward, home in listed}, **found}

    @cached_property
    def _former(self) -> dict[str, tuple[str, ...]]:
        """LSOAs of 2011 by their codes."""
        links = self._pack.table("lsoa_links").reset_index()
        homes = self._known.district_of.reindex(links["lsoa21cd"])
        found: dict[str, tuple[str, ...]] = {}
        for code, home in zip(links["lsoa11cd"], homes, strict=True):
            found[str(code)] = tuple(dict.fromkeys((*found.get(str(code), ()), str(home))))
        return found

    def _of_region(self, code: str) -> Coverage:
        """A region is of elsewhere unless a district of the study area lies in it."""
        districts = self._pack.table("districts")
        if "region" in districts and districts["region"].notna().all():
            return Coverage.OVERLAPPING if code in set(districts["region"]) else Coverage.ELSEWHERE
        if set(self._districts) <= set(chain.from_iterable(REGIONS.values())):
            is_here = not set(self._districts).isdisjoint(REGIONS[REGION_NAMES[code]])
            return Coverage.OVERLAPPING if is_here else Coverage.ELSEWHERE
        return Coverage.UNKNOWN

    def _first_edition(self, code: str) -> CodeAnswer | None:
        """An area of 2001 that was changed in 2011, known by the codes on both sides of it."""
        prefix, number = code[:3], int(code[3:])
        if number > LAST_OF_2001.get(prefix, 0):
            return None
        home = self._gaps.get(code)
        if home is None:
            return None
        kind = KINDS[prefix][0]
        year = "from 2001 that changed in 2011" if prefix == "E01" else "with an old code"
        note = f"{_article(kind)} {year}"
        return CodeAnswer(Coverage.OURS, kind, (home,), note, is_old=True)

    @cached_property
    def _gaps(self) -> dict[str, str]:
        """Codes missing between two neighbours in number that lie in one district."""
        homes = {**self._former, **self._homes}
        found: dict[str, str] = {}
        for prefix, last in LAST_OF_2001.items():
            ours = sorted(int(c[3:]) for c in homes if c.startswith(prefix) and int(c[3:]) <= last)
            for low, high in pairwise(ours):
                home, other = homes[_code(prefix, low)], homes[_code(prefix, high)]
                if home == other and len(home) == 1 and high - low <= MOST_MISSING:
                    found |= {_code(prefix, at): home[0] for at in range(low + 1, high)}
        return found


def areas_named(districts: AbstractSet[str]) -> Mapping[str, Coverage]:
    """Plain names of counties and city regions, and where they are from some districts.

    An area that lies within the districts is not among them: their own lists name it.

    Examples
    --------
    >>> found = areas_named({"E06000031"})
    >>> found["cambridgeshire and peterborough"].value, found["norfolk"].value
    ('overlapping', 'elsewhere')
    """
    found: dict[str, Coverage] = {}
    for name, codes in PARTNERSHIPS.items():
        if districts.isdisjoint(codes):
            parts = set(re.split(r", | and ", name)) - FRAGMENTS
            found |= dict.fromkeys(map(plain_name, (name, *parts)), Coverage.ELSEWHERE)
        elif not districts >= set(codes):
            found[plain_name(name)] = Coverage.OVERLAPPING
    return found


def _why_unknown(code: str, last: int) -> str:
    """Why a code that is not of the study area is not known to be of elsewhere."""
    number = int(code[3:])
    if not last:
        return ""
    if not 1 <= number <= last:
        return "no such code has been issued"
    if code.startswith("E02") and number in MSOAS_OF_2011:
        return "not a 2021 MSOA in the study area, and we have no list of 2011 MSOAs"
    if code.startswith("E05"):
        return "not in the 2024 list of wards, so it may be elsewhere or from an earlier year"
    return ""


def _article(kind: str) -> str:
    """A kind with its article, or a country by its name."""
    if not kind[0].islower() and kind not in {"LSOA", "MSOA"}:
        return kind
    if kind.startswith("the "):
        return kind
    return f"{'an' if kind[0] in 'aeioLM' else 'a'} {kind}"


MOST_MISSING = 20
"""Codes in a row that a district may have lost; more are of a district between."""


def _code(prefix: str, number: int) -> str:
    return f"{prefix}{number:06}"
