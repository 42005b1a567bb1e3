"""Shorter names of districts, for controls and maps."""

import re

COMPASS = {"North West": "NW", "North East": "NE", "South West": "SW", "South East": "SE"}
INVERTED = re.compile(r", (City|County) of$")


def short_label(name: str) -> str:
    """A district's name as short as can be without another word for it.

    Examples
    --------
    >>> short_label("North West Leicestershire"), short_label("Oadby and Wigston")
    ('NW Leicestershire', 'Oadby & Wigston')
    >>> short_label("Bristol, City of"), short_label("North East Derbyshire")
    ('Bristol', 'NE Derbyshire')
    """
    label = INVERTED.sub("", name).replace(" and ", " & ")
    for words, letters in COMPASS.items():
        if label.startswith(f"{words} "):
            return f"{letters}{label.removeprefix(words)}"
    return label
