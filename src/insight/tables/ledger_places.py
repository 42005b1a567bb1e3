"""Where an investment of somebody's list is recorded: never finer than they say."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from insight.geography.codes import CODE, CODE_RANGE, AreaCodes, CodeAnswer, Coverage, plain_name
from insight.geography.levels import Places
from insight.geography.pasted import Gazetteer, gazetteer, placed, places_in
from insight.geography.search import POSTCODE
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.records.kinds.investments import Place
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.records.steps import name_key, shortened
from insight.tables.decisions import CellError
from insight.words import listed

MANGLED = re.compile(r"E?0?10\d{5,6}(?:\.0+)?|1\.\d+E\+?0?\d|E[0-9OIL]{8}", re.ASCII)
"""What is left of an LSOA code when a letter was lost, or taken for a number."""

LEVEL_WORDS = {
    **{place.value: place for place in Place},
    **dict.fromkeys(("locality", "borough", "local authority"), Place.DISTRICT),
    "all": Place.AREA,
    "outside": Place.ELSEWHERE,
    "not known": Place.UNKNOWN,
}
BETWEEN_NAMES = (re.compile(r"[,/+]"), re.compile(r"[,/&+]|\band\b", re.IGNORECASE))
WARD_OF = re.compile(r"(.+) \((E0[6-9]\d{6})\)", re.ASCII)
"""A ward with its district, as the ledger keeps one."""
OF_2011_SPLIT = "a 2011 LSOA that was split is recorded at all its parts"


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
    answer: Coverage | None = Coverage.OURS  # None where no place is given
    advice: str = ""  # what to do, whether the row is left out or not


class UnlistedNameError(CellError):
    """A name of a place that is in none of the lists."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(advice)
        self.name = name


NOT_GIVEN = Placing(Place.UNKNOWN, (), "the place is blank, so none is recorded", None)


