"""Where an investment of somebody's list is recorded: never finer than they say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insight.geography.levels import Places
from insight.geography.pasted import Gazetteer, gazetteer, placed
from insight.geography.search import POSTCODE
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.records.kinds.investments import Place
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.records.steps import name_key, shortened
from insight.tables.ledger_cells import CellError

CODE = re.compile(r"[ENSW]\d{8}", re.ASCII)
MANGLED = re.compile(r"E?0?10\d{5,6}(?:\.0+)?|1\.\d+E\+?0?\d|E[0-9OIL]{8}", re.ASCII)
"""What is left of an LSOA code when a letter was lost, or taken for a number."""

LEVEL_WORDS = {
    **{place.value: place for place in Place},
    **dict.fromkeys(("locality", "borough", "local authority"), Place.DISTRICT),
    "all": Place.AREA,
    "outside": Place.ELSEWHERE,
    "not known": Place.UNKNOWN,
}
LEFT_OUT_OF_NAMES = {"council", "borough", "district", "city", "of", "the", "county"}


@dataclass(frozen=True)
class StudyArea:
    """What investments may be recorded at."""

    pack: Pack
    known: Places
    saved: Sequence[Neighbourhood]


@dataclass(frozen=True)
class Placing:
    """Where a row is recorded, and what the reader should know of it."""

    place: Place
    codes: tuple[str, ...] = ()
    note: str = ""  # empty if as written


class PlaceFinder:
    """Places by their codes and names, each looked up once."""

    def __init__(
        self, area: StudyArea, cells: Iterable[str], *, takes_all_parts: bool = False
    ) -> None:
        about, known = area.pack.about, area.known
        keys = {_packed(part) for cell in cells for part in _parts(cell)}
        self._gazetteer: Gazetteer = gazetteer(sorted(keys), area.pack, known)
        self._districts = _district_names(known)
        self._msoa_homes = {
            str(code): str(home) for code, home in known.levels[Level.MSOA]["lad24cd"].items()
        }
        self._district_codes = frozenset(known.levels[Level.LOCALITY].index)
        present = [each for each in area.saved if not each.is_removed]
        self._neighbourhoods = {
            **{each.id: each.id for each in present},
            **{name_key(each.name): each.id for each in present},
        }
        self._whole = {_plain_name(name) for name in (about.title, about.short_title, "all")}
        self._short = about.short_title
        self._takes_all_parts = takes_all_parts

    def level(self, cell: str) -> Place | None:
        """The level that a cell names; None if it is blank."""
        if not cell:
            return None
        word = _plain_name(cell, keep_all=True)
        if word in self._whole:
            return Place.AREA
        if word not in LEVEL_WORDS:
            raise CellError(f"is {shortened(cell)!r}; write one of {', '.join(map(str, Place))}")
        return LEVEL_WORDS[word]

    def lsoas(self, cell: str) -> Placing:
        """LSOA codes or postcodes, several with ; between."""
        found = [self._lsoa(part) for part in _parts(cell)]
        if not found:
            # Nothing but separators: the rules of entries say that it is missing.
            return Placing(Place.LSOA)
        if all(each.place is Place.ELSEWHERE for each in found):
            return found[0]
        inside = [each for each in found if each.place is Place.LSOA]
        if len(inside) < len(found):
            raise CellError(
                f"holds {len(found) - len(inside)} of {len(found)} places that are "
                f"outside {self._short}; part the money into rows"
            )
        codes = tuple(code for each in inside for code in each.codes)
        notes = dict.fromkeys(each.note for each in inside if each.note)
        return Placing(Place.LSOA, codes, "; ".join(notes))

    def at(self, place: Place, cell: str) -> Placing:
        """What a cell names at a level that is known."""
        if place in {Place.AREA, Place.ELSEWHERE, Place.UNKNOWN} or not cell:
            # Where a place is needed and none is given, the rules of entries say so.
            return Placing(place)
        if place is Place.LSOA:
            return self.lsoas(cell)
        return {
            Place.NEIGHBOURHOOD: self.neighbourhoods,
            Place.WARD: self.wards,
            Place.DISTRICT: self.districts,
        }[place](cell)

    def neighbourhoods(self, cell: str) -> Placing:
        """Saved neighbourhoods by name, several with ; between."""
        codes = []
        for part in _parts(cell):
            code = self._neighbourhoods.get(part) or self._neighbourhoods.get(name_key(part))
            if code is None:
                raise CellError(
                    f"is {shortened(part)!r}, which is no saved neighbourhood; save it "
                    "first, or write its name as on the Neighbourhoods page"
                )
            codes.append(code)
        return Placing(Place.NEIGHBOURHOOD, tuple(codes))

    def wards(self, cell: str, district: str = "") -> Placing:
        """Names of wards as written, each with the code of the district beside it."""
        home = self.districts(district) if district else None
        if home is None or len(home.codes) > 1:
            return Placing(Place.WARD, tuple(_parts(cell)))
        if home.place is Place.ELSEWHERE:
            return home
        return Placing(Place.WARD, tuple(f"{part} ({home.codes[0]})" for part in _parts(cell)))

    def districts(self, cell: str) -> Placing:
        """Districts by name or code, several with ; between."""
        if _plain_name(cell, keep_all=True) in self._whole:
            return Placing(Place.AREA)
        codes, outside = [], 0
        for part in _parts(cell):
            code = self._district(part)
            outside += not code
            codes.append(code)
        if not outside:
            return Placing(Place.DISTRICT, tuple(codes))
        if outside == len(codes):
            return self._elsewhere()
        raise CellError(
            f"holds {outside} of {len(codes)} districts outside {self._short}; part "
            "the money into rows"
        )

    def anywhere(self, cell: str) -> Placing:
        """A place whose level nobody said: by its code, or as a name that is known."""
        word = _plain_name(cell, keep_all=True)
        if word in self._whole or word in LEVEL_WORDS:
            level = Place.AREA if word in self._whole else LEVEL_WORDS[word]
            if level in {Place.AREA, Place.ELSEWHERE, Place.UNKNOWN}:
                return Placing(level)
        keys = [_packed(part) for part in _parts(cell)]
        if all(key.startswith("E05") and CODE.fullmatch(key) for key in keys):
            return self.wards(cell)
        if all(_plain_name(part) in self._districts for part in _parts(cell)):
            return self.districts(cell)
        if all(key.startswith(("E06", "E07", "E08", "E09")) for key in keys):
            return self.districts(cell)
        if all(name_key(part) in self._neighbourhoods for part in _parts(cell)):
            return self.neighbourhoods(cell)
        if all(POSTCODE.match(key) or key.startswith("E01") for key in keys):
            return self.lsoas(cell)
        return self._unknown(cell, keys[0])

    def _unknown(self, cell: str, key: str) -> Placing:
        if CODE.fullmatch(key):
            return self._of_other_code(key)
        if MANGLED.fullmatch(key):
            raise CellError(_mangled(cell))
        raise CellError(
            f"is {shortened(cell)!r}, a place that is not known here; write a code, a postcode, a "
            "district or a saved neighbourhood, or say in a column “level” that it is a ward"
        )

    def _elsewhere(self) -> Placing:
        note = f"a place outside {self._short} is recorded as elsewhere"
        return Placing(Place.ELSEWHERE, (), note)

    def _of_other_code(self, key: str) -> Placing:
        """An area that is none of our levels, recorded no finer than it is."""
        if key[0] in "SWN":
            return self._elsewhere()
        if key in self._msoa_homes:
            note = "an MSOA is no level of the ledger, so its district is recorded"
            return Placing(Place.DISTRICT, (self._msoa_homes[key],), note)
        if key.startswith("E02"):
            return self._elsewhere()
        note = "the code of a larger area, such as a region, stays without a place"
        return Placing(Place.UNKNOWN, (), note)

    def _lsoa(self, part: str) -> Placing:
        key = _packed(part)
        if MANGLED.fullmatch(key) and not CODE.fullmatch(key):
            raise CellError(_mangled(part))
        entry = placed(part, key, self._gazetteer)
        if entry.lsoa21cd:
            return _in_lsoa(entry.lsoa21cd, entry.lsoa21cd_or, entry.postcode, part)
        heirs = tuple(self._gazetteer.heirs.get(key, ()))
        if heirs and self._takes_all_parts:
            return Placing(Place.LSOA, heirs, "a 2011 LSOA that was split is recorded at its parts")
        if heirs:
            raise CellError(
                f"is {key!r}, a 2011 code that was split into {' and '.join(heirs)}; "
                "write the right one, or let such rows be recorded at all parts"
            )
        is_whole = POSTCODE.match(key) or CODE.fullmatch(key)
        if is_whole and not _packed(part).startswith(("E02", "E05")):
            # A postcode of the study area that the pack has not is a row to mend.
            outward = key[:-3] in self._gazetteer.outward
            if not (outward and POSTCODE.match(key)):
                return self._elsewhere()
        raise CellError(f"is {shortened(part)!r}: {entry.note}; correct it")

    def _district(self, part: str) -> str:
        """The code of a district of the study area; empty for one elsewhere."""
        key = _packed(part)
        if key in self._district_codes:
            return key
        found = self._districts.get(_plain_name(part))
        if found:
            return found
        if CODE.fullmatch(key):
            return ""
        raise CellError(
            f"is {shortened(part)!r}, which is no district of {self._short}; write its "
            "name or code, or “elsewhere” as the level"
        )


def _in_lsoa(code: str, other: str, postcode: str, typed: str) -> Placing:
    note = ""
    if other:
        note = "a postcode near an edge is recorded at both LSOAs it may be in"
    elif postcode:
        note = "a postcode stands for its LSOA"
    elif _packed(typed) != code:
        note = "a 2011 code was brought up to date"
    elif typed != code:
        note = "spaces and small letters were mended"
    return Placing(Place.LSOA, (code, other) if other else (code,), note)


def _mangled(cell: str) -> str:
    return (
        f"is {shortened(cell)!r}, which looks like an LSOA code that a spreadsheet or "
        "a hand has changed; format the column as text and write it as E01013600"
    )


def _parts(cell: str) -> list[str]:
    found = [part.strip() for part in re.split(r"[;|\n]", cell)]
    return [part for part in found if part]


def _packed(part: str) -> str:
    return re.sub(r"\s", "", part).upper()


def _plain_name(name: str, *, keep_all: bool = False) -> str:
    """A name without the words that people add to it or leave out."""
    words = re.findall(r"[\w']+", name.casefold().replace("&", " and "))
    kept = words if keep_all else [w for w in words if w not in LEFT_OUT_OF_NAMES]
    return " ".join(kept or words)


def _district_names(known: Places) -> Mapping[str, str]:
    table = known.levels[Level.LOCALITY]
    return {
        _plain_name(str(name)): str(code)
        for column in ("name", "place")
        for code, name in table[column].items()
    }
