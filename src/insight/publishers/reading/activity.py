"""Surveyed activity of districts out of the publisher's files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from insight.pack.catalogue import ENGLAND
from insight.pack.contracts.schemas import ACTIVITY_INDICATORS, PERIOD
from insight.publishers.reading.files import Reading, in_file

# The Barnsley and Sheffield (Boundary Change) Order 2024, in force from 1 April 2025; Code
# History Database of the Office for National Statistics.
RECODED: Mapping[str, str] = {"E08000038": "E08000016", "E08000039": "E08000019"}
"""Districts that have had another code since the Indices 2025, and the one there."""

UNCOMPARED = "Not compared"
KEYS = ["area_code", "indicator_id", "period"]


def activity(
    readings: Sequence[Reading], districts: Sequence[str]
) -> tuple[pd.DataFrame, list[Reading], list[str]]:
    """Surveyed levels of England and the districts, every indicator and year."""
    wanted = frozenset({ENGLAND, *districts})
    parts: dict[int, pd.DataFrame] = {}
    used: list[Reading] = []
    for reading in readings:
        rows = _survey_rows(reading, wanted)
        fresh = [n for n in sorted(rows["indicator_id"].unique()) if n not in parts]
        for indicator in fresh:
            parts[int(indicator)] = rows[rows["indicator_id"].eq(indicator)]
        if fresh:
            used.append(reading)
    absent = [each for each in ACTIVITY_INDICATORS if each not in parts]
    if absent:
        names = ", ".join(reading.name for reading in readings)
        rule = f"no rows for {len(absent)} of {len(ACTIVITY_INDICATORS)} indicators"
        fault = readings[0].fault(rule, "Include all three indicators.", example=str(absent[0]))
        raise in_file(fault, names) if len(readings) > 1 else fault
    found = pd.concat([parts[each] for each in ACTIVITY_INDICATORS])
    cells = found[KEYS[1:]].drop_duplicates()
    every = pd.DataFrame({"area_code": sorted(wanted)}).merge(cells, how="cross")
    whole = every.merge(found, on=KEYS, how="left")
    whole["compared_to_england"] = whole["compared_to_england"].fillna(UNCOMPARED)
    notes = []
    filled = len(whole) - len(found)
    if filled:
        notes.append(
            f"{filled:,} of {len(whole):,} district figures are not in the file and are kept "
            "as missing."
        )
    if whole["low_pct"].isna().all():
        whole = whole.drop(columns=["low_pct", "high_pct"])
        files = ", ".join(reading.name for reading in used)
        notes.append(f"{files}: no confidence intervals, so none are shown for districts.")
    return whole, used, notes


def _survey_rows(reading: Reading, wanted: frozenset[str]) -> pd.DataFrame:
    """Rows of all persons in the areas that are wanted, one for each figure."""
    frame = reading.frame
    ids = pd.to_numeric(frame["indicator_id"], errors="coerce")
    codes = frame["area_code"]
    older = codes.map(RECODED)
    # The old code stands for the district if it is there itself.
    codes = codes.mask(older.isin(wanted) & ~codes.isin(wanted), older)
    is_kept = ids.isin(ACTIVITY_INDICATORS) & codes.isin(wanted)
    is_kept &= frame["period"].str.fullmatch(PERIOD.strip("^$"))
    if "sex" in frame:
        is_kept &= frame["sex"].str.casefold().isin(["persons", ""])
    if "category" in frame:
        is_kept &= frame["category"].eq("")
    kept = replace(reading, frame=frame[is_kept].reset_index(drop=True))
    empty = pd.Series(float("nan"), index=kept.frame.index)
    rows = pd.DataFrame(
        {
            "area_code": codes[is_kept].to_numpy(),
            "indicator_id": ids[is_kept].astype("int64").to_numpy(),
            "period": kept.frame["period"],
            **{
                name: kept.numbers(name, may_be_empty=True) if name in kept.frame else empty
                for name in ("value_pct", "low_pct", "high_pct")
            },
            "compared_to_england": _verdict(kept.frame["compared_to_england"]),
        }
    )
    return _one_figure_each(kept, rows)


def _verdict(text: pd.Series) -> pd.Series:
    """The publisher's comparison; with or without the level of confidence.

    Examples
    --------
    >>> _verdict(pd.Series(["Better 95%", "Similar", "", "Lower"])).tolist()
    ['Better', 'Similar', 'Not compared', 'Not compared']
    """
    word = text.str.extract(r"^(Better|Similar|Worse)\b", expand=False)
    return word.fillna(UNCOMPARED)


def _one_figure_each(reading: Reading, rows: pd.DataFrame) -> pd.DataFrame:
    """Files that list an area once as district and once as authority have it twice."""
    spread = rows.groupby(KEYS)["value_pct"].nunique()
    if (spread > 1).any():
        first = spread.index[spread > 1][0]
        raise reading.fault(
            f"{int((spread > 1).sum())} figures have two different values",
            "Use a file with one value for each district, indicator and year.",
            example=f"{first[0]!r}, indicator {first[1]}, {first[2]}",
        )
    rows = rows.sort_values([*KEYS, "value_pct"], na_position="last")
    return rows.drop_duplicates(KEYS)
