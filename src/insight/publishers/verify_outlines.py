"""Hold the outlines of larger areas against those that the publisher draws.

MSOAs and districts are drawn as the unions of their LSOAs, so that the levels of a map
fit together. Where the publisher's own outlines are at hand, one that is drawn
otherwise shows that the look-up or the boundaries are of another year.
"""

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


LEVELS = (
    (TableForm.MSOA_BOUNDARIES, "msoa21cd", "msoa_shapes", "MSOAs"),
    (TableForm.DISTRICT_BOUNDARIES, "lad24cd", "district_shapes", "districts"),
)
"""Levels that the publisher draws too: column of the parent, table of its shapes."""


def outline_notes(work: Assembly) -> tuple[str, ...]:
    """A sentence for each level whose outlines are at hand; none without them.

    It is no fault of the pack that one differs: what is shown are the unions.
    """
    notes = []
    for form, parent, kept, noun in LEVELS:
        wanted = frozenset(work.tables["areas"][parent])
        try:
            reading = work.inventory.best(form, wanted)
            if reading is not None:
                # A pack of many areas has worked out their unions already.
                ours = (
                    gpd.GeoDataFrame(work.tables[kept]).geometry
                    if kept in work.tables
                    else union(work.areas, parent)
                )
                notes.append(_note(reading, ours, wanted, noun))
        except InsightError as error:
            notes.append(f"Outlines of {noun} were not verified: {error}")
    return tuple(notes)


def _note(reading: Reading, ours: gpd.GeoSeries, wanted: frozenset[str], noun: str) -> str:
    theirs = outlines(reading, wanted)
    apart = ours.loc[theirs.index].symmetric_difference(theirs).area / theirs.area
    is_other = apart.gt(MOST_APART)
    if not is_other.any():
        return (
            f"{len(theirs):,} of {len(wanted):,} {noun} are drawn as in "
            f"{reading.name}, to within {100 * MOST_APART:.0f}% of the area."
        )
    return (
        f"{int(is_other.sum()):,} of {len(theirs):,} {noun} are drawn otherwise "
        f"than in {reading.name}, most of all {apart.idxmax()}, by "
        f"{100 * apart.max():.0f}% of its area. Bring look-ups and boundaries of the "
        "same release."
    )
