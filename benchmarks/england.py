"""The same for every LSOA of England: 500 draws, time and peak memory.

In a new process, which is what the peak is of; run as a module it is that process.
The ranks are the published ones. There is no table of adults or of survey rates for
England here, so each LSOA is taken to have the same number of adults and an inactive
share that follows its income deprivation, and each survey the usual answers in each of
three years: the arithmetic is that of real rates.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Row, Skipped
from insight.measures.estimate_errors import AreaErrors
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach, rules
from insight.measures.survey import RESPONDENTS, survey_error
from insight.measures.uncertainty import (
    Scheme,
    SimulationSettings,
    draw_needs,
    need_percentiles,
    rank_draws,
)

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT.parent / "shared" / "data" / "england" / "iod2025_lsoa21_england.csv"
DRAWS = 500
PLACES = 1_600
ADULTS = 1_400
ASKED = 3 * RESPONDENTS
SHARED, OWN = 0.05, 0.09
"""Residuals, about those of the middle district of England."""
MOST_SECONDS = 10.0
MOST_MB = 2_000.0
LIMIT = "the most it may be"


def measure() -> list[Row]:
    if not FILE.is_file():
        raise Skipped("The ranks of all England are not beside this checkout.")
    if sys.platform == "win32":
        raise Skipped("Windows does not tell a process its peak of memory this way.")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.england"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = map(float, done.stdout.split())
    return [
        Row("targeting.england_s", seconds, "s", LIMIT, MOST_SECONDS),
        Row("targeting.england_mb", megabytes, "MB", LIMIT, MOST_MB),
    ]


def lists() -> pd.DataFrame:
    """Chance and ranks of every LSOA of England, from the file to the result."""
    columns = [
        "lsoa21_code", "lsoa21_name", "lad24_code", "imd_rank", "health_rank",
        "income_score",
    ]  # fmt: skip
    table = pd.read_csv(FILE, usecols=columns, index_col="lsoa21_code")
    rank, district = table["imd_rank"], table["lad24_code"]
    # Any pattern will do that differs between areas: what is measured is the time.
    share = 0.15 + 0.3 * table["income_score"]
    rate = share.groupby(district).mean()
    msoa = table["lsoa21_name"].str[:-1]
    activity = AreaErrors(
        share=share,
        adults=pd.Series(ADULTS, index=share.index),
        group=district,
        group_error=survey_error(rate, ASKED),
        part=msoa,
        shared=pd.Series(SHARED, index=msoa.unique()),
        own=pd.Series(OWN, index=share.index),
        points=_points(msoa),
    )
    others = pd.DataFrame({"imd": -rank, "health": -table["health_rank"]})
    scheme = Scheme((34, 33, 33), Scaling.PERCENTILE, Mean.ARITHMETIC)
    needs = draw_needs(activity, others, scheme, SimulationSettings(draws=DRAWS))
    need_percentiles(needs, rank)
    wanted = rules(district, PLACES, Reach.QUOTA, city="")
    found = rank_draws(needs, rank, wanted)
    if not np.isclose(found["chance"].sum(), PLACES):
        raise ValueError("The chances do not add up to the places.")
    return found


def _points(msoa: pd.Series) -> pd.DataFrame:
    """Places for MSOAs by their names, as no outlines of England are at hand."""
    names = np.sort(msoa.unique())
    at = np.arange(len(names), dtype=float)
    return pd.DataFrame({"x": 1000 * (at % 10), "y": 1000 * (at // 10)}, index=names)


if __name__ == "__main__":
    import resource

    began = time.perf_counter()
    lists()
    seconds = time.perf_counter() - began
    # Linux gives kilobytes, macOS bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
