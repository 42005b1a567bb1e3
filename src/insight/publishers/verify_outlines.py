"""Hold the outlines of larger areas against those that the publisher draws.

MSOAs and districts are drawn as the unions of their LSOAs, so that the levels of a map
fit together. Where the publisher's own outlines are at hand, one that is drawn
otherwise shows that the look-up or the boundaries are of another year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd

from insight.errors import InsightError
from insight.geography.levels import union
from insight.publishers.assembly import Assembly
from insight.publishers.reading.files import Reading
from insight.publishers.reading.forms import TableForm
from insight.publishers.reading.places import outlines

MOST_APART = 0.01
"""Share of its area by which an outline may differ: ends of coasts and rivers are
generalised for each level by itself."""


@dataclass(frozen=True)
class _Drawn:
    """A level that the publisher draws too."""

    parent: str
    kept: str
    noun: str


LEVELS: Mapping[TableForm, _Drawn] = MappingProxyType(
    {
        TableForm.MSOA_BOUNDARIES: _Drawn("msoa21cd", "msoa_shapes", "MSOA"),
        TableForm.DISTRICT_BOUNDARIES: _Drawn("lad24cd", "district_shapes", "district"),
    }
)


def outline_notes(work: Assembly) -> tuple[str, ...]:
    """A sentence for each level whose outlines are at hand; none without them.

    It is no fault of the pack that one differs: what is shown are the unions.
    """
    notes = []
    for form, level in LEVELS.items():
        wanted = frozenset(work.tables["areas"][level.parent])
        try:
            reading = work.inventory.best(form, wanted)
            if reading is not None:
                notes.append(_note(work, reading, level, wanted))
        except InsightError as error:
            notes.append(f"Outlines of {level.noun}s were not verified: {error}")
    return tuple(notes)


def _note(work: Assembly, reading: Reading, level: _Drawn, wanted: frozenset[str]) -> str:
    theirs = outlines(reading, wanted)
    ours = _united(work, level).loc[theirs.index]
    apart = ours.symmetric_difference(theirs).area / theirs.area
    is_other = apart.gt(MOST_APART)
    if not is_other.any():
        return (
            f"{len(theirs):,} of {len(wanted):,} {level.noun}s are drawn as in "
            f"{reading.name}, to within {100 * MOST_APART:.0f}% of the area."
        )
    return (
        f"{int(is_other.sum()):,} of {len(theirs):,} {level.noun}s are drawn otherwise "
        f"than in {reading.name}, most of all {apart.idxmax()}, by "
        f"{100 * apart.max():.0f}% of its area. Bring look-ups and boundaries of the "
        "same release."
    )


def _united(work: Assembly, level: _Drawn) -> gpd.GeoSeries:
    """The unions of LSOAs, which a pack of many has worked out already."""
    if level.kept in work.tables:
        return gpd.GeoDataFrame(work.tables[level.kept]).geometry
    return union(work.areas, level.parent)
