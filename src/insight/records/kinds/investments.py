"""Investments as values, and the rules that each must keep."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from insight.pack.contracts import DISTRICT, LSOA
from insight.records import plain
from insight.records.record import RECORD_ID, Record
from insight.records.steps import (
    Fault,
    day_faults,
    line_faults,
    name_key,
    shortened,
    text_faults,
    tidied_line,
    tidied_text,
)
from insight.words import EXACT_BELOW, rounded

MOST_PENCE = 1_000_000_000_000
"""Ten thousand million pounds: what is more is a slip of the keyboard."""
MOST_CODES = 1_000
WARD_HOME = re.compile(r".*\((E0[6-9][0-9]{6})\)")  # a ward with the district it lies in
OTHER_CODE = re.compile(r"\s*(?!E05)[A-Z][0-9]{8}\b.*", re.IGNORECASE)  # of no ward


class Form(StrEnum):
    """What is given: money, or something that is worth it."""

    CASH = "cash"
    IN_KIND = "in kind"


class Part(StrEnum):
    """Whether it is the partnership's own programme money or what that drew in."""

    CORE = "core"
    MATCHED = "matched"


class Place(StrEnum):
    """The geography that an investment is recorded at; it is never spread."""

    LSOA = "lsoa"
    NEIGHBOURHOOD = "neighbourhood"
    WARD = "ward"
    DISTRICT = "district"
    AREA = "area"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Counted(StrEnum):
    """What a count of people counts: attendances are not people."""

    ATTENDANCES = "attendances"
    PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Entry:
    """The content of one investment: what a person writes, and may undo."""

    reference: str  # of the officer's own list; unique among those not removed, or empty
    funder: str  # the ultimate source of the money
    programme: str
    recipient: str
    recipient_kind: str
    purpose: str
    amount_pence: int  # negative for money that was paid back
    form: Form
    part: Part
    start: date
    end: date | None
    place: Place
    codes: tuple[str, ...]  # at the level of `place`; wards by their names as written
    parent: str  # reference of its whole ("of which"), to which it is never added
    count: int | None
    counted: Counted | None  # both or neither
    source: str
    note: str

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return f"{pounds(self.amount_pence)} to {self.recipient or '?'}"


Investment = Record[Entry]  # an investment as it is saved

LINES = ("funder", "reference", "programme", "recipient", "recipient_kind", "parent", "source")
TEXTS = ("purpose", "note")  # fields of several lines
BLANK: Mapping[str, Any] = {
    **dict.fromkeys((*LINES, *TEXTS), ""),
    "form": Form.CASH,
    "part": Part.CORE,
    "place": Place.UNKNOWN,
    "codes": (),
    **dict.fromkeys(("end", "count", "counted")),
}


def ward_home(ward: str) -> str:
    """Code of the district that stands beside the name of a ward; empty if none does."""
    found = WARD_HOME.fullmatch(ward)
    return found.group(1) if found else ""


def places(entry: Entry) -> tuple[str, ...]:
    """What an entry is about, each a code of its level or, of a ward, of its district."""
    if entry.place is Place.WARD:
        return tuple(ward_home(code) or f"the ward {code}" for code in entry.codes)
    pattern = PATTERNS.get(entry.place, "")
    fits = re.compile(pattern, re.ASCII)
    return tuple(
        code if fits.fullmatch(code) else f"the {entry.place} {code}" for code in entry.codes
    )


def pounds(pence: int) -> str:
    """Pence as pounds, with pence only where there are any."""
    sign, size = "−" if pence < 0 else "", abs(pence)
    return f"{sign}£{size // 100:,}" + (f".{size % 100:02}" if size % 100 else "")


def about_pounds(pence: int) -> str:
    """Pence as pounds for a sentence, to three significant figures.

    Examples
    --------
    >>> about_pounds(31_293_249), about_pounds(262_720_000), about_pounds(150)
    ('£313,000', '£2.63 million', '£1.50')
    """
    if abs(pence) < 100 * EXACT_BELOW:
        return pounds(pence)
    return f"{'−' if pence < 0 else ''}£{rounded(abs(pence) / 100)}"


def tidied(entry: Entry) -> Entry:
    """The entry without stray spaces, and its codes each once and in order."""
    texts: dict[str, Any] = {
        **{name: tidied_line(getattr(entry, name)) for name in LINES},
        **{name: tidied_text(getattr(entry, name)) for name in TEXTS},
    }
    codes = {tidied_line(code) for code in entry.codes} - {""}
    if entry.place in {Place.LSOA, Place.DISTRICT}:
        codes = {code.upper() for code in codes}
    return replace(entry, **texts, codes=tuple(sorted(codes)))


