"""The map view alone, without Streamlit: CPU time, and size of the figure's JSON."""

import time
import zlib
from collections.abc import Callable, Sequence
from statistics import median

from benchmarks import plain
from benchmarks.rows import Row
from insight.analysis.maps.indicator import map_view
from insight.analysis.measurement import Choice
from insight.analysis.targeting import Screen
from insight.figures.palette import palette_for
from insight.geography.levels import places
from insight.geography.web_geometry import feature_collection
from insight.pack.catalogue import INDICATORS, Level
from insight.pack.pack import open_pack

ROUNDS = 3
PLAIN = "plain choropleth, inline geometry"
URLS = {level: f"/app/static/{level.value}-0123456789ab.json" for level in Level}


def measure() -> list[Row]:
    labels = list(plain.LABELS)
    ours, theirs = _ours(), _theirs()
    ours(labels[0]), theirs(labels[0])
    spent: tuple[list[float], list[float]] = ([], [])
    drawn: tuple[list[str], list[str]] = ([], [])
    for label in labels * ROUNDS:
        for at, draw in enumerate((ours, theirs)):
            began = time.process_time()
            drawn[at].append(draw(label))
            spent[at].append(1000 * (time.process_time() - began))
    figures = [_median_size(each) for each in drawn]
    deflated = [_median_size([_deflated(json) for json in each]) for each in drawn]
    return [
        Row("map.change_bytes.figure", figures[0], "B", PLAIN, figures[1]),
        Row("map.change_bytes.figure_deflated", deflated[0], "B", PLAIN, deflated[1]),
        Row("map.view_cpu_ms", median(spent[0]), "ms", PLAIN, median(spent[1])),
    ]


def _ours() -> Callable[[str], str]:
    """Measure an indicator, lay out map, table and all, and write the figure."""
    pack = open_pack()
    known = places(pack)
    by_label = {each.label: each for each in INDICATORS.values()}
    feature_collection(known.levels[Level.LOCALITY])

    def draw(label: str) -> str:
        indicator = by_label[label]
        statistic = indicator.statistics[Level.LSOA][0]
        view = map_view(
            pack,
            known,
            Choice(
                indicator=indicator,
                level=Level.LSOA,
                statistic=statistic,
                scale=statistic.scales[0],
                period=indicator.period,
            ),
            Screen(URLS, palette_for("light"), plain.HEIGHT_PX),
        )
        return str(view.figure.plot.to_json())

    return draw


def _theirs() -> Callable[[str], str]:
    names, geojson = plain.base()
    values = {label: plain.values(label) for label in plain.LABELS}

    def draw(label: str) -> str:
        figure = plain.choropleth(names, geojson, values[label], label)
        return str(figure.to_json())

    return draw


def _deflated(text: str) -> bytes:
    """As the server's websocket compresses: level 6 within a window of 4 kB."""
    squeeze = zlib.compressobj(wbits=-12, memLevel=5)
    return squeeze.compress(text.encode()) + squeeze.flush()


def _median_size(texts: Sequence[str | bytes]) -> float:
    return median(len(text.encode() if isinstance(text, str) else text) for text in texts)
