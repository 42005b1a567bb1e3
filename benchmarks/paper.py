"""A map for a paper, from the choices to the bytes of its file; and a pack of slides.

The peer draws the same areas in the same classes and colours on a sheet of the same
size and dots, with a title and a legend, by the plot that geopandas brings: without
scale bar, north, names of places, or the lines under a map. The two take turns. The
pack has a slide for each of ten neighbourhoods: their figures, drawing and file.
"""

import io
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import islice
from statistics import median

import geopandas as gpd
import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.colors import ListedColormap

from benchmarks.rows import Row
from insight.analysis.maps.indicator import indicator_map
from insight.analysis.measurement import Choice, periods
from insight.analysis.papers.map import finding, map_item
from insight.analysis.papers.profile import profile_item
from insight.analysis.place import Study
from insight.analysis.small_areas import Basis, small_areas
from insight.figures.palette import palette_for
from insight.figures.sheet.sheet import DPI, MM_PER_INCH, SIZES, Format, Size
from insight.geography.contiguity import links
from insight.geography.levels import Places, places
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pack.pack import Pack, open_pack
from insight.reports.paper import Paper
from insight.reports.slides import slides
from insight.statement import PaperLink

REPETITIONS = 7
PACK_REPETITIONS = 3
NEIGHBOURHOODS = 10
MOST_PACK_S = 15.0
LIMIT = "the most it may be"
PEER = "geopandas plot and savefig"
LINK = PaperLink("https://insight.example/map?indicator=imd", date(2026, 11, 23))


def measure() -> list[Row]:
    pack = open_pack()
    known = places(pack)
    rows = []
    for kind in Format:
        turns = [
            [_seconds(partial(draw, pack, known, kind)) for draw in (ours, theirs)]
            for _ in range(REPETITIONS + 1)
        ]
        # The first turn fills what both keep, such as fonts.
        own, peers = (median(each) for each in zip(*turns[1:], strict=True))
        rows.append(Row(f"paper.{kind.value}_s", own, "s", PEER, peers))
    ground = _ground(pack, known)
    took = median(_seconds(partial(neighbourhood_pack, ground)) for _ in range(PACK_REPETITIONS))
    return [*rows, Row("paper.pptx_pack_s", took, "s", LIMIT, MOST_PACK_S)]


def _seconds(draw: Callable[[], object]) -> float:
    began = time.perf_counter()
    draw()
    return time.perf_counter() - began


def _ground(pack: Pack, known: Places) -> Study:
    lsoas = known.levels[Level.LSOA]
    near = links(lsoas, within=known.district_of)
    return Study(pack, known, small_areas(pack, known, Basis()), near, Bounds())


def neighbourhood_pack(ground: Study) -> bytes:
    """The LSOAs of each of the first MSOAs as a neighbourhood, all as slides."""
    homes = ground.known.msoa_of
    groups = islice(homes.groupby(homes).groups.items(), NEIGHBOURHOODS)
    items = [
        profile_item(ground, ground.place(list(members), name), LINK) for name, members in groups
    ]
    return slides(Paper("Ten", "Benchmark", LINK.made, LINK.address, items))


def _index(pack: Pack) -> Choice:
    """The index of deprivation by LSOA."""
    one = INDICATORS["imd"]
    statistic = one.statistics[Level.LSOA][0]
    return Choice(one, Level.LSOA, statistic, Scale.ENGLAND, periods(pack, one)[0])


def ours(pack: Pack, known: Places, kind: Format) -> bytes:
    """The A4 map of the index of deprivation, as an officer gets it."""
    return map_item(pack, known, _index(pack), LINK).draw(Size.FULL, kind)


def theirs(pack: Pack, known: Places, kind: Format) -> bytes:
    """The same map as geopandas plots it."""
    choice = _index(pack)
    found = indicator_map(pack, known, choice)
    legend = found.chart.legend(palette_for("light"))
    areas = known.levels[choice.level][["geometry"]].assign(
        fifth=[legend.labels[band] for band in found.measurement.bands]
    )
    size = SIZES[Size.FULL]
    mpl.use("Agg")  # else it would look for a screen
    figure, axes = plt.subplots(figsize=(size.width_mm / MM_PER_INCH, size.height_mm / MM_PER_INCH))
    gpd.GeoDataFrame(areas).plot(
        column="fifth", categories=list(legend.labels),
        cmap=ListedColormap(legend.ramp.colours), legend=True, linewidth=0.12,
        edgecolor="white", ax=axes,
    )  # fmt: skip
    axes.set_title(finding(found), size=size.title_pt)
    axes.set_axis_off()
    file = io.BytesIO()
    figure.savefig(file, format=kind.value, dpi=DPI)
    plt.close(figure)
    return file.getvalue()
