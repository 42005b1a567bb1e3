"""The same for every LSOA of England: 500 draws, time and peak memory.

In a new process, which is what the peak is of; run as a module it is that process.
The ranks are the published ones. There is no table of adults or of survey rates for
England here, so each LSOA is taken to have the same number of adults, each district to
have the rate that the gradient gives it, and each survey 400 answers in each of three
years: the arithmetic is that of real rates.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Row, Skipped
from insight.catalogue import NATIONAL_LSOAS_2025
from insight.measures.deprivation import decile
from insight.measures.estimates import MODEL_ERROR, survey_error
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach, rules
from insight.measures.uncertainty import (
    Activity,
    Scheme,
    Spread,
    draw_needs,
    need_percentiles,
    rank_draws,
)
from insight.pack import open_pack
from insight.views.small_areas import gradient_shares

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT.parent / "shared" / "data" / "england" / "iod2025_lsoa21_england.csv"
DRAWS = 500
PLACES = 1_600
ADULTS = 1_400
ASKED = 3 * 400
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
    columns = ["lsoa21_code", "lad24_code", "imd_rank", "health_rank"]
    table = pd.read_csv(FILE, usecols=columns, index_col="lsoa21_code")
    rank, district = table["imd_rank"], table["lad24_code"]
    inactive = gradient_shares(open_pack(), decile(rank, NATIONAL_LSOAS_2025))
    share = inactive["inactive"]
    rate = share.groupby(district).mean()
    activity = Activity(
        share=share,
        adults=pd.Series(ADULTS, index=share.index),
        model_error=pd.Series(MODEL_ERROR, index=share.index),
        group=district,
        group_rate=rate,
        group_error=survey_error(rate, ASKED),
    )
    others = pd.DataFrame({"imd": -rank, "health": -table["health_rank"]})
    scheme = Scheme((34, 33, 33), Scaling.PERCENTILE, Mean.ARITHMETIC)
    needs = draw_needs(activity, others, scheme, Spread(draws=DRAWS))
    need_percentiles(needs, rank)
    wanted = rules(district, PLACES, Reach.QUOTA, city="")
    found = rank_draws(needs, rank, wanted)
    if not np.isclose(found["chance"].sum(), PLACES):
        raise ValueError("The chances do not add up to the places.")
    return found


if __name__ == "__main__":
    import resource

    began = time.perf_counter()
    lists()
    seconds = time.perf_counter() - began
    # Linux gives kilobytes, macOS bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
