"""Districts in words."""

from collections.abc import Sequence

from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.words import listed


def where(known: Places, districts: Sequence[str], column: str = "name") -> str:
    """Some districts in a sentence: the region, if they are all of its districts.

    The column is ``name`` for their full names, ``place`` for the short ones.
    """
    for region, name in known.regions.items():
        if set(districts) == {c for c, its in known.region_of.items() if its == region}:
            return name
    return listed(list(known.levels[Level.LOCALITY].loc[list(districts), column]))
