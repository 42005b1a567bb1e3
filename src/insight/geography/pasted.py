"""Places that somebody pasted: read, placed in LSOAs, held against funders' lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from insight.characters import normalised, showable
from insight.errors import InsightError
from insight.geography.codes import CODE, CODE_RANGE, AreaCodes, Coverage
from insight.geography.levels import Places
from insight.geography.search import PART_OF_POSTCODE, POSTCODE
from insight.pack.catalogue import NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025, Level
from insight.pack.pack import Pack

MOST_PASTED = 5_000

LINES = (10, 15, 20, 30)  # funders' lines: the most deprived so many per cent of England's LSOAs
SAID_LINES = (10, 20, 30)  # those that a paragraph for a funding application names

ONE_PLACE = re.compile(
    r"(?<!\w)(?:[EKNSW]\d{8}|[A-Z]{1,2}\d[A-Z\d]?[^\S\n]*\d[A-Z]{2})(?!\w)",
    re.ASCII | re.IGNORECASE,
)
LIKE_A_PLACE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]*(?: [A-Z\d]{1,3})?|\d{8}", re.ASCII | re.IGNORECASE)
"""What may have been meant for a code or a postcode."""
LINE_END = re.compile(r"[\n\r\v\f\u2028\u2029]+")
BETWEEN = re.compile(r"[\n\r\v\f\u2028\u2029,;\t|]+")
CODE_LENGTH = 9
AROUND = "\"'\u201c\u201d\u2018\u2019\ufeff"
HEADINGS = re.compile("codes?|lsoas?|lsoacd|lsoacodes?|pcds?|postcodes?")
"""Headings of a pasted column, by their letters alone."""


class PastedKind(StrEnum):
    """What became of an entry."""

    POSTCODE = "postcode"
    LSOA = "LSOA"
    RETIRED = "retired LSOA"
    UNKNOWN = "unknown postcode"
    ELSEWHERE = "not in the study area"
    UNCLEAR = "not understood"


@dataclass(frozen=True)
class PastedPlace:
    """One place as it was pasted, and where it is."""

    typed: str
    kind: PastedKind
    lsoa21cd: str = ""  # empty if it cannot be placed
    lsoa21cd_or: str = ""  # the other LSOA that it may be in, if there is one
    note: str = ""
    postcode: str = ""
    first: int = 0  # number of the entry that this one repeats, from 1; 0 if it repeats none


@dataclass(frozen=True)
class Pasted:
    """Every entry in the order pasted; none is dropped."""

    entries: tuple[PastedPlace, ...]
    beside: tuple[str, ...] = ()  # other text in the lines of places, which is not looked up

    @property
    def placed(self) -> tuple[PastedPlace, ...]:
        """Those that have an LSOA."""
        return tuple(entry for entry in self.entries if entry.lsoa21cd)

    @property
    def apart(self) -> tuple[PastedPlace, ...]:
        """Those that have none."""
        return tuple(entry for entry in self.entries if not entry.lsoa21cd)


@dataclass(frozen=True)
class Gazetteer:
    """What places are looked up in: LSOAs of postcodes, and which 2021 ones a 2011 became.

    `outward` are the first halves of the postcodes of the study area, `current` its LSOAs.
    """

    homes: Mapping[str, tuple[str, str]]
    outward: frozenset[str]
    heirs: Mapping[str, Sequence[str]]
    current: frozenset[str]


def read_pasted(text: str, pack: Pack, known: Places) -> Pasted:
    """Read postcodes and LSOA codes out of pasted text and place them.

    `text`: one a line, or separated by commas, semicolons or tabs; a place is found within other
    text, such as a bullet, a bracket, an address or the columns beside it. Headings are passed
    over. Raises `InsightError` if there are more than `MOST_PASTED`, or only the ends of a range.
    """
    shown = showable(normalised(text))
    if match := CODE_RANGE.search(shown):
        raise InsightError(
            f"{match.group()!r} is a range of codes. Enter each code on its own line."
        )
    asked, beside = _entries(shown)
    if len(asked) > MOST_PASTED:
        raise InsightError(
            f"{len(asked):,} places were pasted; at most {MOST_PASTED:,} can be "
            "checked at once. Paste them in parts."
        )
    keys = [re.sub(r"\s", "", typed).upper() for typed in asked]
    found_in = gazetteer(keys, pack, known)
    codes = AreaCodes(pack, known)
    seen: dict[str, int] = {}
    found = []
    for place, (typed, key) in enumerate(zip(asked, keys, strict=True), start=1):
        entry = placed(typed, key, found_in, codes)
        if first := seen.get(key, 0):
            note = _notes(entry.note, f"the same as entry {first}")
            entry = replace(entry, note=note, first=first)
        seen.setdefault(key, place)
        found.append(entry)
    return Pasted(tuple(found), beside)


def places_in(text: str) -> list[str]:
    """The codes and postcodes within a text, as they are written."""
    return ONE_PLACE.findall(text)


def _entries(text: str) -> tuple[list[str], tuple[str, ...]]:
    """The places of a pasted text, or what may have been meant for one, and the text beside."""
    lines = [found for line in LINE_END.split(text) if (found := _pieces(line))]
    has_place = [any(places_in(piece) for piece in line) for line in lines]
    first = has_place.index(True) if any(has_place) else len(lines)
    is_doubled = _is_doubled(
        [line for line, is_one in zip(lines, has_place, strict=True) if is_one]
    )
    entries: list[str] = []
    beside: list[str] = []
    for at, line in enumerate(lines):
        if at < first and _is_heading(line, lines[at + 1 : at + 2]):
            continue
        found = [place for piece in line for place in places_in(piece)]
        if not found:
            entries += [
                piece for piece in line if not HEADINGS.fullmatch(_letters(piece)) or at > first
            ]
            continue
        for piece in line:
            if here := places_in(piece):
                kept = here if not is_doubled or here[0] == found[0] else []
                entries += kept
                beside += [rest] if (rest := _rest(piece)) and rest != piece else []
                beside += [] if kept else [piece]
            elif LIKE_A_PLACE.fullmatch(piece):
                entries.append(piece)
            else:
                beside.append(piece)
    return entries, tuple(beside)


def _pieces(line: str) -> list[str]:
    pieces = (piece.strip().strip(AROUND).strip() for piece in BETWEEN.split(line))
    return [piece for piece in pieces if piece]


def _rest(piece: str) -> str:
    """The words of a piece besides its places; signs alone are none."""
    rest = " ".join(ONE_PLACE.sub(" ", piece).split())
    return rest if re.search(r"[A-Za-z]{2}", rest) else ""


def _letters(piece: str) -> str:
    return "".join(re.findall("[a-z]", piece.casefold()))


def _is_heading(line: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a line above the first place names the columns of those below."""
    if all(HEADINGS.fullmatch(_letters(piece)) for piece in line):
        return True
    has_likeness = any(LIKE_A_PLACE.fullmatch(piece) for piece in line)
    is_named = any(HEADINGS.fullmatch(_letters(piece)) for piece in line)
    is_as_wide = bool(below) and len(line) == len(below[0]) > 1
    return not has_likeness and (is_named or is_as_wide)


