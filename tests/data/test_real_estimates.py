"""Estimates and ranking of the embedded pack: laws, and what is known of the place."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.targeting import one_by_one
from insight.analysis.ranking import Order, Wish, certainty, imd_ranks, ranking
from insight.analysis.small_areas import Basis, small_areas
from insight.measures import activity as surveyed
from insight.measures.activity_model import covariates, model_of, older_deprived, predicted
from insight.measures.deprivation import weighted_mean
from insight.measures.estimates import CATEGORIES, logit
from insight.measures.reach import Reach, hidden_pockets
from insight.measures.uncertainty import SimulationSettings
from insight.pack.catalogue import ENGLAND
from insight.pack.contracts.schemas import MODEL_OUTCOMES

LEICESTER, RUTLAND = "E06000016", "E06000017"
BLABY, HARBOROUGH, OADBY = "E07000129", "E07000131", "E07000135"


@pytest.fixture(scope="module")
def estimates(pack, known):
    return small_areas(pack, known, Basis())


@pytest.mark.parametrize("category", CATEGORIES)
def test_lsoas_of_each_district_average_to_its_pooled_rate(estimates, known, category):
    mean = weighted_mean(estimates.shares[category], estimates.adults, known.district_of)
    assert len(mean) == 9
    gap = mean - estimates.districts[category]
    assert gap.abs().max() < 1e-9


def test_whole_area_is_its_districts_weighted_by_adults(estimates, known):
    adults = estimates.adults.groupby(known.district_of).sum()
    for category in CATEGORIES:
        expected = np.average(estimates.districts[category], weights=adults)
        assert estimates.whole_of(category) == pytest.approx(expected, abs=1e-9)


def test_pooled_rate_lies_between_the_years_it_is_pooled_from(pack, estimates):
    table = surveyed.published(pack.table("activity"), "inactive").drop(ENGLAND)
    years = table.iloc[:, -3:] / 100
    rates = estimates.districts["inactive"]
    assert rates.ge(years.min(axis=1)).all()
    assert rates.le(years.max(axis=1)).all()
    assert estimates.period == "2022/23 to 2024/25"


def test_differences_of_the_model_survive_in_every_district(pack, estimates, known):
    """Raking moves the level of a district and hardly the order within it."""
    model = model_of(pack.table("activity_model"), pack.table("activity_fit"))
    table, people = pack.table("deprivation"), pack.table("population")
    older = older_deprived(table, people)
    odds = predicted(model, covariates(table, people.assign(older_deprived=older)))
    for outcome in MODEL_OUTCOMES:
        ours = logit(estimates.shares[outcome])
        gap = (ours - odds[outcome]).groupby(known.district_of)
        assert gap.std().max() < 0.03


def test_every_area_has_three_proportions_within_sensible_bounds(estimates):
    shares = estimates.shares
    assert shares.sum(axis=1).sub(1).abs().max() < 1e-12
    assert shares["inactive"].between(0.10, 0.50).all()
    limits = estimates.limits()
    assert limits["low"].lt(shares["inactive"]).all()
    assert limits["high"].gt(shares["inactive"]).all()


def test_pattern_is_not_that_of_deprivation_and_goes_along_with_it(estimates):
    assert 0.3 < estimates.imd_correlation < 0.7


def test_intervals_are_wider_in_the_city_whose_neighbourhoods_differ_most(estimates, known):
    widths = estimates.errors["inactive"].of_areas.groupby(known.district_of).median()
    assert widths.idxmax() == LEICESTER


def test_need_alone_puts_all_ten_places_in_leicester(pack, known):
    for wish in (Wish(places=10), Wish(places=10, order=Order.COMPOSITE)):
        found = ranking(pack, known, wish)
        assert len(found.listed) == 10
        assert set(known.district_of[found.listed.index]) == {LEICESTER}


def test_quota_gives_every_district_its_share(pack, known):
    found = ranking(pack, known, Wish(places=30, reach=Reach.QUOTA))
    counts = known.district_of[found.listed.index].value_counts()
    assert len(found.listed) == 30
    assert len(counts) == 9
    assert counts.min() >= 3


def test_county_list_is_without_leicester(pack, known):
    found = ranking(pack, known, Wish(places=30, reach=Reach.COUNTY, fill=True))
    assert known.crowded.district == LEICESTER
    assert len(found.listed) == 30
    assert LEICESTER not in set(known.district_of[found.listed.index])


def test_pockets_are_found_in_the_districts_that_are_well_off(pack, known):
    rank, _ = imd_ranks(pack, 2025)
    table = pack.table("deprivation")
    people = pack.table("population")["population"]
    average = weighted_mean(table["imd_score"], people, known.district_of)
    found = hidden_pockets(rank, known.district_of, average, each=3)
    counts = found["district"].value_counts()
    assert {HARBOROUGH, BLABY, RUTLAND} <= set(counts.index)
    assert counts.eq(3).all()
    assert LEICESTER not in counts.index
    assert found["above_district"].gt(0).all()


def test_ranks_of_2019_are_those_of_the_former_areas(pack, known):
    rank, national = imd_ranks(pack, 2019)
    links = pack.table("lsoa_links").reset_index()
    same = links[links["change"].eq("unchanged")]["lsoa21cd"]
    former = pack.table("imd2019")["imd2019_rank"]
    assert rank[same].eq(former[same]).all()
    assert rank.index.equals(known.district_of.index)
    assert rank.between(1, national).all()


@pytest.mark.parametrize("order", Order)
def test_plain_rank_is_within_the_interval_of_nine_areas_in_ten(pack, known, order):
    found = ranking(pack, known, Wish(order=order))
    sure = certainty(found, SimulationSettings(draws=500)).table
    rank = found.table["rank"]
    within = rank.ge(sure["low"]) & rank.le(sure["high"])
    assert within.mean() >= 0.9
    assert sure["chance"].sum() == pytest.approx(30)
    assert sure["chance"][found.table["is_listed"]].min() > 0


def test_list_a_tenth_as_long_as_there_are_areas_has_sure_and_open_places(pack, known):
    """Forty areas of Leicester are of the same decile: fewer places are a lottery."""
    found = ranking(pack, known, Wish(places=60))
    sure = certainty(found, SimulationSettings(draws=500)).table
    counts = sure["group"].value_counts()
    assert set(counts.index) == {"always", "depends", "never"}
    assert counts["never"] > 500
    always = sure.index[sure["group"].eq("always")]
    assert set(always) <= set(found.listed.index)


def test_list_that_is_shaken_less_is_surer(pack, known):
    found = ranking(pack, known, Wish())
    whole, half = (
        certainty(found, SimulationSettings(draws=300, error=error)).table["chance"]
        for error in (1.0, 0.5)
    )

    def open_places(chance: pd.Series) -> int:
        return int(chance.between(0.2, 0.8).sum())

    assert open_places(half) < open_places(whole)


def test_drawing_many_lists_at_once_gives_the_chances_of_drawing_one_by_one(pack, known):
    """Of 300 lists a chance is known to 3 points, so 13 is beyond all doubt."""
    found = ranking(pack, known, Wish(places=60))
    slowly = one_by_one(found, 300)
    gap = certainty(found, SimulationSettings()).table["chance"] - slowly
    assert gap.abs().max() < 0.13
    assert gap.abs().mean() < 0.01
