"""What the columns of somebody's list of investments mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True)
class Meaning:
    """What a field holds, for the reader who matches columns."""

    help: str  # what to write in it
    others: tuple[str, ...] = ()  # headings that mean the same, in lower case without signs
    example: str = ""  # for the template


MEANINGS: Mapping[Field, Meaning] = {
    Field.REFERENCE: Meaning(
        "Your own number for it; a row with a known one changes that investment",
        ("ref", "id", "identifier", "grant id", "grant reference", "award id",
         "grant ref", "unique id"),
        "EXAMPLE-1",
    ),
    Field.FUNDER: Meaning(
        "The ultimate source of the money",
        ("funding org name", "funder name", "funding body", "funding organisation",
         "funded by", "source of funding", "funding source"),
        "Sport England",
    ),
    Field.PROGRAMME: Meaning(
        "Under which it was given",
        ("grant programme title", "fund", "scheme", "program", "funding stream",
         "project", "programme name", "fund name"),
        "Together Fund",
    ),
    Field.RECIPIENT: Meaning(
        "The organisation that got it",
        ("recipient org name", "organisation", "organisation name", "club",
         "recipient name", "group", "grantee", "awarded to", "group name",
         "recipient organisation", "provider"),
        "Example walking group",
    ),
    Field.RECIPIENT_KIND: Meaning(
        "Such as community group, club, school, council",
        ("organisation type", "recipient type", "type of organisation", "org type",
         "kind", "recipient org organisation type"),
        "community group",
    ),
    Field.PURPOSE: Meaning(
        "What it is for; no personal data",
        ("title", "description", "activity", "project title", "details"),
        "Weekly walks",
    ),
    Field.AMOUNT: Meaning(
        "Pounds; in brackets or with a minus if paid back",
        ("amount awarded", "award", "value", "award amount", "grant amount", "gbp",
         "total", "amount gbp", "grant", "amount paid", "sum", "investment",
         "amount pounds"),
        "1250.00",
    ),
    Field.CURRENCY: Meaning("Only pounds sterling are read", (), ""),
    Field.FORM: Meaning(
        "cash or in kind", ("cash or in kind", "cash in kind", "in kind"), "cash"
    ),
    Field.PART: Meaning(
        "core (the partnership’s own) or matched (what that drew in)",
        ("core or matched", "core matched", "match", "match funding"),
        "core",
    ),
    Field.START: Meaning(
        "First day, or day of the award: dd/mm/yyyy",
        ("start date", "award date", "date", "date awarded", "from", "date of award",
         "planned dates start date", "payment date", "date paid"),
        "01/04/2025",
    ),
    Field.END: Meaning(
        "Last day, if known: dd/mm/yyyy",
        ("end date", "to", "planned dates end date", "finish", "until"),
        "31/03/2026",
    ),
    Field.YEAR: Meaning(
        "2025/26 (April to March) or 2025 (January to December), if there are no dates",
        ("financial year", "award year", "fy", "period"),
        "",
    ),
    Field.LEVEL: Meaning(
        "lsoa, neighbourhood, ward, district, area (all of it), elsewhere or unknown",
        ("geography level", "geography", "level of geography", "place level"),
        "lsoa",
    ),
    Field.PLACE: Meaning(
        "Code or name at that level; several with ; between",
        ("place code", "places", "codes", "code", "area", "location", "locality",
         "beneficiary location geographic code", "beneficiary location",
         "beneficiary location 0 geographic code", "where", "area code"),
        "E01013600",
    ),
    Field.LSOA: Meaning(
        "LSOA code", ("lsoa code", "lsoa21cd", "lsoa11cd", "lsoacode", "lsoa cd"), ""
    ),
    Field.POSTCODE: Meaning(
        "Where the money is used; stands for its LSOA",
        ("beneficiary postcode", "venue postcode", "delivery postcode", "post code",
         "pcd", "pcds", "project postcode"),
        "",
    ),
    Field.NEIGHBOURHOOD: Meaning(
        "Name of a saved neighbourhood", ("priority neighbourhood",), ""
    ),
    Field.WARD: Meaning(
        "Name of a ward, kept as text", ("ward name", "ward code", "electoral ward"), ""
    ),
    Field.DISTRICT: Meaning(
        "Name or code of a district",
        ("district name", "local authority", "lad", "lad name", "lad code", "la",
         "borough", "council area", "lad24cd", "local authority district",
         "beneficiary district"),
        "",
    ),
    Field.PARENT: Meaning(
        "Reference of the investment that it is a part of; never added to it",
        ("of which", "parent", "part of reference", "parent reference"),
        "",
    ),
    Field.ATTENDANCES: Meaning(
        "How many visits; not people", ("attendance", "visits", "throughput"), "240"
    ),
    Field.PARTICIPANTS: Meaning(
        "How many people", ("people", "number of participants", "beneficiaries"), ""
    ),
    Field.SOURCE: Meaning(
        "Where the figure was taken from", ("data source", "evidence"), "Grant letter"
    ),
    Field.NOTE: Meaning(
        "Anything else; no personal data", ("notes", "comment", "comments"), ""
    ),
}  # fmt: skip

RECIPIENT_ADDRESS = (
    "recipient org postal code", "recipient postcode", "organisation postcode",
    "recipient address", "postcode of organisation",
)  # fmt: skip
"""Where the recipient has its office, which says nothing of who benefits."""

STANDARD_360 = ("amount awarded", "award date", "funding org name")
"""Headings by which a file in the 360Giving standard is known."""

ASKED = "a row of headings such as funder, recipient, amount and start"
"""What a file must hold, for a reader whose file does not."""

NEEDED = (Field.FUNDER, Field.AMOUNT)
"""Without which no row can be brought in; a date or a year is needed besides."""

_OURS = {field.value: field for field in Field}
_OTHERS = {other: field for field in Field for other in MEANINGS[field].others}


def heading_key(heading: str) -> str:
    """A heading in lower case, with single spaces for all signs.

    Examples
    --------
    >>> heading_key("Recipient Org:Name"), heading_key(" Amount (£) ")
    ('recipient org name', 'amount')
    """
    return " ".join(re.findall(r"[a-z0-9]+", heading.casefold()))


def field_of(heading: str) -> Field | None:
    """What a heading means, if it is one that is known.

    A number in it, as 360Giving gives the first of several, is passed over.

    Examples
    --------
    >>> field_of("Amount Awarded"), field_of("Recipient Org:0:Name")
    (<Field.AMOUNT: 'amount'>, <Field.RECIPIENT: 'recipient'>)
    >>> field_of("Recipient Org:Postal Code") is None
    True
    """
    key = heading_key(heading)
    plain = " ".join(word for word in key.split() if word != "0")
    return _OURS.get(plain) or _OTHERS.get(plain)


def is_heading(heading: str) -> bool:
    """Whether a cell holds a heading that is known."""
    return field_of(heading) is not None


def is_360giving(headings: Sequence[str]) -> bool:
    """Whether a file follows the 360Giving standard.

    Examples
    --------
    >>> is_360giving(["Amount Awarded", "Award Date", "Funding Org:Name"])
    True
    """
    keys = {
        " ".join(word for word in heading_key(heading).split() if word != "0")
        for heading in headings
    }
    return set(STANDARD_360) <= keys


def guessed(headings: Sequence[str]) -> dict[Field, int]:
    """The column that each field is most likely in, by its heading.

    Our own heading wins over another name for it, and the first over the second.

    Examples
    --------
    >>> guessed(["Title", "Amount", "Award Date", "Value"])
    ... # doctest: +NORMALIZE_WHITESPACE
    {<Field.PURPOSE: 'purpose'>: 0, <Field.AMOUNT: 'amount'>: 1,
     <Field.START: 'start'>: 2}
    """
    found: dict[Field, int] = {}
    for is_own in (True, False):
        for column, heading in enumerate(headings):
            field = field_of(heading)
            if field is None or (heading_key(heading) == field.value) is not is_own:
                continue
            found.setdefault(field, column)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def is_recipient_address(heading: str) -> bool:
    """Whether a column holds where the recipient has its office."""
    return heading_key(heading) in RECIPIENT_ADDRESS