class PlaceFinder:
    """Places by their codes and names, each looked up once."""

    def __init__(
        self,
        area: StudyArea,
        cells: Iterable[str],
        *,
        takes_all_parts: bool = False,
        has_far_names: bool = False,
    ) -> None:
        about, known = area.pack.about, area.known
        parts = {part for cell in cells for part in _parts(cell)}
        keys = {_packed(each) for part in parts for each in (part, *places_in(part))}
        self._gazetteer: Gazetteer = gazetteer(sorted(keys), area.pack, known)
        self._codes = AreaCodes(area.pack, known)
        self._districts = _district_names(known)
        self._homes = known.district_of
        present = [each for each in area.saved if not each.is_removed]
        self._neighbourhoods = {
            **{each.id: each.id for each in present},
            **{name_key(each.name): each.id for each in present},
        }
        self._whole = {plain_name(name) for name in (about.title, about.short_title, "all")}
        self._short = about.short_title
        self._takes_all_parts = takes_all_parts
        self._has_far_names = has_far_names  # a name that is not known may be of anywhere
        self.decided: Mapping[str, Coverage | None] = {}
        """Where names are that no list has, by their plain names; None if refused."""

    def level(self, cell: str) -> Place | None:
        """The level that a cell names; None if it is blank."""
        if not cell:
            return None
        word = plain_name(cell, keep_all=True)
        if word in self._whole:
            return Place.AREA
        if word not in LEVEL_WORDS:
            raise CellError(f"is {shortened(cell)!r}; use one of {', '.join(map(str, Place))}")
        return LEVEL_WORDS[word]

    def at(self, place: Place, cell: str) -> Placing:
        """What a cell names at a level that is known."""
        if place in {Place.AREA, Place.ELSEWHERE, Place.UNKNOWN} or not cell:
            # Where a place is needed and none is given, the rules of entries say so.
            answer = {Place.ELSEWHERE: Coverage.ELSEWHERE, Place.UNKNOWN: None}
            return Placing(place, answer=answer.get(place, Coverage.OURS))
        return {
            Place.LSOA: self.lsoas,
            Place.NEIGHBOURHOOD: self.neighbourhoods,
            Place.WARD: self.wards,
            Place.DISTRICT: self.districts,
        }[place](cell)

    def lsoas(self, cell: str) -> Placing:
        """LSOA codes or postcodes, several with ; between."""
        parts = _parts(cell)
        if not parts:
            # Nothing but separators: the rules of entries say that it is missing.
            return Placing(Place.LSOA)
        return self._together([one for part in parts for one in self._coded(part, self._lsoa)])

    def neighbourhoods(self, cell: str) -> Placing:
        """Saved neighbourhoods by name, several with ; between."""
        codes = []
        for part in _parts(cell):
            code = self._neighbourhoods.get(part) or self._neighbourhoods.get(name_key(part))
            if code is None:
                raise CellError(
                    f"is {shortened(part)!r}, which is not a saved neighbourhood; save it "
                    "first, or use its name on the Neighbourhoods page"
                )
            codes.append(code)
        return Placing(Place.NEIGHBOURHOOD, tuple(codes))

    def wards(self, cell: str, district: str = "") -> Placing:
        """Names of wards as written, each with the code of the district beside it."""
        home = self.districts(district) if district else None
        if home is not None and home.place is Place.DISTRICT and len(home.codes) == 1:
            names = [
                places_in(part)[0].upper() if places_in(part) else part for part in _parts(cell)
            ]
            return Placing(Place.WARD, tuple(f"{name} ({home.codes[0]})" for name in names))
        if home is not None and home.answer is not Coverage.OURS:
            return home
        parts = _parts(cell)
        if not parts:
            return Placing(Place.WARD)
        return self._together([one for part in parts for one in self._coded(part, self._ward)])

    def districts(self, cell: str) -> Placing:
        """Districts by name or code, several with ; between."""
        if plain_name(cell, keep_all=True) in self._whole:
            return Placing(Place.AREA)
        parts = _parts(cell)
        if not parts:
            return Placing(Place.DISTRICT)
        return self._together([one for part in parts for one in self._coded(part, self._district)])

    def anywhere(self, cell: str) -> Placing:
        """A place whose level nobody said: by its code, or as a name that is known."""
        parts = _parts(cell)
        if not parts:
            return self._anything(cell)
        return self._together([one for part in parts for one in self._coded(part, self._anything)])

    def agrees(self, found: Placing, district: str) -> bool:
        """Whether a place lies in what the column of the district says."""
        try:
            said = self.districts(district)
        except CellError:
            return found.answer is not Coverage.OURS
        if Coverage.OURS not in {said.answer, found.answer} or Place.AREA in {
            said.place,
            found.place,
        }:
            return True
        homes = {self._homes_of(code, found.place) for code in found.codes} - {""}
        return said.answer is found.answer and (not homes or bool(homes & {*said.codes}))

    def _coded(self, part: str, otherwise: Callable[[str], Placing]) -> list[Placing]:
        """The codes and postcodes within a part, or what else it is."""
        if CODE_RANGE.search(part):
            raise CellError(f"is {shortened(part)!r}, which is a range of codes. Enter each code")
        match = WARD_OF.fullmatch(part)
        if match is not None and self._districts.get(plain_name(match[1])) != match[2].upper():
            is_ours = self._codes.answer(match[2].upper()).answer is Coverage.OURS
            return [Placing(Place.WARD, (part,)) if is_ours else self._elsewhere()]
        found = places_in(part)
        if not found:
            return [self._of_key(part) if CODE.fullmatch(_packed(part)) else otherwise(part)]
        is_alone = len(found) == 1 and _packed(found[0]) == _packed(part)
        return [self._of_key(part if is_alone else each) for each in found]

    def _of_key(self, typed: str) -> Placing:
        key = _packed(typed)
        if not CODE.fullmatch(key) or key in self._gazetteer.current:
            return self._lsoa(typed)
        if self._gazetteer.heirs.get(key):
            return self._lsoa(typed)
        return self._of_code(key, self._codes.answer(key))

    def _of_code(self, key: str, found: CodeAnswer) -> Placing:
        """An area of another kind, recorded no finer than it is."""
        if found.answer is not Coverage.OURS:
            return self._not_ours(found)
        if found.kind == "ward":
            return Placing(Place.WARD, (key,))
        note = ""
        if found.is_old:
            note = f"{found.note} is recorded at its district"
        elif found.kind == "MSOA":
            note = "the ledger does not use MSOAs, so the district is recorded instead"
        elif key in self._codes.counties:
            note = self._of_county(key)
        return Placing(Place.DISTRICT, found.districts, note)

    def _not_ours(self, found: CodeAnswer) -> Placing:
        """An area that is elsewhere, larger than ours, or in no list."""
        if found.answer is Coverage.OVERLAPPING:
            note = f"an area larger than {self._short} is recorded with no area"
            return Placing(Place.UNKNOWN, (), note, Coverage.OVERLAPPING)
        if found.not_used:
            advice = (
                f"{found.not_used} is not a level that the ledger uses; give the small area "
                "(LSOA), ward, district or postcode instead"
            )
            note = f"{found.not_used} is recorded with no area"
            return Placing(Place.UNKNOWN, (), note, Coverage.UNKNOWN, advice)
        if found.answer is Coverage.UNKNOWN:
            note = f"{found.spoken}: recorded with no area"
            return Placing(Place.UNKNOWN, (), note, Coverage.UNKNOWN)
        return self._elsewhere()

    def _of_county(self, code: str) -> str:
        districts = len(self._codes.counties[code])
        return (
            f"the county of {self._codes.names[code]} is recorded at its {districts} districts, "
            "which do not include unitary authorities"
        )

    def _together(self, found: Sequence[Placing]) -> Placing:
        """Several places of one cell, if all are within the study area or none is."""
        answers = {each.answer for each in found}
        if answers == {Coverage.OURS}:
            return self._inside(found)
        inside = sum(each.answer is Coverage.OURS for each in found)
        if inside:
            raise CellError(
                f"has {len(found) - inside} of {len(found)} places that are outside "
                f"{self._short}, larger than it or not known; split the amount between rows"
            )
        for answer in (Coverage.OVERLAPPING, Coverage.UNKNOWN, Coverage.ELSEWHERE, None):
            if answer in answers:
                return next(each for each in found if each.answer is answer)
        raise CellError("does not name a place")

    def _inside(self, found: Sequence[Placing]) -> Placing:
        places = {each.place for each in found}
        codes = tuple(dict.fromkeys(code for each in found for code in each.codes))
        notes = dict.fromkeys(each.note for each in found if each.note)
        if len(places) == 1:
            return Placing(found[0].place, codes, "; ".join(notes))
        if Place.AREA in places:
            return Placing(Place.AREA)
        homes = [self._homes_of(code, each.place) for each in found for code in each.codes]
        if not all(homes):
            levels = listed(sorted(map(str, places)))
            raise CellError(
                f"has places at different levels ({levels}); split the amount between rows"
            )
        note = "places of several levels are recorded at their districts"
        return Placing(Place.DISTRICT, tuple(sorted(set(homes))), note)

    def _homes_of(self, code: str, place: Place) -> str:
        if place is Place.DISTRICT:
            return code
        if place is Place.LSOA:
            return str(self._homes.get(code, ""))
        if place is Place.WARD and CODE.fullmatch(code):
            return "".join(self._codes.answer(code).districts[:1])
        return ""

    def _anything(self, part: str) -> Placing:
        word = plain_name(part, keep_all=True)
        if word in self._whole:
            return Placing(Place.AREA)
        if LEVEL_WORDS.get(word) in {Place.AREA, Place.ELSEWHERE, Place.UNKNOWN}:
            return self.at(LEVEL_WORDS[word], "")
        if name_key(part) in self._neighbourhoods and self._named(part) is None:
            return self.neighbourhoods(part)
        if (named := self._named(part) or self._several(part)) is not None:
            return named
        if POSTCODE.match(_packed(part)):
            return self._lsoa(part)
        if MANGLED.fullmatch(_packed(part)):
            raise CellError(_mangled(part))
        return self._unlisted(
            part,
            f"is {shortened(part)!r}, a place we do not know; use a code, postcode, district "
            "or saved neighbourhood, or enter “ward” in a column named “level”",
        )

    def _unlisted(self, part: str, advice: str) -> Placing:
        """A name that no list has, where somebody said that it is."""
        answer = self.decided.get(plain_name(part))
        if answer is Coverage.ELSEWHERE:
            return self._elsewhere()
        if answer is Coverage.UNKNOWN or self._has_far_names:
            note = "a place name that is not in our lists is recorded with no area"
            return Placing(Place.UNKNOWN, (), note, Coverage.UNKNOWN)
        raise UnlistedNameError(part, advice)

    def _several(self, part: str) -> Placing | None:
        """Districts and larger areas by name with commas, strokes, & or "and" between."""
        for between in BETWEEN_NAMES:
            names = [each for each in between.split(part) if each.strip()]
            found = [self._named(each) for each in names]
            known = [each for each in found if each is not None]
            if len(known) == len(names) > 1:
                return self._together(known)
            if any(each.answer is Coverage.OURS for each in known):
                raise CellError(
                    f"is {shortened(part)!r}, of which we do not know every place; give each "
                    "place a row of its own"
                )
        return None

    def _named(self, part: str) -> Placing | None:
        """A district, a larger area, or a county elsewhere, by its name."""
        name = plain_name(part)
        if name in self._districts:
            return Placing(Place.DISTRICT, (self._districts[name],))
        code = self._codes.larger_names.get(name) or self._codes.larger_names.get(
            plain_name(part, keep_all=True)
        )
        if code is not None:
            return self._of_code(code, self._codes.answer(code))
        answer = self._codes.named_areas.get(name)
        return None if answer is None else self._of_code("", CodeAnswer(answer, "county"))

    def _ward(self, part: str) -> Placing:
        names = self._codes.ward_names
        if not names or part.casefold() in names:
            return Placing(Place.WARD, (part,))
        note = f"a ward that is not in the list of 2024 may be outside {self._short}"
        return Placing(Place.WARD, (part,), note, Coverage.UNKNOWN)

    def _elsewhere(self) -> Placing:
        note = f"a place outside {self._short} is recorded as elsewhere"
        return Placing(Place.ELSEWHERE, (), note, Coverage.ELSEWHERE)

    def _lsoa(self, part: str) -> Placing:
        key = _packed(part)
        if MANGLED.fullmatch(key) and not CODE.fullmatch(key):
            raise CellError(_mangled(part))
        entry = placed(part, key, self._gazetteer, self._codes)
        if entry.lsoa21cd:
            return _in_lsoa(entry.lsoa21cd, entry.lsoa21cd_or, entry.postcode, part)
        heirs = tuple(self._gazetteer.heirs.get(key, ()))
        if heirs and self._takes_all_parts:
            return Placing(Place.LSOA, heirs, OF_2011_SPLIT)
        if heirs:
            raise CellError(
                f"is {key!r}, a 2011 code that was split into {' and '.join(heirs)}; "
                "use the right one, or choose to record these rows at all parts"
            )
        # A postcode of the study area that the pack has not is a row to mend.
        if POSTCODE.match(key) and key[:-3] not in self._gazetteer.outward:
            return self._elsewhere()
        raise CellError(f"is {shortened(part)!r}, {entry.note}")

    def _district(self, part: str) -> Placing:
        if (named := self._named(part) or self._several(part)) is not None:
            return named
        return self._unlisted(
            part,
            f"is {shortened(part)!r}, which is not a district of {self._short}; use its "
            "name or code, or enter “elsewhere” as the level",
        )


def _in_lsoa(code: str, other: str, postcode: str, typed: str) -> Placing:
    note = ""
    if other:
        note = "a postcode near a boundary is recorded at both LSOAs it may be in"
    elif postcode:
        note = "a postcode is recorded at its LSOA"
    elif _packed(typed) != code:
        note = "a 2011 code was updated"
    elif typed != code:
        note = "spaces and lower-case letters were corrected"
    return Placing(Place.LSOA, (code, other) if other else (code,), note)


def _mangled(cell: str) -> str:
    return (
        f"is {shortened(cell)!r}, which looks like an LSOA code that a spreadsheet changed; "
        "format the column as text and use a code like E01013600"
    )


def _parts(cell: str) -> list[str]:
    found = [part.strip() for part in re.split(r"[;|\n]", cell)]
    return [part for part in found if part]


def _packed(part: str) -> str:
    return re.sub(r"\s", "", part).upper()


def _district_names(known: Places) -> Mapping[str, str]:
    table = known.levels[Level.LOCALITY]
    return {
        plain_name(str(name)): str(code)
        for column in ("name", "place")
        for code, name in table[column].items()
    }
