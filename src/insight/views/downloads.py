"""What a map shows, as files whose every row says what it means."""

import json
import re

import numpy as np
import pandas as pd

from insight.catalogue import Level
from insight.geography.levels import LEVEL_NAMES, Places
from insight.geography.web_geometry import feature_collection
from insight.measures import bands
from insight.views.measurement import Measurement
from insight.views.view import Download, Provided


def downloads(
    measurement: Measurement, known: Places, shown: np.ndarray, provided: Provided
) -> tuple[Download, ...]:
    """The areas shown as CSV and as GeoJSON, made when they are asked for.

    Parameters
    ----------
    measurement
        Values and classes of all areas.
    known
        Names and boundaries.
    shown
        Positions of the areas to be listed.
    provided
        Sources, class and pack version.
    """
    choice = measurement.choice
    stem = f"{choice.indicator.key}-{choice.statistic.key}-{choice.level}"
    stem += f"-{re.sub('[^A-Za-z0-9]+', '-', choice.period).strip('-')}"

    def as_csv() -> bytes:
        # The mark at the front makes Excel read the file as UTF-8.
        text = _download_rows(measurement, known, shown, provided).to_csv(index=False)
        return text.encode("utf-8-sig")

    def as_geojson() -> bytes:
        rows = _download_rows(measurement, known, shown, provided)
        collection = feature_collection(known.levels[choice.level].iloc[shown])
        records = json.loads(rows.to_json(orient="records"))
        features = collection["features"]
        for feature, record in zip(features, records, strict=True):  # type: ignore[call-overload]
            feature["properties"] = record
        return json.dumps(collection, ensure_ascii=False).encode()

    return (
        Download("CSV", f"{stem}.csv", "text/csv", as_csv),
        Download("GeoJSON", f"{stem}.geojson", "application/geo+json", as_geojson),
    )


def _download_rows(
    measurement: Measurement, known: Places, shown: np.ndarray, provided: Provided
) -> pd.DataFrame:
    """One row per area, each carrying what its number means and where it is from."""
    choice = measurement.choice
    areas = known.levels[choice.level].iloc[shown]
    names = known.levels[Level.LOCALITY]["name"]
    words = dict(enumerate(measurement.labels))
    words[bands.MISSING] = "no figure"
    return pd.DataFrame(
        {
            "area_code": areas.index,
            "area_name": areas["name"].to_numpy(),
            "place": areas["place"].to_numpy(),
            "district": areas["lad24cd"].map(names).to_numpy(),
            "is_boundary_approximate": areas["is_boundary_approximate"].to_numpy(),
            "indicator": choice.title,
            "value": measurement.values.iloc[shown].round(4).to_numpy(),
            **_interval_columns(measurement, shown),
            **_left_out_column(measurement, areas.index),
            "unit": choice.statistic.unit,
            "period": choice.period,
            "level": LEVEL_NAMES[choice.level],
            "position": measurement.positions.iloc[shown].to_numpy(),
            "out_of": measurement.out_of.iloc[shown].to_numpy(),
            "compared_with": measurement.against.iloc[shown].to_numpy(),
            "class": measurement.bands.iloc[shown].map(words).to_numpy(),
            "class_scale": measurement.scale_words.removeprefix("Scale: "),
            "provenance": str(provided.provenance),
            "source": provided.titles,
            "licence": provided.attribution,
            "data_pack": provided.pack_version,
        }
    )


def _interval_columns(
    measurement: Measurement, shown: np.ndarray
) -> dict[str, np.ndarray]:
    """Limits of the 95% confidence interval, where the values have one."""
    if measurement.low is None or measurement.high is None:
        return {}
    return {
        "low_95": measurement.low.iloc[shown].round(4).to_numpy(),
        "high_95": measurement.high.iloc[shown].round(4).to_numpy(),
    }


def _left_out_column(measurement: Measurement, codes: pd.Index) -> dict[str, object]:
    """How many LSOAs an average leaves out, where any has no figure."""
    if measurement.left_out is None:
        return {}
    return {"lsoas_left_out": measurement.left_out.reindex(codes).to_numpy()}
