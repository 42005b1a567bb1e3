"""Hold the headings of a table against the forms that publishers have."""

import re
from collections.abc import Sequence

from insight.publishers.reading.forms import ELSEWHERE, SPECS, TableForm


def heading_letters(heading: str) -> str:
    """A heading without case, spaces and signs.

    Examples
    --------
    >>> heading_letters(" LSOA code (2021)")
    'lsoacode2021'
    """
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def columns_of(
    form: TableForm, headings: Sequence[str], *, is_layer: bool = False
) -> dict[str, str] | None:
    """The heading of each field of a form; None if the headings are not its own.

    Examples
    --------
    >>> columns_of(TableForm.MSOA_NAMES, ["msoa21cd", "msoa21hclnm", "authority"])
    {'msoa21cd': 'msoa21cd', 'name': 'msoa21hclnm'}
    >>> columns_of(TableForm.CHANGES, ["LSOA11CD", "LSOA21CD"]) is None
    True
    """
    spec = SPECS[form]
    letters = [heading_letters(heading) for heading in headings]
    if (spec.is_layer and not is_layer) or (spec.never and _first(spec.never, letters) is not None):
        return None
    found = {name: _first(text, letters) for name, text in {**spec.fields, **spec.more}.items()}
    if any(found[name] is None for name in spec.fields):
        return None
    return {name: headings[at] for name, at in found.items() if at is not None}


def _first(pattern: str, letters: Sequence[str]) -> int | None:
    """Where the leftmost heading is that fits; `re` keeps the patterns it has compiled."""
    return next((at for at, each in enumerate(letters) if re.fullmatch(pattern, each)), None)


def forms_of(headings: Sequence[str], *, is_layer: bool) -> dict[TableForm, dict[str, str]]:
    """Every form that a table with these headings can serve, with its columns."""
    found = {form: columns_of(form, headings, is_layer=is_layer) for form in TableForm}
    return {form: columns for form, columns in found.items() if columns is not None}


def elsewhere(headings: Sequence[str]) -> str:
    """Where a table that is no part of a pack is brought in; empty if it is unknown.

    Examples
    --------
    >>> elsewhere(["Amount Awarded", "Award Date", "Funding Org:0:Name"])[:10]
    'grants in '
    >>> elsewhere(["Amount Awarded"])
    ''
    """
    letters = [heading_letters(heading) for heading in headings]
    for wanted, words in ELSEWHERE.items():
        if all(_first(text, letters) is not None for text in wanted):
            return words
    return ""
