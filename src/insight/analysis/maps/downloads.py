"""What a map shows, as files whose every row says what it means."""

from dataclasses import replace

import numpy as np
import pandas as pd

from insight.analysis.measurement import Measurement
from insight.exports.files import Download, csv_download, geojson_download
from insight.exports.table import ExportTable
from insight.geography.levels import LEVEL_NAMES, Places
from insight.geography.web_geometry import outlines
from insight.measures import bands
from insight.pack.catalogue import Level
from insight.statement import Provided

ROUNDED = ("value", "low_95", "high_95")


def downloads(
    measurement: Measurement, known: Places, shown: np.ndarray, provided: Provided
) -> tuple[Download, ...]:
    """The areas shown as CSV and as GeoJSON, made when they are asked for."""
    choice = measurement.choice
    parts = (choice.indicator.key, choice.statistic.key, str(choice.level), choice.period)

    def table() -> ExportTable:
        return _download_table(measurement, known, shown, provided)

    def layer() -> ExportTable:
        return replace(table(), outlines=outlines(known.levels[choice.level].iloc[shown]))

    return (csv_download("CSV", parts, table), geojson_download("GeoJSON", parts, layer))


def _download_table(
    measurement: Measurement, known: Places, shown: np.ndarray, provided: Provided
) -> ExportTable:
    choice = measurement.choice
    areas = known.levels[choice.level].iloc[shown]
    names = known.levels[Level.LOCALITY]["name"]
    words = dict(enumerate(measurement.labels))
    words[bands.MISSING] = "no figure"
    more = {
        "low_95": measurement.low,
        "high_95": measurement.high,
        "lsoas_left_out": measurement.left_out,
    }
    rows = pd.DataFrame(
        {
            "area_code": areas.index,
            "area_name": areas["name"],
            "place": areas["place"],
            "district": areas["lad24cd"].map(names),
            "is_boundary_approximate": areas["is_boundary_approximate"],
            "indicator": choice.title,
            "value": measurement.values.iloc[shown],
            **{name: each.reindex(areas.index) for name, each in more.items() if each is not None},
            "unit": choice.statistic.unit,
            "period": choice.period,
            "level": LEVEL_NAMES[choice.level],
            "position": measurement.positions.iloc[shown],
            "out_of": measurement.out_of.iloc[shown],
            "compared_with": measurement.against.iloc[shown],
            "class_label": measurement.bands.iloc[shown].map(words),
            "class_scale": measurement.scale_words,
        },
        index=areas.index,
    )
    return ExportTable(rows, provided.stamp, dict.fromkeys(ROUNDED, 4))