def _is_doubled(lines: Sequence[Sequence[str]]) -> bool:
    """Whether every line holds a postcode and a code: the same place in two columns."""
    if len(lines) < 2:
        return False
    kinds = [
        sorted(len(re.sub(r"\s", "", place)) == CODE_LENGTH for place in places_in(" ".join(line)))
        for line in lines
    ]
    return all(each == [False, True] for each in kinds)


def gazetteer(keys: Iterable[str], pack: Pack, known: Places) -> Gazetteer:
    """What to look places up in.

    `keys`: what will be asked for, in capitals and without spaces: of the postcodes only
    these are read.
    """
    table = pack.table("postcodes")
    asked = {_spaced(key) for key in keys if POSTCODE.match(key)}
    homes = table.reindex(table.index.intersection(sorted(asked)))
    both = zip(homes["lsoa21cd"], homes["lsoa21cd_or"].fillna(""), strict=True)
    links = pack.table("lsoa_links").reset_index()
    return Gazetteer(
        dict(zip(homes.index, both, strict=True)),
        frozenset(str(postcode).partition(" ")[0] for postcode in table.index),
        {str(old): list(new) for old, new in links.groupby("lsoa11cd")["lsoa21cd"]},
        frozenset(known.levels[Level.LSOA].index),
    )


