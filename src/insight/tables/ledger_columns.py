"""What the columns of somebody's list of investments mean."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from insight.tables.columns.currency import OTHER_MONEY
from insight.tables.columns.units import HEADING_SCALES
from insight.tables.reader.grid import Grid


class Field(StrEnum):
    """What a column can say of an investment; the values are our own headings."""

    REFERENCE = "reference"
    FUNDER = "funder"
    PROGRAMME = "programme"
    RECIPIENT = "recipient"
    RECIPIENT_KIND = "recipient kind"
    PURPOSE = "purpose"
    AMOUNT = "amount"
    CURRENCY = "currency"
    FORM = "form"
    PART = "part"
    START = "start"
    END = "end"
    YEAR = "year"
    LEVEL = "level"
    PLACE = "place"
    LSOA = "lsoa"
    POSTCODE = "postcode"
    NEIGHBOURHOOD = "neighbourhood"
    WARD = "ward"
    DISTRICT = "district"
    PARENT = "part of"
    ATTENDANCES = "attendances"
    PARTICIPANTS = "participants"
    SOURCE = "source"
    NOTE = "note"

    @property
    def label(self) -> str:
        """What a column or a form calls it."""
        return "LSOA" if self is Field.LSOA else self.value.capitalize()


# The most precise first: the first that a row fills is where it is recorded.
PLACE_FIELDS = (
    *(Field.LSOA, Field.POSTCODE, Field.NEIGHBOURHOOD),
    *(Field.PLACE, Field.WARD, Field.DISTRICT),
)

# Columns of fields of an entry that are not called the same.
FIELD_OF = {
    "recipient_kind": Field.RECIPIENT_KIND,
    "parent": Field.PARENT,
    "count": Field.PARTICIPANTS,
}

OTHER_HEADINGS = """
reference: ref, id, identifier, grant id, grant reference, award id, grant ref, unique id
funder: funding org name, funder name, funding body, funding organisation, funded by
funder: source of funding, funding source, body name, awarding body, grant maker, grantmaker
programme: grant programme title, fund, scheme, program, funding stream, project, programme name
programme: fund name
recipient: recipient org name, organisation, organisation name, club, recipient name, group
recipient: grantee, awarded to, group name, recipient organisation, provider, applicant
recipient: applicant name, beneficiary, beneficiary name, supplier, supplier name, payee
recipient kind: organisation type, recipient type, type of organisation, org type, kind
recipient kind: recipient org organisation type
purpose: title, description, activity, project title, details
amount: amount awarded, award amount, awarded, total awarded, award, grant awarded, grant amount
amount: value of award, grant value, amount gbp, amount pounds, amount granted, grant, value
amount: investment, funding, funding amount, gbp, amount paid, sum, net amount, total amount, total
form: cash or in kind, cash in kind, in kind
part: core or matched, core matched, match, match funding
start: start date, award date, date awarded, date of award, from, date, planned dates start date
start: payment date, date paid, date grant was awarded, date the grant was awarded, decision date
end: end date, to, planned dates end date, finish, until
year: financial year, award year, fy, period
level: geography level, geography, level of geography, place level
place: place code, places, codes, code, area, location, locality
place: beneficiary location geographic code, beneficiary location
place: beneficiary location name, beneficiary location 0 geographic code, where, area code
lsoa: lsoa code, lsoa21cd, lsoa11cd, lsoacode, lsoa cd
postcode: beneficiary postcode, venue postcode, delivery postcode, post code, pcd, pcds
postcode: project postcode
neighbourhood: priority neighbourhood
ward: ward name, ward code, electoral ward
district: district name, local authority, lad, lad name, lad code, la, borough, council area
district: lad24cd, local authority district, beneficiary district
part of: of which, parent, part of reference, parent reference
attendances: attendance, visits, throughput
participants: people, number of participants, beneficiaries
source: data source, evidence
note: notes, comment, comments
"""


def other_headings(table: str) -> Mapping[str, tuple[str, ...]]:
    """Headings that mean the same as ours, in lower case without signs, by our own."""
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        own, _, others = line.partition(": ")
        found[own] = (*found.get(own, ()), *others.split(", "))
    return found


OTHERS = other_headings(OTHER_HEADINGS)


@dataclass(frozen=True)
class Meaning:
    """What a field holds, for the reader who matches columns."""

    help: str  # what to write in it
    example: str = ""  # for the template


MEANINGS: Mapping[Field, Meaning] = {
    Field.REFERENCE: Meaning(
        "Your own reference. A reference already in the ledger changes that investment.", "R-1"
    ),
    Field.FUNDER: Meaning("Who originally provided the funding", "Sport England"),
    Field.PROGRAMME: Meaning("The funding programme", "Together Fund"),
    Field.RECIPIENT: Meaning("The organisation that received it", "Example walking group"),
    Field.RECIPIENT_KIND: Meaning(
        "For example, community group, club, school or council", "community group"
    ),
    Field.PURPOSE: Meaning("What it is for. Do not include personal data.", "Weekly walks"),
    Field.AMOUNT: Meaning(
        "In pounds. If it was paid back, use a minus sign or brackets.", "1250.00"
    ),
    Field.CURRENCY: Meaning("Must be pounds sterling"),
    Field.FORM: Meaning("cash or in kind", "cash"),
    Field.PART: Meaning("core (from the partnership) or matched (from others)", "core"),
    Field.START: Meaning("First day, or date of the award. For example, 27/03/2025", "01/04/2025"),
    Field.END: Meaning("Last day, if known. For example, 27/03/2026", "31/03/2026"),
    Field.YEAR: Meaning(
        "2025/26 (April to March) or 2025 (January to December), if there are no dates"
    ),
    Field.LEVEL: Meaning(
        "lsoa, neighbourhood, ward, district, area (all of it), elsewhere or unknown", "lsoa"
    ),
    Field.PLACE: Meaning(
        "Code or name at that level. Separate several with semicolons.", "E01013600"
    ),
    Field.LSOA: Meaning("LSOA code"),
    Field.POSTCODE: Meaning("Where the funding is used. It is recorded at its small area (LSOA)."),
    Field.NEIGHBOURHOOD: Meaning("Name of a saved neighbourhood"),
    Field.WARD: Meaning("Ward name, kept as you enter it"),
    Field.DISTRICT: Meaning("Name or code of a district"),
    Field.PARENT: Meaning(
        "If this is part of another investment, the reference of that one. They are not added."
    ),
    Field.ATTENDANCES: Meaning("Number of visits, not people", "240"),
    Field.PARTICIPANTS: Meaning("Number of people"),
    Field.SOURCE: Meaning("Where the figure comes from", "Grant letter"),
    Field.NOTE: Meaning("Anything else. Do not include personal data."),
}

CODES = "geographic code"
DATE_FORM = r"\(?\b[dmy]{1,4}[/.-][dmy]{1,4}[/.-][dmy]{2,4}\b\)?"
LOCATION = re.compile(rf"beneficiary location(?: (\d+))? ({CODES}|name)")
BETWEEN_PLACES = "; "

# Where the recipient has its office, which says nothing of who benefits.
RECIPIENT_ADDRESS = frozenset(
    {f"recipient {word}" for word in ("org postal code", "postcode", "address")}
    | {"organisation postcode", "postcode of organisation"}
)

STANDARD_360 = ("amount awarded", "award date", "funding org name")
"""Headings by which a file in the 360Giving standard is known."""

ASKED = "a row of headings such as funder, recipient, amount and start"
"""What a file must hold, for a reader whose file does not."""

NEEDED = (Field.FUNDER, Field.AMOUNT)
"""Without which no row can be brought in; a date or a year is needed besides."""

_OURS = {field.value: field for field in Field}
_OTHERS = {other: Field(own) for own, others in OTHERS.items() for other in others}


def text_column(name: str) -> Field:
    """The column of a text of an entry."""
    return FIELD_OF.get(name) or Field(name)


def heading_key(heading: str) -> str:
    """A heading in lower case, with single spaces for all signs."""
    return " ".join(re.findall(r"[a-z0-9]+", heading.casefold()))


def _plain(heading: str) -> str:
    """The key of a heading without the number of the first of a list."""
    return " ".join(word for word in heading_key(heading).split() if word != "0")


def _bare(heading: str) -> str:
    """The same, without what it says of its unit."""
    for pattern in (*HEADING_SCALES, OTHER_MONEY.pattern, DATE_FORM):
        heading = re.sub(pattern, " ", heading, flags=re.IGNORECASE)
    return _plain(heading)


def field_of(heading: str) -> Field | None:
    """What a heading means, if it is one that is known."""
    for plain in (_plain(heading), _bare(heading)):
        if (found := _OURS.get(plain) or _OTHERS.get(plain)) is not None:
            return found
    return None


def is_heading(heading: str) -> bool:
    """Whether a cell holds a heading that is known."""
    return field_of(heading) is not None


def is_360giving(headings: Sequence[str]) -> bool:
    """Whether a file follows the 360Giving standard."""
    return set(STANDARD_360) <= {_plain(heading) for heading in headings}


def candidates(headings: Sequence[str]) -> dict[Field, list[int]]:
    """The columns that each field may be in, the likeliest first, by their headings."""
    ranked: dict[Field, list[tuple[int, int]]] = {}
    for column, heading in enumerate(headings):
        field = field_of(heading)
        if field is not None:
            ranked.setdefault(field, []).append((_rank(heading, field), column))
    return {field: [column for _, column in sorted(found)] for field, found in ranked.items()}


def _rank(heading: str, field: Field) -> int:
    """Our own heading first, then the others in the order of their list."""
    names = (field.value, *OTHERS.get(field.value, ()))
    plain = _plain(heading)
    return names.index(plain) if plain in names else names.index(_bare(heading))


def guessed(headings: Sequence[str]) -> dict[Field, int]:
    """The column that each field is most likely in, by its heading."""
    found = {field: columns[0] for field, columns in candidates(headings).items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def with_all_locations(grid: Grid) -> Grid:
    """The grid with all places of who benefits in one column, as 360Giving has one for each.

    Each is the code of the location, or else its name.
    """
    found: dict[tuple[str, int], dict[str, int]] = {}
    before: Counter[str] = Counter()
    for column, name in enumerate(grid.names):
        if match := LOCATION.fullmatch(heading_key(name)):
            # Several places may have columns of one heading, the second of each for the second.
            found.setdefault((match[1] or "", before[match[0]]), {})[match[2]] = column
            before[match[0]] += 1
    columns = [column for each in found.values() for column in each.values()]
    if len(columns) < 2:
        return grid
    first = next((each[CODES] for each in found.values() if CODES in each), columns[0])
    rows = grid.rows.copy()
    places = []
    for each in found.values():
        codes, names = (rows[each[kind]] if kind in each else None for kind in (CODES, "name"))
        if codes is None or names is None:
            places.append(names if codes is None else codes)
        else:
            places.append(codes.where(codes.ne(""), names))
    cells = zip(*places, strict=True)
    together = [BETWEEN_PLACES.join(dict.fromkeys(filter(None, each))) for each in cells]
    for column in columns:
        rows[column] = ""
    rows[first] = pd.Series(together, rows.index, dtype=str)
    notes = grid.notes
    if len(found) > 1:
        notes = (*notes, f"The places that benefit were read from {len(found)} columns together.")
    return replace(grid, rows=rows, notes=notes)


def is_recipient_address(heading: str) -> bool:
    """Whether a column holds where the recipient has its office."""
    return heading_key(heading) in RECIPIENT_ADDRESS
