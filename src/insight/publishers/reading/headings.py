"""Hold the headings of a table against the forms that publishers have."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from insight.publishers.reading.forms import ELSEWHERE, SPECS, TableForm


def heading_letters(heading: str) -> str:
    """A heading without case, spaces and signs.

    Examples
    --------
    >>> heading_letters(" LSOA code (2021)")
    'lsoacode2021'
    """
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


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
    if spec.is_layer and not is_layer:
        return None
    letters = {heading: heading_letters(heading) for heading in headings}
    if spec.never and any(map(_pattern(spec.never).fullmatch, letters.values())):
        return None
    found: dict[str, str] = {}
    for name, text in {**spec.fields, **spec.more}.items():
        match = _first(text, letters)
        if match is not None:
            found[name] = match
        elif name in spec.fields:
            return None
    return found


def _first(text: str, letters: Mapping[str, str]) -> str | None:
    """The leftmost heading that fits."""
    pattern = _pattern(text)
    return next((h for h, found in letters.items() if pattern.fullmatch(found)), None)


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
    for kind in ELSEWHERE:
        if all(any(map(_pattern(text).fullmatch, letters)) for text in kind.headings):
            return kind.words
    return ""
