"""Read grants in the JSON of the 360Giving standard as the rows of its spreadsheet."""

import re
from collections.abc import Iterator
from functools import lru_cache

from insight.tables.reader.archive import fault
from insight.tables.reader.text import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, json_in

LARGEST_MB = 15
"""Of JSON, which takes up to some 30 times as much memory when it is read."""
LONGEST_NAME = 300  # letters of a field and of those that it is in
MOST_SPOKEN = 1_000
AGAIN = "Use the file as the publisher provides it, in the 360Giving standard."
NAMES = {
    "id": "Identifier",
    "recipientOrganization": "Recipient Org",
    "recipientIndividual": "Recipient Ind",
    "fundingOrganization": "Funding Org",
    "geoCode": "Geographic Code",
    "geoCodeType": "Geographic Code Type",
}
"""Names of the standard's spreadsheet that are not those of its JSON, taken apart."""


def is_json(content: bytes) -> bool:
    """Whether a file may be JSON."""
    return content.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in {b"{", b"["}


def rows_of_grants(file: str, content: bytes) -> list[list[str]]:
    """The headings and a row for each grant."""
    columns: dict[str, int] = {}
    rows: list[dict[str, str]] = []
    for grant in _grants(file, content):
        cells: dict[str, str] = {}
        for name, text in _flat(grant, ""):
            if len(name) > LONGEST_NAME:
                rule = f"has a field with a name of more than {LONGEST_NAME} letters"
                raise fault(file, rule, AGAIN)
            columns.setdefault(name, len(columns))
            if len(columns) > MOST_COLUMNS or len(columns) * len(rows) > MOST_CELLS:
                raise fault(file, f"has more than {MOST_COLUMNS} kinds of fields", AGAIN)
            cells[name] = text
        rows.append(cells)
    return [[*columns], *([each.get(name, "") for name in columns] for each in rows)]


def _grants(file: str, content: bytes) -> list[object]:
    if len(content) > LARGEST_MB * 1_000_000:
        rule = f"has {len(content) / 1e6:,.0f} MB of JSON, more than {LARGEST_MB}"
        raise fault(file, rule, "Use the spreadsheet of the same grants, or split it into parts.")
    try:
        layer = json_in(content)
    except (ValueError, RecursionError) as error:
        raise fault(file, "is not JSON, or is cut off", AGAIN) from error
    grants = layer.get("grants") if isinstance(layer, dict) else layer
    if not isinstance(grants, list) or not all(isinstance(each, dict) for each in grants):
        raise fault(file, "is JSON without a list of grants", AGAIN)
    if len(grants) > MOST_ROWS:
        raise fault(file, f"has more than {MOST_ROWS:,} grants", "Split it into parts.")
    return grants


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Every leaf under the name of its column, such as ``Beneficiary Location:0:Name``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}:{_spoken(key)}" if name else _spoken(key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _flat(inner, f"{name}:{at}")
    elif value is not None and value != "":
        yield name, str(value)


@lru_cache(MOST_SPOKEN)
def _spoken(key: str) -> str:
    return NAMES.get(key) or " ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", key)).title()
