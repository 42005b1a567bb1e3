"""From the cells of an imported file to drafts, with every problem by its row."""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import cast

from insight.characters import removal_note, texts_of
from insight.exports.table import Stamp
from insight.pack.contracts import LSOA
from insight.records.errors import RecordError
from insight.records.kinds.neighbourhoods import Draft, Status, faults, tidied
from insight.records.steps import SPOKEN, name_key, shortened

LARGEST_FILE = 5_000_000  # in bytes
MOST_ROWS = 5_000

COLUMNS = ("name", "description", "status", "defined_by", "members")
OWN_HEADINGS = {"name": "area_name"}
"""Headings of our files where they are not the columns' names, as older files had."""
OTHER_NAMES = {
    **{heading: name for name, heading in OWN_HEADINGS.items()},
    **dict.fromkeys(("lsoa21cd", "lsoas", "lsoa_codes"), "members"),
}
"""What people call the columns, beside their own names."""

STAMPED = frozenset(each.name for each in fields(Stamp))
"""What our files say of themselves, which no import needs."""

LISTED = 5  # how many codes a message spells out


@dataclass(frozen=True)
class Codes:
    """The area codes that an import may use."""

    known: frozenset[str]
    successors: Mapping[str, tuple[str, ...]]  # of each retired ``lsoa11cd``


@dataclass(frozen=True)
class RowProblem:
    """Why one row, or one feature, cannot be imported."""

    place: str  # such as ``row 7``, as a spreadsheet counts, or ``feature 3``
    column: str  # empty where it is about the whole row
    value: str
    advice: str  # what is wrong and what to do, without full stop

    def sentence(self) -> str:
        """The problem for a reader."""
        where = f"{self.place}, {self.column}" if self.column else self.place
        return f"{where[0].upper()}{where[1:]}: {self.advice}."


@dataclass(frozen=True)
class ImportResult:
    """What was found in a file."""

    drafts: tuple[Draft, ...]  # of the good rows, which can be saved without the others
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...] = ()
    encoding: str = ""
    note: str = ""  # what was removed from the texts


@dataclass
class Collection:
    """The drafts and problems of a file while it is being read."""

    codes: Codes
    drafts: list[Draft] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    _places: dict[str, str] = field(default_factory=dict)
    _texts: list[tuple[str, str]] = field(default_factory=list)

    def take(self, place: str, draft: Draft) -> None:
        """Keep a draft if nothing is wrong with it, or else what is."""
        tidy = tidied(draft)
        texts = texts_of(draft, SPOKEN)
        self._texts += [(f"{what} of {place}", text) for what, text in texts if not text.isascii()]
        wrong = [RowProblem(place, fault.field, fault.value, fault.rule) for fault in faults(tidy)]
        wrong += self._code_problems(place, tidy.members)
        key = name_key(tidy.name)
        first = self._places.setdefault(key, place)
        if key and first != place:
            advice = f"{tidy.name!r} is the name of {first} too; give each its own"
            wrong.append(RowProblem(place, "name", shortened(tidy.name), advice))
        if wrong:
            self.problems += wrong
        else:
            self.drafts.append(tidy)

    def reject(self, place: str, column: str, value: object, advice: str) -> None:
        """Note why a row cannot be turned into a draft at all."""
        self.problems.append(RowProblem(place, column, shortened(str(value)), advice))

    def reading(self, ignored: Iterable[str], encoding: str) -> ImportResult:
        """All that was found."""
        return ImportResult(
            tuple(self.drafts),
            tuple(self.problems),
            tuple(ignored),
            encoding,
            removal_note(self._texts),
        )

    def _code_problems(self, place: str, members: tuple[str, ...]) -> list[RowProblem]:
        """Codes of the right form that are not those of the study area."""
        strange = [
            code
            for code in members
            if re.fullmatch(LSOA, code, re.ASCII) and code not in self.codes.known
        ]
        retired = [code for code in strange if code in self.codes.successors]
        unknown = [code for code in strange if code not in self.codes.successors]
        problems = []
        if retired:
            now = "; ".join(
                f"{code} is now {' and '.join(self.codes.successors[code])}"
                for code in retired[:LISTED]
            )
            advice = (
                f"{len(retired)} of {len(members)} codes were retired in 2021 ({now}); "
                "look at the new areas and write their codes instead"
            )
            problems.append(RowProblem(place, "members", retired[0], advice))
        if unknown:
            advice = (
                f"{len(unknown)} of {len(members)} codes are not areas of this "
                f"partnership, first {unknown[0]!r}; correct or leave them out"
            )
            problems.append(RowProblem(place, "members", unknown[0], advice))
        return problems


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was read by."""
    if len(data) > LARGEST_FILE:
        raise RecordError(
            f"The file has {len(data) / 1e6:.1f} MB, at most "
            f"{LARGEST_FILE / 1e6:.0f} MB can be read. Split it into parts."
        )
    if data.startswith(b"PK\x03\x04"):
        raise RecordError(
            "The file is a workbook or an archive, not text. Save the sheet as CSV "
            "UTF-8 and choose that file."
        )
    text, encoding = _text(data)
    if not text.strip():
        raise RecordError("The file is empty. Choose a file with rows.")
    if "\x00" in text:
        raise RecordError("The file is not text. Save it as CSV UTF-8 or GeoJSON.")
    return text, encoding


def column(heading: str) -> str:
    """The name of our column that a heading means, or the heading tidied."""
    plain = re.sub(r"[\s_-]+", "_", heading.strip().casefold())
    return OTHER_NAMES.get(plain, plain)


def split_codes(cell: str) -> tuple[str, ...]:
    """Codes out of one cell, whatever stands between them."""
    return tuple(code for code in re.split(r"[\s;,|]+", cell) if code)


def status(cell: str) -> Status:
    """The status in a cell, proposed where it is blank; the rules refuse other words."""
    word = cell.strip().casefold() or Status.PROPOSED
    return Status(word) if word in set(Status) else cast("Status", cell)


def _text(data: bytes) -> tuple[str, str]:
    marks = {
        codecs.BOM_UTF8: ("utf-8-sig", "UTF-8"),
        codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
        codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
    }
    marked = [way for mark, way in marks.items() if data.startswith(mark)]
    for codec, name in marked or [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise RecordError("The file is not text. Save it as CSV UTF-8 or GeoJSON.")
