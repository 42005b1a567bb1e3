"""Boundaries as a file that a browser fetches once and keeps."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping

from insight.pack.contracts import WGS84

DECIMALS = 5  # about a metre: finer than any outline in use
FORM = 2  # of the files; another number for files that are made in another way


def feature_collection(
    areas: gpd.GeoDataFrame, ids: Sequence[int] | np.ndarray | None = None
) -> dict[str, object]:
    """Boundaries as plotly wants them, with integer ids.

    The id of a feature is its position among all areas, so that a figure can name an area in two
    bytes. Outer rings run clockwise: plotly's SVG map draws the complement of a ring that runs the
    other way.

    A GeoJSON FeatureCollection in degrees; properties ``code``, ``name`` and ``place``.
    """
    at_all = range(len(areas)) if ids is None else map(int, ids)
    shapes = outlines(areas)
    rows = zip(at_all, areas.index, areas["name"], areas["place"], shapes, strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": at,
                "properties": {"code": code, "name": name, "place": place},
                "geometry": shape,
            }
            for at, code, name, place, shape in rows
        ],
    }


def outlines(areas: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Boundaries as GeoJSON geometries in degrees, rounded, outer rings clockwise."""
    shapes = areas.geometry.to_crs(WGS84).to_numpy()
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    clockwise = shapely.orient_polygons(rounded, exterior_cw=True)
    return [mapping(shape) for shape in clockwise]


def published(
    levels: Mapping[str, gpd.GeoDataFrame],
    parts: Mapping[str, Sequence[str]],
    key: str,
    folder: Path,
) -> dict[str, str]:
    """Write boundaries into a folder that is served, unless they are there already.

    `parts`: districts whose areas get a file of their own, by the name of the part; none where a
    browser can well fetch all at once.

    Name of the file of each level, and of each part of it as ``level:part``. The same boundaries
    always have the same name.
    """
    index = folder / f"boundaries-{_short(f'{FORM} {key}'.encode())}.json"
    if (known := _read(index)) is not None and _are_whole(known, folder):
        return known
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for stem, areas in levels.items():
        every = np.arange(len(areas))
        files[stem] = _publish(areas, every, stem, folder)
        for part, districts in parts.items():
            inside = every[areas["lad24cd"].isin(districts)]
            files[f"{stem}:{part}"] = _publish(areas, inside, f"{stem}-{part}", folder)
    _write(index, json.dumps(files).encode())
    return files


def _publish(areas: gpd.GeoDataFrame, at: np.ndarray, stem: str, folder: Path) -> str:
    collection = feature_collection(areas.iloc[at], at)
    content = json.dumps(collection, separators=(",", ":")).encode()
    name = f"{stem}-{_short(content)}.json"
    target = folder / name
    # A file that a full disk or a careless copy cut short would be served for good.
    if not target.exists() or target.read_bytes() != content:
        _write(target, content)
    return name


def _write(target: Path, content: bytes) -> None:
    # Another process may be writing the same file, in a part of its own: whoever
    # comes last replaces it with the same bytes.
    partial = target.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(target)


def _read(index: Path) -> dict[str, str] | None:
    """What an index says; None if there is none that can be read."""
    try:
        found = json.loads(index.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _are_whole(files: Mapping[str, str], folder: Path) -> bool:
    """Whether each file still has the content that its name was made from."""
    try:
        return all(
            Path(str(name)).stem.endswith(f"-{_short((folder / name).read_bytes())}")
            for name in files.values()
        )
    except OSError:
        return False


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
