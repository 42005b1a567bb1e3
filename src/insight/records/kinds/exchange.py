"""Neighbourhoods to and from files: CSV for spreadsheets, GeoJSON for maps."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from insight.exports.table import ExportTable, Stamp, unescape_formula
from insight.records.errors import RecordError
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.records.kinds.outlines import Inside, unions
from insight.records.reading import (
    COLUMNS,
    MOST_ROWS,
    OWN_HEADINGS,
    STAMPED,
    Codes,
    Collection,
    ImportResult,
    column,
    decoded,
    split_codes,
    status,
)

DELIMITERS = ",;\t"
MEMBERS = "members"
OURS = {*COLUMNS, *STAMPED}

BY_OUTLINE = "Areas whose inner point lies within an imported outline"

WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


def exported(
    neighbourhoods: Sequence[Neighbourhood],
    stamp: Stamp | None = None,
    areas: gpd.GeoSeries | None = None,
) -> ExportTable:
    """A row for each neighbourhood, which `read_csv` and `read_geojson` read again."""
    rows = pd.DataFrame(
        [[getattr(item, name) for name in COLUMNS] for item in neighbourhoods],
        columns=[OWN_HEADINGS.get(name, name) for name in COLUMNS],
    )
    outlines = () if areas is None else unions(list(neighbourhoods), areas)
    return ExportTable(rows, stamp, outlines=outlines)


def read_csv(data: bytes, codes: Codes) -> ImportResult:
    """Drafts out of a CSV file with columns in any order, and what is wrong with other rows."""
    text, encoding = decoded(data)
    first, *rows = _rows(text)
    headings = [column(heading) for heading in first]
    _check_headings(headings)
    found = Collection(codes)
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            _take_row(found, f"row {number}", headings, row)
    ignored = [heading for heading in headings if heading and heading not in OURS]
    return found.reading(ignored, encoding)


def read_geojson(data: bytes, codes: Codes, points: gpd.GeoSeries | None = None) -> ImportResult:
    """Drafts out of a GeoJSON file, by their members or else by their outlines."""
    text, encoding = decoded(data)
    inside = Inside(points)
    found = Collection(codes)
    ignored: dict[str, None] = {}
    for number, feature in enumerate(_features(text), start=1):
        cells = _properties(feature)
        ignored |= dict.fromkeys(name for name in cells if name not in OURS)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        _take_feature(found, f"feature {number}", cells, geometry, inside)
    return found.reading(ignored, encoding)


def _rows(text: str) -> list[list[str]]:
    """The cells of a CSV file, parted by whatever finds most of our headings."""
    heading_line = text.splitlines()[0]

    def headings_found(delimiter: str) -> int:
        cells = heading_line.replace('"', "").split(delimiter)
        return len({column(cell) for cell in cells} & set(COLUMNS))

    delimiter = max(DELIMITERS, key=headings_found)
    lines = io.StringIO(text, newline="")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            rows.append(row)
            _check_count(len(rows) - 1, "rows")
    except csv.Error as error:
        raise RecordError(
            f"The file cannot be read beyond row {len(rows)}: its quotation marks do "
            "not match, or a cell is too long. Save it again as CSV UTF-8."
        ) from error
    if not any(cell.strip() for cell in rows[0]):
        raise RecordError("The first row is blank. Put the headings into row 1.")
    return rows


def _check_count(count: int, what: str) -> None:
    if count > MOST_ROWS:
        raise RecordError(f"The file has more than {MOST_ROWS:,} {what}. Split it into parts.")


def _check_headings(headings: Sequence[str]) -> None:
    missing = [name for name in ("name", MEMBERS) if name not in headings]
    if missing:
        raise RecordError(
            f"The file has no column {' and no column '.join(missing)}. Its first row "
            f"must hold the headings: {', '.join(COLUMNS)}."
        )
    doubled = [name for name in COLUMNS if headings.count(name) > 1]
    if doubled:
        raise RecordError(
            f"The file has {headings.count(doubled[0])} columns for {doubled[0]}. "
            "Leave one of them."
        )


def _take_row(found: Collection, place: str, headings: Sequence[str], row: Sequence[str]) -> None:
    beyond = [cell for cell in row[len(headings) :] if cell.strip()]
    if beyond:
        advice = (
            f"has {len(row)} cells under {len(headings)} headings; put quotation marks "
            "around a text that holds the separator"
        )
        found.reject(place, "", beyond[0], advice)
        return
    cells = dict(zip(headings, map(unescape_formula, row), strict=False))
    found.take(place, _draft(cells, split_codes(cells.get(MEMBERS, ""))))


def _draft(cells: Mapping[str, str], members: tuple[str, ...]) -> Draft:
    return Draft(
        name=cells["name"],
        description=cells.get("description", ""),
        members=members,
        defined_by=cells.get("defined_by", ""),
        status=status(cells.get("status", "")),
    )


def _features(text: str) -> list[Any]:
    try:
        layer = json.loads(text)
        # Escapes can smuggle in half a character, which no page could show.
        json.dumps(layer, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RecordError(
            "The file is not GeoJSON, or is cut off. Export it again as GeoJSON."
        ) from error
    is_layer = isinstance(layer, dict) and isinstance(layer.get("features"), list)
    if not is_layer or layer.get("type") != "FeatureCollection":
        raise RecordError(
            "The file is not a GeoJSON FeatureCollection. Export the whole layer as GeoJSON."
        )
    grid = layer.get("crs")
    if grid is not None and not json.dumps(grid).strip('"} ').endswith(WGS84_NAMES):
        raise RecordError(
            "The file says that it is in another coordinate system. Export it in "
            "longitude and latitude (EPSG:4326)."
        )
    features: list[Any] = layer["features"]
    _check_count(len(features), "features")
    return features


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {column(name): value for name, value in properties.items()}


def _take_feature(
    found: Collection, place: str, cells: Mapping[str, Any], geometry: object, inside: Inside
) -> None:
    texts = {name: cells.get(name) or "" for name in COLUMNS if name != MEMBERS}
    for name, value in texts.items():
        if not isinstance(value, str):
            found.reject(place, name, value, "is not text; write it as text")
            return
    members = _listed(cells.get(MEMBERS))
    if members is None:
        advice = "is not a list of LSOA codes; write them as a list of texts"
        found.reject(place, MEMBERS, cells[MEMBERS], advice)
        return
    if not members:
        try:
            members = inside.codes(geometry)
        except RecordError as error:
            found.reject(place, "geometry", "", str(error))
            return
        texts["defined_by"] = texts["defined_by"] or BY_OUTLINE
    found.take(place, _draft(texts, members))


def _listed(members: object) -> tuple[str, ...] | None:
    if members is None:
        return ()
    if isinstance(members, str):
        return split_codes(members)
    if isinstance(members, list) and all(isinstance(code, str) for code in members):
        return tuple(members)
    return None
