"""What follows from the boundaries of a pack, worked out once and kept in it.

For some hundred areas it is quicker worked out than read; for all of England it takes
longer than anybody waits for a page.
"""

import geopandas as gpd
import pandas as pd

from insight.geography.contiguity import links
from insight.geography.levels import union

MANY = 5_000
"""LSOAs from which on it is kept."""

MADE_BY = "Worked out from the boundaries of the LSOAs in this pack."


def derived(areas: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Shapes of the larger areas and pairs of neighbours, none for few areas."""
    if len(areas) < MANY:
        return {}
    shapes = {
        table: gpd.GeoDataFrame(geometry=union(areas, parent)).rename_axis(parent)
        for table, parent in (("msoa_shapes", "msoa21cd"), ("district_shapes", "lad24cd"))
    }
    pairs = links(areas, within=areas["lad24cd"]).edges
    return {**shapes, "neighbours": pairs.round(1)}
