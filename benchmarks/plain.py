"""The same map as the first examples of plotly's manual draw it: inline geometry.

Not a straw man: the outlines have the vertices and decimals of the app's own file,
and the geometry is made once.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import shapely

from insight.pack.catalogue import INDICATORS, Level, Provenance

DATA = Path(__file__).resolve().parents[1] / "data"
HEIGHT_PX = 610
WORLD_STUB = "data:application/json,{}#"
"""Plotly asks for an outline of the world: answered without a network."""

LABELS = {
    each.label: (each.tables[0], each.column)
    for each in INDICATORS.values()
    if Level.LSOA in each.statistics and each.provenance is Provenance.OFFICIAL
}
"""Table and column of each indicator that is published for LSOAs."""

DISTRICTS = ("Leicester", "Blaby", "Charnwood", "Harborough", "Melton")
"""Names that a page of the app and a bare one both offer."""


def base(folder: Path = DATA) -> tuple[pd.Series, dict[str, object]]:
    """Names by code, and GeoJSON: codes as ids, five decimals, rings for plotly."""
    areas = gpd.read_parquet(folder / "areas.parquet").set_index("lsoa21cd")
    shapes = areas.geometry.to_crs(4326).to_numpy()
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, 5))
    clockwise = shapely.orient_polygons(rounded, exterior_cw=True)
    outlines = gpd.GeoSeries(clockwise, index=areas.index)
    return areas["lsoa21nm"], outlines.__geo_interface__


def values(label: str, folder: Path = DATA) -> pd.Series:
    table, column = LABELS[label]
    return pd.read_csv(folder / f"{table}.csv", index_col="lsoa21cd")[column]


def choropleth(
    names: pd.Series, geojson: dict[str, object], values: pd.Series, label: str
) -> go.Figure:
    """By SVG."""
    figure = go.Figure(go.Choropleth(**_trace(names, geojson, values)))
    figure.update_geos(fitbounds="locations", visible=False)
    return figure.update_layout(title=label, height=HEIGHT_PX)


def choropleth_map(  # noqa: PLR0913 - where it looks is its own concern
    names: pd.Series,
    geojson: dict[str, object],
    values: pd.Series,
    label: str,
    *,
    centre: tuple[float, float] = (52.67, -1.07),
    zoom: float = 8,
) -> go.Figure:
    """By WebGL, with no tiles behind it; the centre in degrees north and east."""
    figure = go.Figure(go.Choroplethmap(**_trace(names, geojson, values)))
    middle = dict(zip(("lat", "lon"), centre, strict=True))
    figure.update_layout(map={"style": "white-bg", "center": middle, "zoom": zoom})
    return figure.update_layout(title=label, height=HEIGHT_PX)


def _trace(names: pd.Series, geojson: dict[str, object], values: pd.Series) -> dict[str, object]:
    return {
        "geojson": geojson,
        "locations": names.index,
        "z": values.reindex(names.index),
        "text": names,
        "colorscale": "Blues",
    }
