"""Neighbourhoods, systems present and assets as a layer over any map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, radians, sin

import plotly.graph_objects as go
import shapely
from shapely.geometry import MultiPolygon, Polygon

from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS
from insight.figures.caption import in_figure
from insight.figures.palette import Palette
from insight.figures.screen.asset_marks import AssetMark, Outlined, asset_marks, neighbourhood_marks
from insight.figures.screen.legend import layer_legend, with_layer
from insight.figures.watermark import watermarked
from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.pack.contracts import WGS84
from insight.records.kinds.horizontal import Asset
from insight.records.kinds.model_terms import PEOPLE
from insight.records.record import Record
from insight.words import counted
from insight.working_model.matrix import matrix

Box = tuple[float, float, float, float]

RING_DEGREES = 0.0022
"""How far apart the marks of one LSOA stand, in degrees of latitude: about 250 m."""
SIMPLE_M = 15
"""Edges are drawn to this many metres: finer is not seen on a screen."""


@dataclass(frozen=True)
class WorkLayer:
    """What is laid over a map."""

    outlined: tuple[Outlined, ...]
    spots: tuple[AssetMark, ...]
    words: str


def work_layer(
    recorded: Recorded, known: Places, day: date, districts: Sequence[str] = ()
) -> WorkLayer:
    """Neighbourhoods with the systems present in them, and assets, as on a day."""
    places = recorded.within(districts)
    found = matrix(recorded.work, places, day, recorded.terms.county_of)
    outlined = []
    for row in found.rows:
        there = [
            f"{in_figure(system.name)}: {STAGE_WORDS[cell.here.stage]}"
            for cell in row.cells
            if cell.here.is_present
            and cell.here.stage is not None
            and (system := recorded.system(cell.system)) is not None
        ]
        words = "<br>".join([f"<b>{in_figure(row.place.name)}</b>", *(there or ["No system"])])
        one = _outlined(recorded.members.get(row.place.id, ()), known, words, len(there))
        if one is not None:
            outlined.append(one)
    ids = {place.id for place in places}
    assets = [each for each in recorded.work.on(day).assets if each.content.neighbourhood in ids]
    spots = asset_spots(assets, recorded, known)
    return WorkLayer(tuple(outlined), spots, _words(outlined, spots, assets))


def laid_over(
    plot: go.Figure,
    layer: WorkLayer,
    palette: Palette,
    *,
    is_illustrative: bool,
    is_fixed: bool = False,
) -> go.Figure:
    """The same map with the layer on it; what lies in its inset is drawn there."""
    box, legend = _inset_of(plot), layer_legend(plot)
    traces = []
    for is_inner, geo in ((False, "geo"), (True, "geo2")):
        outlined = [each for each in layer.outlined if _is_inside(each, box) is is_inner]
        spots = [each for each in layer.spots if _is_inside(each, box) is is_inner]
        drawn = [*neighbourhood_marks(outlined, palette), *asset_marks(spots, palette)]
        traces += [trace.update(geo=geo, legend=legend) for trace in drawn]
    entries = _one_entry_each(traces)
    plot.add_traces(traces)
    if entries:
        with_layer(plot, entries, is_fixed=is_fixed)
    return watermarked(plot, palette) if is_illustrative else plot


def _one_entry_each(traces: Sequence[go.Scattergeo]) -> int:
    """Count marks of the same name on map and inset in one entry; how many entries there are."""
    counts: dict[str, int] = defaultdict(int)
    for trace in traces:
        if trace.name:
            counts[trace.name] += len(trace.lon)
    left = set(counts)
    for trace in traces:
        if name := trace.name:
            trace.update(name=f"{name} · {counts[name]}", showlegend=name in left)
            left.discard(name)
    return len(counts)


def _inset_of(plot: go.Figure) -> Box | None:
    inset = plot.layout.to_plotly_json().get("geo2")
    if not inset:
        return None
    (west, east), (south, north) = inset["lonaxis"]["range"], inset["lataxis"]["range"]
    return west, south, east, north


def _is_inside(each: Outlined | AssetMark, box: Box | None) -> bool:
    if box is None:
        return False
    west, south, east, north = box
    return west <= each.longitude <= east and south <= each.latitude <= north


def asset_spots(
    assets: Sequence[Record[Asset]], recorded: Recorded, known: Places
) -> tuple[AssetMark, ...]:
    """A mark for each asset: at its point, or in a ring inside its LSOA.

    One that has neither has no mark.
    """
    areas = known.levels[Level.LSOA]
    shared: dict[str, list[Asset]] = defaultdict(list)
    spots = []
    for each in assets:
        content = each.content
        if content.longitude is not None and content.latitude is not None:
            spots.append(_spot(recorded, content, content.longitude, content.latitude))
        elif content.lsoa21cd in areas.index:
            shared[content.lsoa21cd].append(content)
    for code, some in shared.items():
        middle, latitude = areas.loc[code, ["longitude", "latitude"]].astype(float)
        for at, content in enumerate(some):
            across, up = _ring(at, len(some), latitude)
            there = middle + across, latitude + up
            spots.append(_spot(recorded, content, *there, f"somewhere in {code}"))
    return tuple(spots)


def _ring(at: int, count: int, latitude: float) -> tuple[float, float]:
    """Where one of several marks stands round a point."""
    if count == 1:
        return 0.0, 0.0
    turn = 2 * pi * at / count
    return RING_DEGREES * sin(turn) / cos(radians(latitude)), RING_DEGREES * cos(turn)


def _spot(
    recorded: Recorded, content: Asset, longitude: float, latitude: float, where: str = ""
) -> AssetMark:
    system = recorded.system(content.system)
    parts = [f"<b>{in_figure(content.name)}</b>", str(content.kind).capitalize()]
    if system:
        parts.append(in_figure(system.name))
    if content.contact_role:
        parts.append(f"Contact: {in_figure(content.contact_role)}")
    words = "<br>".join([*parts, *filter(None, (where,))])
    return AssetMark(longitude, latitude, words, is_people=content.kind in PEOPLE)


def _outlined(members: Sequence[str], known: Places, words: str, systems: int) -> Outlined | None:
    """A neighbourhood's edge; None where none of it lies in the pack."""
    areas = known.levels[Level.LSOA]
    inside = [code for code in members if code in areas.index]
    if not inside:
        return None
    own = areas.loc[inside].geometry
    whole = shapely.union_all(own.to_numpy()).simplify(SIMPLE_M)
    degrees = own.iloc[:1].set_axis([0]).copy()
    degrees.loc[0] = whole
    shape = degrees.to_crs(WGS84).loc[0]
    point = shape.representative_point()
    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return Outlined(tuple(_ring_of(part) for part in parts), point.x, point.y, str(systems), words)


def _ring_of(part: Polygon) -> tuple[tuple[float, ...], tuple[float, ...]]:
    across, up = part.exterior.coords.xy
    return (tuple(round(x, 5) for x in across), tuple(round(y, 5) for y in up))


def _words(
    outlined: Sequence[Outlined], spots: Sequence[AssetMark], assets: Sequence[Record[Asset]]
) -> str:
    lost = len(assets) - len(spots)
    without = f", and {counted(lost, 'asset')} not mapped" if lost else ""
    return (
        f"{counted(len(outlined), 'neighbourhood')} with the number of systems present in each. "
        f"{counted(len(spots), 'asset')} on the map{without}. Assets with no exact location are "
        "shown near the middle of their area."
    )
