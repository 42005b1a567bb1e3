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
    """One row per area, each carrying what its number means and where it is from."""
    choice = measurement.choice
    areas = known.levels[choice.level].iloc[shown]
    names = known.levels[Level.LOCALITY]["name"]
    words = dict(enumerate(measurement.labels))
    words[bands.MISSING] = "no figure"
    rows = pd.DataFrame(
        {
            "area_code": areas.index,
            "area_name": areas["name"].to_numpy(),
            "place": areas["place"].to_numpy(),
            "district": areas["lad24cd"].map(names).to_numpy(),
            "is_boundary_approximate": areas["is_boundary_approximate"].to_numpy(),
            "indicator": choice.title,
            "value": measurement.values.iloc[shown].to_numpy(),
            **_interval_columns(measurement, shown),
            **_left_out_column(measurement, areas.index),
            "unit": choice.statistic.unit,
            "period": choice.period,
            "level": LEVEL_NAMES[choice.level],
            "position": measurement.positions.iloc[shown].to_numpy(),
            "out_of": measurement.out_of.iloc[shown].to_numpy(),
            "compared_with": measurement.against.iloc[shown].to_numpy(),
            "class_label": measurement.bands.iloc[shown].map(words).to_numpy(),
            "class_scale": measurement.scale_words.removeprefix("Scale: "),
        }
    )
    return ExportTable(rows, provided.stamp, dict.fromkeys(ROUNDED, 4))


def _interval_columns(measurement: Measurement, shown: np.ndarray) -> dict[str, np.ndarray]:
    """Limits of the 95% confidence interval, where the values have one."""
    if measurement.low is None or measurement.high is None:
        return {}
    return {
        "low_95": measurement.low.iloc[shown].to_numpy(),
        "high_95": measurement.high.iloc[shown].to_numpy(),
    }


def _left_out_column(measurement: Measurement, codes: pd.Index) -> dict[str, object]:
    """How many LSOAs an average leaves out, where any has no figure."""
    if measurement.left_out is None:
        return {}
    return {"lsoas_left_out": measurement.left_out.reindex(codes).to_numpy()}