def _spaced(key: str) -> str:
    return f"{key[:-3]} {key[-3:]}"


def placed(typed: str, key: str, gazetteer: Gazetteer, codes: AreaCodes) -> PastedPlace:
    """Where one place is."""
    if CODE.fullmatch(key):
        return _by_code(typed, key, gazetteer, codes)
    if POSTCODE.match(key):
        return _by_postcode(typed, _spaced(key), gazetteer)
    note = "neither a whole postcode nor an LSOA code"
    if PART_OF_POSTCODE.match(key):
        note = "only part of a postcode; enter all of it"
    return PastedPlace(typed, PastedKind.UNCLEAR, note=note)


def _by_postcode(typed: str, postcode: str, gazetteer: Gazetteer) -> PastedPlace:
    if postcode in gazetteer.homes:
        first, other = gazetteer.homes[postcode]
        note = "near a boundary; may be in the other LSOA" if other else ""
        return PastedPlace(typed, PastedKind.POSTCODE, first, other, note, postcode)
    outward = postcode.partition(" ")[0]
    if outward in gazetteer.outward:
        note = (
            f"not in the data version, although some of {outward} is in the study area; it may "
            "be outside, new or no longer used"
        )
        return PastedPlace(typed, PastedKind.UNKNOWN, note=note, postcode=postcode)
    note = "not a postcode in the study area"
    return PastedPlace(typed, PastedKind.ELSEWHERE, note=note, postcode=postcode)


def _by_code(typed: str, key: str, gazetteer: Gazetteer, codes: AreaCodes) -> PastedPlace:
    if key in gazetteer.current:
        return PastedPlace(typed, PastedKind.LSOA, key)
    new = gazetteer.heirs.get(key, [])
    if len(new) == 1:
        note = f"a 2011 code, now {new[0]}"
        return PastedPlace(typed, PastedKind.RETIRED, new[0], note=note)
    if new:
        note = f"a 2011 code, split into {', '.join(new)}; use one of these"
        return PastedPlace(typed, PastedKind.RETIRED, note=note)
    found = codes.answer(key)
    if found.is_old:
        note = f"{found.note}; use the 2021 code"
        return PastedPlace(typed, PastedKind.RETIRED, note=note)
    if found.answer is Coverage.ELSEWHERE and key.startswith("E01"):
        return PastedPlace(typed, PastedKind.ELSEWHERE, note="not an LSOA in the study area")
    kind = PastedKind.ELSEWHERE if found.answer is Coverage.ELSEWHERE else PastedKind.UNCLEAR
    if key.startswith("E01"):
        return PastedPlace(typed, kind, note=found.note)
    note = f"{found.spoken}; use LSOA codes, which begin with E01"
    return PastedPlace(typed, kind, note=note)


