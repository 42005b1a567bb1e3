"""The report of GP practices, which its publisher gives out without headings."""

import re
from collections.abc import Sequence

REPORT = (
    "Organisation Code", "Name", "National Grouping", "Health Geography", "Address 1",
    "Address 2", "Address 3", "Address 4", "Address 5", "Postcode", "Open Date",
    "Close Date", "Status Code", "Sub-type", "Commissioner", "Join Date", "Left Date",
    "Telephone", "Null 1", "Null 2", "Null 3", "Amended", "Null 4", "Provider",
    "Null 5", "Prescribing Setting", "Null 6",
)  # fmt: skip
"""Columns of the report epraccur, in its order."""

PRACTICE_CODE = re.compile(r"[A-Z][A-Z0-9]\d{3,4}")
ANY_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")


def headings_of_report(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The headings of a report without any, known by its first row; None if it is not.

    Examples
    --------
    >>> headings_of_report(["LSOA21CD", "LSOA21NM"]) is None
    True
    """
    at = REPORT.index("Postcode")
    if not len(REPORT) - 1 <= len(cells) <= len(REPORT):
        return None
    is_report = PRACTICE_CODE.fullmatch(cells[0]) and ANY_POSTCODE.fullmatch(cells[at])
    return REPORT[: len(cells)] if is_report else None
