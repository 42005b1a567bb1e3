"""Boundaries as a file that a browser fetches once and keeps."""

import hashlib
import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping

from insight.contracts import WGS84

DECIMALS = 5
"""About a metre: finer than any outline in use."""


def feature_collection(areas: gpd.GeoDataFrame) -> dict[str, object]:
    """Boundaries as plotly wants them, with integer ids.

    The id of a feature is its position in `areas`, so that a figure can name an
    area in two bytes. Outer rings run clockwise: plotly's SVG map draws the
    complement of a ring that runs the other way.

    Parameters
    ----------
    areas
        With ``name`` and ``place``, indexed by code, in any coordinate system.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection in degrees; properties ``code``, ``name`` and
        ``place``.
    """
    shapes = areas.geometry.to_crs(WGS84).to_numpy()
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    clockwise = shapely.orient_polygons(rounded, exterior_cw=True)
    rows = zip(areas.index, areas["name"], areas["place"], clockwise, strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": at,
                "properties": {"code": code, "name": name, "place": place},
                "geometry": mapping(shape),
            }
            for at, (code, name, place, shape) in enumerate(rows)
        ],
    }


def publish(areas: gpd.GeoDataFrame, stem: str, folder: Path) -> str:
    """Write boundaries into a folder that is served, under their content's hash.

    Parameters
    ----------
    areas
        As for `feature_collection`.
    stem
        Beginning of the file's name.
    folder
        Served folder; made if it is not there.

    Returns
    -------
    str
        Name of the file. The same boundaries always have the same name.
    """
    content = json.dumps(feature_collection(areas), separators=(",", ":")).encode()
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.json"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    # A file that a full disk or a careless copy cut short would be served for good.
    if not target.exists() or target.read_bytes() != content:
        # Another process may be publishing the same file, in a part of its own:
        # whoever comes last replaces it with the same bytes.
        partial = target.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(content)
        partial.replace(target)
    return name
