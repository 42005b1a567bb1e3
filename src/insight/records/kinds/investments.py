"""Investments as values, and the rules that each must keep."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from insight.pack.contracts import DISTRICT, LSOA
from insight.records.record import Record
from insight.records.steps import Fault, character_faults, name_key, shortened, tidied_text

LONGEST_NAME = 200  # of a funder, programme, recipient, reference or source
LONGEST_TEXT = 2_000  # of a purpose or a note
MOST_PENCE = 1_000_000_000_000
"""Ten thousand million pounds: what is more is a slip of the keyboard."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_CODES = 1_000


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

LINES = ("reference", "funder", "programme", "recipient", "recipient_kind", "parent",
         "source")  # fmt: skip
"""Fields of one line."""
TEXTS = ("purpose", "note")  # fields of several lines


def pounds(pence: int) -> str:
    """Pence as pounds, with pence only where there are any.

    Examples
    --------
    >>> pounds(123450), pounds(-100_000), pounds(5)
    ('£1,234.50', '−£1,000', '£0.05')
    """
    sign, size = "−" if pence < 0 else "", abs(pence)
    return f"{sign}£{size // 100:,}" + (f".{size % 100:02}" if size % 100 else "")


def tidied(entry: Entry) -> Entry:
    """The entry without stray spaces, and its codes each once and in order.

    The order of codes means nothing; the names of wards keep their capitals.
    """
    texts: dict[str, Any] = {
        **{name: " ".join(getattr(entry, name).split()) for name in LINES},
        **{name: tidied_text(getattr(entry, name)) for name in TEXTS},
    }
    codes = {" ".join(code.split()) for code in entry.codes} - {""}
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
    """What two entries have in common that say the same thing of the same money.

    Their reference, note and source may differ, and so may capitals and spaces.

    Examples
    --------
    >>> one = from_json({"funder": "A", "amount_pence": 1, "start": "2025-04-01"})
    >>> fingerprint(one) == fingerprint(replace(one, funder=" a", note="again"))
    True
    """
    words = (
        name_key(entry.funder),
        name_key(entry.programme),
        name_key(entry.recipient),
        name_key(entry.purpose),
        str(entry.amount_pence),
        entry.start.isoformat(),
        entry.end.isoformat() if entry.end else "",
        str(entry.form),
        str(entry.part),
        str(entry.place),
        *(name_key(code) for code in entry.codes),
        "of",
        name_key(entry.parent),
    )
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def to_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON holds it."""
    return {
        **{field.name: getattr(entry, field.name) for field in fields(Entry)},
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat() if entry.end else None,
        "codes": list(entry.codes),
        "counted": str(entry.counted) if entry.counted else None,
    }


def from_json(values: dict[str, Any]) -> Entry:
    """An entry out of JSON; what is missing is blank, cash, core and unplaced."""
    counted, end = values.get("counted"), values.get("end")
    return Entry(
        **{name: values.get(name, "") for name in (*LINES, *TEXTS)},
        amount_pence=values["amount_pence"],
        form=Form(values.get("form", Form.CASH)),
        part=Part(values.get("part", Part.CORE)),
        start=date.fromisoformat(values["start"]),
        end=date.fromisoformat(end) if end else None,
        place=Place(values.get("place", Place.UNKNOWN)),
        codes=tuple(values.get("codes", ())),
        count=values.get("count"),
        counted=Counted(counted) if counted else None,
    )


def _text_faults(entry: Entry) -> Iterator[Fault]:
    if not entry.funder:
        yield Fault("funder", "", "is blank; name the ultimate source of the money")
    for names, longest, allowed in ((LINES, LONGEST_NAME, ""), (TEXTS, LONGEST_TEXT, "\n\t")):
        for name in names:
            text = getattr(entry, name)
            if len(text) > longest:
                yield Fault(
                    name,
                    shortened(text),
                    f"has {len(text):,} characters, at most {longest:,} fit; shorten it",
                )
            if not text.isprintable():
                yield from character_faults(name, text, allowed=allowed)


def _amount_faults(pence: int) -> Iterator[Fault]:
    if pence == 0:
        yield Fault("amount", "0", "is 0; give the amount, or leave the row out")
    elif abs(pence) > MOST_PENCE:
        yield Fault("amount", pounds(pence), f"is {pounds(pence)}; check the number of noughts")


def _date_faults(start: date, end: date | None) -> Iterator[Fault]:
    for name, day in (("start", start), ("end", end)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Fault(
                name,
                day.isoformat(),
                f"is in the year {day.year}; give one from {FIRST_YEAR} to {LAST_YEAR}",
            )
    if end is not None and end < start:
        yield Fault(
            "end",
            f"{end:%d/%m/%Y}",
            f"is {end:%d/%m/%Y}, before the start {start:%d/%m/%Y}; correct one of the two",
        )


NEEDED = {
    Place.LSOA: "the code of an LSOA",
    Place.NEIGHBOURHOOD: "a saved neighbourhood",
    Place.WARD: "the name of a ward",
    Place.DISTRICT: "a district",
}


def _code_faults(place: Place, codes: tuple[str, ...]) -> Iterator[Fault]:
    if place not in NEEDED:
        if codes:
            yield Fault(
                "place",
                shortened(codes[0]),
                f"names {shortened(codes[0])!r} at the level {str(place)!r}, which has "
                "no places; choose another level or name none",
            )
        return
    if not codes:
        yield Fault("place", "", f"is missing at the level {str(place)!r}; give {NEEDED[place]}")
    if len(codes) > MOST_CODES:
        yield Fault("place", "", f"holds {len(codes):,} codes; at most {MOST_CODES:,} fit")
    pattern = {Place.LSOA: LSOA, Place.DISTRICT: DISTRICT}.get(place)
    wrong = [code for code in codes if pattern and not re.fullmatch(pattern, code)]
    if wrong:
        yield Fault(
            "place",
            shortened(wrong[0]),
            f"holds {len(wrong)} of {len(codes)} codes that are not {NEEDED[place]}, "
            f"first {shortened(wrong[0])!r}; correct them",
        )


def _count_faults(count: int | None, counted: Counted | None) -> Iterator[Fault]:
    if (count is None) != (counted is None):
        yield Fault(
            "count",
            "" if count is None else str(count),
            "needs both a number and what it counts; say attendances or participants",
        )
    elif count is not None and not 0 <= count <= 1_000_000_000:
        yield Fault("count", str(count), f"is {count:,}; give a number of people")


def _parent_faults(entry: Entry) -> Iterator[Fault]:
    if entry.parent and name_key(entry.parent) == name_key(entry.reference):
        yield Fault(
            "parent",
            shortened(entry.parent),
            "names the investment itself; name the one that it is a part of",
        )
