"""Neighbourhoods to files: CSV for spreadsheets, GeoJSON for maps."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from insight.exports.table import ExportTable, Stamp
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.records.kinds.outlines import unions
from insight.records.reading import COLUMNS, OWN_HEADINGS


def exported(
    neighbourhoods: Sequence[Neighbourhood],
    stamp: Stamp | None = None,
    areas: gpd.GeoSeries | None = None,
) -> ExportTable:
    """A row for each neighbourhood, which an import reads again."""
    rows = pd.DataFrame(
        [[getattr(item, name) for name in COLUMNS] for item in neighbourhoods],
        columns=[OWN_HEADINGS.get(name, name) for name in COLUMNS],
    )
    outlines = () if areas is None else unions(list(neighbourhoods), areas)
    return ExportTable(rows, stamp, outlines=outlines)
