"""How well the estimates of small areas agree with what Sport England published.

The study area is estimated as the app does it, by a model that has not seen it, and
held against the published shares of its MSOAs, each district's level aligned. The peer
is deprivation, by which the estimates were made before: the IMD score in place of the
model, carried in the same way.
"""

import numpy as np
import pandas as pd

from benchmarks.england_pack import REAL
from benchmarks.rows import Row, Skipped
from insight.analysis.small_areas import Basis, SmallAreas, small_areas
from insight.geography.english_areas import PARTNERSHIPS
from insight.geography.levels import Places, places
from insight.measures.activity_fit import Ground, check, held_out
from insight.measures.activity_model import centred
from insight.measures.estimates import logit
from insight.pack.pack import open_pack
from insight.pages.data.agreement_here import checked, compared, found_among_least_active
from insight.publishers.fit_activity import England, checks, england

LEICESTER = "E06000016"
TOP = 10
OTHERS = 10
SEED = 20_250_101


def measure() -> list[Row]:
    if not REAL.exists():
        raise Skipped(f"{REAL.parent.name}/{REAL.name} is not there.")
    every = england([REAL / "england", REAL / "activity"])
    pack = open_pack()
    known = places(pack)
    areas = small_areas(pack, known, Basis())
    ours = study_area(known, areas, every)
    city = ours[ours["district"].eq(LEICESTER)]
    whole, inner = checked(ours), checked(city)
    ridge = float(pack.table("activity_fit")["value"]["all", "ridge"])
    rest = every.ground.where(~every.ground.district.isin(pack.table("districts").index))
    imd = "IMD score, the same areas"
    return [
        Row("estimates.within_district_r", whole.r, "r", imd, whole.r_imd),
        Row("estimates.leicester_r", inner.r, "r", imd, inner.r_imd),
        Row("estimates.rmse_pp", whole.rmse_pp, "points"),
        Row(
            "estimates.top10_found", found_among_least_active(ours, "odds", TOP),
            f"of {TOP}", imd, found_among_least_active(ours, "imd", TOP),
        ),
        Row("estimates.coverage_pct", whole.coverage_pct, "%"),
        Row("estimates.coverage_pct.others", _coverage_elsewhere(every), "%"),
        Row(
            "estimates.england_within_r",
            _left_out(rest, ridge),
            "r, regions left out", "IMD score", _imd_elsewhere(rest, every),
        ),
        Row("estimates.imd_r", areas.imd_correlation, "r of estimate and IMD"),
    ]  # fmt: skip


def study_area(known: Places, areas: SmallAreas, every: England) -> pd.DataFrame:
    """MSOAs of the study area, held against what is published of them in England."""
    return compared(known, areas, every.ground.shares["inactive"], every.imd)


def _coverage_elsewhere(every: England) -> float:
    """Coverage over other partnerships drawn by seed, each left out of its fit."""
    study = set(open_pack().table("districts").index)
    names = [name for name, codes in PARTNERSHIPS.items() if not study & set(codes)]
    drawn = np.random.default_rng(SEED).choice(names, OTHERS, replace=False)
    table = checks(every, drawn)
    return float(np.average(table["coverage_pct"], weights=table["msoas"]))


def _left_out(rest: Ground, ridge: float) -> float:
    """Correlation within districts, each region predicted by a fit without it."""
    odds = held_out(rest, ridge, rest.region)["inactive"]
    whole = centred(rest.odds, rest.weight, rest.district)["inactive"]
    return float(whole.corr(odds))


def _imd_elsewhere(rest: Ground, every: England) -> float:
    """That of the IMD score over the same areas."""
    return check(
        rest.shares["inactive"], logit(rest.shares["inactive"]), rest.weight,
        every.imd.loc[rest.areas.index], rest.weight, rest.district,
    ).r_imd  # fmt: skip