def faults(entry: Entry) -> tuple[Fault, ...]:
    """Every rule that a tidied entry breaks; none if it can be saved."""
    return (
        *_text_faults(entry),
        *_amount_faults(entry.amount_pence),
        *_date_faults(entry.start, entry.end),
        *_code_faults(entry.place, entry.codes),
        *_count_faults(entry.count, entry.counted),
        *_parent_faults(entry),
    )


def fingerprint(entry: Entry) -> str:
    """What two entries share that say the same of the same money, whatever their source."""
    words = (
        *map(name_key, (entry.funder, entry.programme, entry.recipient, entry.purpose)),
        str(entry.amount_pence),
        entry.start.isoformat(),
        entry.end.isoformat() if entry.end else "",
        *(entry.form, entry.part, entry.place),
        *map(name_key, entry.codes),
        "of",
        name_key(entry.parent),
    )
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def from_json(values: Mapping[str, Any]) -> Entry:
    """An entry out of JSON; what is missing is blank, cash, core and unplaced."""
    return plain.from_json(Entry, {**BLANK, **values})


def _text_faults(entry: Entry) -> Iterator[Fault]:
    for name in LINES:
        needed = "enter who originally provided the funding" if name == "funder" else ""
        yield from line_faults(name, getattr(entry, name), needed)
    for name in TEXTS:
        yield from text_faults(name, getattr(entry, name))


def _amount_faults(pence: int) -> Iterator[Fault]:
    if pence == 0:
        yield Fault("amount", "0", "is 0; enter the amount, or leave the row out")
    elif abs(pence) > MOST_PENCE:
        yield Fault(
            "amount", pounds(pence), f"is {pounds(pence)}, which looks too large; check the amount"
        )


def _date_faults(start: date, end: date | None) -> Iterator[Fault]:
    yield from day_faults("start", start)
    if end is not None:
        yield from day_faults("end", end)
    if end is not None and end < start:
        rule = f"is {end:%d/%m/%Y}, before the start date {start:%d/%m/%Y}; correct one of them"
        yield Fault("end", f"{end:%d/%m/%Y}", rule)


NEEDED = {
    Place.LSOA: "the code of an LSOA",
    Place.NEIGHBOURHOOD: "a saved neighbourhood",
    Place.WARD: "the name of a ward",
    Place.DISTRICT: "a district",
}
PATTERNS = {Place.LSOA: LSOA, Place.NEIGHBOURHOOD: RECORD_ID, Place.DISTRICT: DISTRICT}


def _code_faults(place: Place, codes: tuple[str, ...]) -> Iterator[Fault]:
    if place not in NEEDED:
        if codes:
            first = shortened(codes[0])
            rule = f"has {first!r} at the level {str(place)!r}, which needs no area"
            yield Fault("place", first, f"{rule}; choose another level or clear the area")
        return
    if not codes:
        yield Fault("place", "", f"is missing for the level {str(place)!r}; enter {NEEDED[place]}")
    if len(codes) > MOST_CODES:
        yield Fault("place", "", f"has {len(codes):,} codes; use {MOST_CODES:,} or fewer")
    for code in codes:
        yield from line_faults("place", code)
    pattern = PATTERNS.get(place)
    wrong = [code for code in codes if pattern and not re.fullmatch(pattern, code, re.ASCII)]
    if place is Place.WARD:
        wrong = [code for code in codes if OTHER_CODE.fullmatch(code)]
    if wrong:
        first = shortened(wrong[0])
        rule = f"has {len(wrong)} of {len(codes)} codes that are not {NEEDED[place]}"
        yield Fault("place", first, f"{rule}, first {first!r}; correct them")


def _count_faults(count: int | None, counted: Counted | None) -> Iterator[Fault]:
    if (count is None) != (counted is None):
        rule = "needs a number and what it counts; choose attendances or participants"
        yield Fault("count", "" if count is None else str(count), rule)
    elif count is not None and not 0 <= count <= 1_000_000_000:
        yield Fault("count", str(count), f"is {count:,}; enter a number of people")


def _parent_faults(entry: Entry) -> Iterator[Fault]:
    if entry.parent and name_key(entry.parent) == name_key(entry.reference):
        rule = "is the investment’s own reference; use that of the main investment"
        yield Fault("parent", shortened(entry.parent), rule)