def _notes(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def thresholds(
    pasted: Pasted, pack: Pack, known: Places, *, lines: Sequence[int] = LINES
) -> pd.DataFrame:
    """Each placed entry's ranks, deciles and sides of the lines.

    One row per placed entry: ``typed``, ``postcode``, ``lsoa21cd``, ``name``, ``place``,
    ``district``, ``lsoa21cd_or``, ``is_repeat``, ``note``, ``rank_2025``, ``decile_2025``,
    ``rank_2019``, ``decile_2019`` and for each line ``in_2025_10`` and so on: ``yes``, ``no`` or,
    where the two LSOAs that a postcode may be in differ, ``depends``. The 2019 rank of a merged
    area is the most deprived of its parts'; a split area's parts have its rank; either is said in
    the note.
    """
    placed = pasted.placed
    home = pd.Index([entry.lsoa21cd for entry in placed], dtype=str)
    other = pd.Index([e.lsoa21cd_or or e.lsoa21cd for e in placed], dtype=str)
    areas = known.levels[Level.LSOA].loc[home]
    names = known.levels[Level.LOCALITY]["name"]
    links = pack.table("lsoa_links").reset_index()
    links["rank"] = links["lsoa11cd"].map(pack.table("imd2019")["imd2019_rank"])
    said = _notes_2019(links)
    columns: dict[str, object] = {
        "typed": [entry.typed for entry in placed],
        "postcode": [entry.postcode for entry in placed],
        "lsoa21cd": home,
        "name": areas["name"].to_numpy(),
        "place": areas["place"].to_numpy(),
        "district": names.loc[areas["lad24cd"]].to_numpy(),
        "lsoa21cd_or": [entry.lsoa21cd_or for entry in placed],
        "is_repeat": [entry.first > 0 for entry in placed],
        "note": [_notes(e.note, said.get(e.lsoa21cd, "")) for e in placed],
    }
    for year, national, ranks in (
        (2025, NATIONAL_LSOAS_2025, pack.table("deprivation")["imd_rank"]),
        (2019, NATIONAL_LSOAS_2019, links.groupby("lsoa21cd")["rank"].min()),
    ):
        rank, rival = (ranks.loc[codes].to_numpy("int64") for codes in (home, other))
        columns[f"rank_{year}"] = rank
        columns[f"decile_{year}"] = -(-10 * rank // national)
        for line in lines:
            limit = national * line // 100
            columns[f"in_{year}_{line}"] = np.select(
                [(rank <= limit) & (rival <= limit), (rank > limit) & (rival > limit)],
                ["yes", "no"],
                "depends",
            )
    return pd.DataFrame(columns)


def _notes_2019(links: pd.DataFrame) -> dict[str, str]:
    """What to know of the 2019 rank of each area whose ground was cut otherwise."""
    split = links[links["change"].eq("split")]
    found = {
        heir: f"2019 decile is for {former}, which was then split"
        for former, heir in zip(split["lsoa11cd"], split["lsoa21cd"], strict=True)
    }
    merged = links[links["change"].eq("merged")].sort_values("rank")
    for heir, parts in merged.groupby("lsoa21cd"):
        both = zip(parts["lsoa11cd"], parts["rank"], strict=True)
        listed = " and ".join(f"{part} (rank {rank:,})" for part, rank in both)
        found[str(heir)] = f"merged from {listed}; 2019 decile is for the more deprived of these"
    return found


def funding_paragraph(table: pd.DataFrame, *, asked: int, lines: Sequence[int] = SAID_LINES) -> str:
    """A paragraph for a funding application, made by rule."""
    count = len(table)
    if not count:
        return ""
    noun = "place" if count == 1 else "places"
    sentences = [
        f"Of the {count:,} {noun} listed, {_shares(table, 2025, lines)}. This is by the English "
        f"Indices of Deprivation 2025, which rank {NATIONAL_LSOAS_2025:,} small areas (LSOAs).",
        f"By the English Indices of Deprivation 2019 ({NATIONAL_LSOAS_2019:,} "
        f"areas), {_shares(table, 2019, lines)}. The two releases are different measures, so "
        "do not read the difference as change.",
    ]
    answers = [f"in_{year}_{line}" for year in (2025, 2019) for line in lines]
    unsure = int((table[answers] == "depends").any(axis=1).sum())
    if unsure:
        sentences.append(
            f"{unsure:,} near a boundary could be in either of two areas that differ. "
            f"{'It counts' if unsure == 1 else 'They count'} only if both areas are within the "
            "threshold."
        )
    repeats = int(table["is_repeat"].sum())
    if repeats:
        verbs = ("repeats", "counts") if repeats == 1 else ("repeat", "count")
        sentences.append(f"{repeats:,} {verbs[0]} another entry and {verbs[1]} again.")
    left = asked - count
    if left:
        verb = "is" if left == 1 else "are"
        sentences.append(f"{left:,} of {asked:,} could not be matched and {verb} not counted.")
    return " ".join(sentences)


def _shares(table: pd.DataFrame, year: int, lines: Sequence[int]) -> str:
    """How many places are within each line, as the middle of a sentence."""
    parts = []
    for line, whose in zip(lines, ["England’s", *["the"] * (len(lines) - 1)], strict=True):
        count = int(table[f"in_{year}_{line}"].eq("yes").sum())
        parts.append(f"{count:,} {'is' if count == 1 else 'are'} in {whose} most deprived {line}%")
    *middle, last = parts
    return f"{', '.join(middle)} and {last}" if middle else last
