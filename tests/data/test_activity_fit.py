"""The model of the pack is what the files of England give, and agrees as it says."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.estimates import study_area
from insight.analysis.small_areas import Basis, small_areas
from insight.geography.english_areas import PARTNERSHIPS, REGIONS
from insight.measures.activity_fit import fit
from insight.pack.pack import open_pack
from insight.publishers.fit_activity import england, held_against

OURS = "Leicester, Leicestershire and Rutland"
LEICESTER = "E06000016"


@pytest.fixture(scope="module")
def every(real):
    return england([real / "england", real / "activity"])


@pytest.fixture(scope="module")
def found(every, pack):
    is_ours = every.ground.district.isin(pack.table("districts").index)
    others = {name: codes for name, codes in PARTNERSHIPS.items() if name != OURS}
    return fit(every.ground.where(~is_ours), every.within, others)


def test_coefficients_of_the_pack_are_those_of_the_files(found, pack):
    ours, theirs = pack.table("activity_model"), found.model
    theirs = theirs.reindex(ours.index)[list(ours)]
    assert np.allclose(ours, theirs, rtol=1e-3, atol=1e-12)


def test_figures_of_the_pack_are_those_of_the_files(found, pack):
    ours, theirs = pack.table("activity_fit")["value"], found.figures["value"]
    gap = (ours - theirs.reindex(ours.index)).abs() / ours.abs().clip(lower=1e-6)
    assert gap.max() < 1e-3


def test_check_of_the_study_area_is_that_of_the_files(every, found, pack):
    is_ours = every.ground.district.isin(PARTNERSHIPS[OURS])
    held = held_against(every.ground.where(is_ours), found, every.imd)
    ours = pack.table("activity_checks").loc[OURS]
    for name, value in held.items():
        assert ours[name] == pytest.approx(value, rel=1e-3), name


def test_study_area_agrees_with_published_estimates_as_the_app_makes_them(every, pack, known):
    """Aggregated to MSOAs over adults, each district's level aligned."""
    rows = study_area(known, small_areas(pack, known, Basis()), every)
    assert len(rows) == 127
    city = rows[rows["district"].eq(LEICESTER)]
    for part, least in ((rows, 0.82), (city, 0.86)):
        apart = part[["published", "odds"]].copy()
        apart["published"] = np.log(part["published"] / (1 - part["published"]))
        apart -= apart.groupby(part["district"]).transform("mean")
        assert apart["published"].corr(apart["odds"]) >= least
    top = rows["published"].nlargest(10).index
    assert len(top.intersection(rows["odds"].nlargest(10).index)) >= 9


def test_every_district_of_england_is_in_one_region_and_one_partnership(real):
    file = real / "england" / "iod2025_file10_lad24_summaries.csv"
    table = pd.read_csv(file)
    code = next(name for name in table if name.endswith("code"))
    for places in (REGIONS, PARTNERSHIPS):
        named = [each for codes in places.values() for each in codes]
        assert len(named) == len(set(named))
        assert set(named) == set(table[code])


def test_partnerships_were_each_held_against_the_model():
    table = open_pack().table("activity_checks")
    places = table.index[table["kind"].eq("partnership")]
    assert set(places) == set(PARTNERSHIPS)
