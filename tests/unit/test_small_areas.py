"""Estimates as the pages use them: ours, and published ones in their place."""

import numpy as np
import pandas as pd
import pytest

from insight.catalogue import Level, Provenance
from insight.errors import InsightError
from insight.measures.estimates import MODEL_ERROR, logit
from insight.measures.intervals import Z_95
from insight.views.small_areas import (
    Basis,
    Published,
    gradient_shares,
    published_in,
    small_areas,
    survey_period,
    years_of,
)

LSOAS = [f"E0100000{at}" for at in range(1, 7)]
MSOAS = ["E02000001", "E02000002", "E02000003"]
SOUTH, NORTH = "E07000001", "E07000002"

SURVEY_ERROR = (1 / 1500) ** 0.5
"""Of 500 answers in each of three years, to be divided by sqrt(p (1 - p))."""


def of_lsoas(_: pd.DataFrame) -> pd.DataFrame:
    """Two of the areas with an interval."""
    return pd.DataFrame(
        {
            "lsoa21cd": LSOAS,
            "inactive_pct": [44.0, 40, 30, 28, 24, 20],
            "active_pct": [46.0, 50, 60, 62, 66, 70],
            "inactive_low_pct": [None, 35, None, 20, None, None],
            "inactive_high_pct": [None, 45, None, 40, None, None],
        }
    )


def of_msoas(_: pd.DataFrame) -> pd.DataFrame:
    """In the South as its survey: 80 x 30% and 160 x 39% are 36% of 240 adults."""
    return pd.DataFrame(
        {
            "msoa21cd": MSOAS,
            "inactive_pct": [30.0, 39, 25],
            "active_pct": [62.0, 50, 65],
            "inactive_low_pct": [None, None, None],
            "inactive_high_pct": [None, None, None],
        }
    )


def means(values: pd.Series, adults: pd.Series, group: pd.Series) -> pd.Series:
    return (values * adults).groupby(group).sum() / adults.groupby(group).sum()


def test_area_of_its_districts_only_decile_has_the_districts_own_rates(town):
    """All adults of the South live in decile 2; nobody in the area of decile 1."""
    found = small_areas(town.pack, town.known, Basis())
    for code in LSOAS[1:3]:
        assert found.shares.loc[code].tolist() == pytest.approx([0.36, 0.10, 0.54])


def test_area_of_another_decile_differs_by_the_gradients_odds(town):
    """Decile 1 has 40 : 10 : 50 where decile 2 has 38 : 10 : 52."""
    found = small_areas(town.pack, town.known, Basis()).shares.loc[LSOAS[0]]
    parts = np.array([0.36 * 40 / 38, 0.10, 0.54 * 50 / 52])
    assert found.tolist() == pytest.approx((parts / parts.sum()).tolist())


def test_adults_average_to_the_survey_of_their_district(town):
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.district_of)
    assert mean.to_dict() == pytest.approx({SOUTH: 0.36, NORTH: 0.20})


def test_whole_area_is_the_mean_over_all_adults(town):
    """240 at 36% and 960 at 20% are 278.4 of 1,200."""
    found = small_areas(town.pack, town.known, Basis())
    assert found.whole == pytest.approx(0.232)
    assert found.whole_of("active") == pytest.approx(0.668)


def test_error_is_of_the_survey_and_of_the_model(town):
    found = small_areas(town.pack, town.known, Basis())
    survey = SURVEY_ERROR / (0.36 * 0.64) ** 0.5
    expected = np.hypot(survey, MODEL_ERROR)
    assert found.error.at[LSOAS[0], "inactive"] == pytest.approx(expected)
    assert found.model_error.eq(MODEL_ERROR).all()
    assert found.rate_errors.at[SOUTH, "inactive"] == pytest.approx(survey)
    limits = found.limits()
    middle = logit(found.shares["inactive"].to_numpy())
    assert np.allclose(logit(limits["high"]) - middle, Z_95 * found.error["inactive"])
    assert np.allclose(middle - logit(limits["low"]), Z_95 * found.error["inactive"])


def test_larger_area_has_the_mean_of_its_adults_within_its_interval(town):
    found = small_areas(town.pack, town.known, Basis())
    parents = found.of_parents("inactive", town.known.msoa_of)
    mean = means(found.shares["inactive"], found.adults, town.known.msoa_of)
    assert parents["share"].to_dict() == pytest.approx(mean.to_dict())
    assert parents["low"].lt(parents["share"]).all()
    assert parents["high"].gt(parents["share"]).all()


def test_survey_years_are_the_latest_and_named_first_and_last(town):
    assert years_of(town.pack, 2) == ("2023/24", "2024/25")
    assert survey_period(town.pack, 3) == "2022/23 to 2024/25"
    assert survey_period(town.pack, 1) == "2024/25"


def test_more_years_say_more_about_the_south_of_former_years(town):
    """30% until 2021/22 and 36% since: the mean of six lies between."""
    six = small_areas(town.pack, town.known, Basis(years=6))
    three = small_areas(town.pack, town.known, Basis(years=3))
    assert 0.30 < six.districts.at[SOUTH, "inactive"] < 0.36
    assert six.districts.at[NORTH, "inactive"] == pytest.approx(0.20)
    less = six.district_errors.at[NORTH, "inactive"]
    assert less < three.district_errors.at[NORTH, "inactive"]
    assert six.period.startswith("2019/20 to 2024/25 (")
    assert "2020/21" in six.period


def test_gradient_is_read_at_the_decile_given(town):
    decile = pd.Series([10, 1], index=["A", "B"])
    found = gradient_shares(town.pack, decile)
    assert found.loc["A"].tolist() == pytest.approx([0.22, 0.10, 0.68])
    assert found.loc["B"].tolist() == pytest.approx([0.40, 0.10, 0.50])


def test_estimates_say_that_they_rest_on_deprivation_only(town):
    found = small_areas(town.pack, town.known, Basis())
    assert found.provenance is Provenance.MODELLED
    assert found.is_from_deprivation
    assert found.words == (
        "Estimated from deprivation only: the rate that each district’s survey found "
        "(2022/23 to 2024/25) is spread over its LSOAs by the national gradient of "
        "activity by IMD decile (provisional)."
    )
    assert [source.table for source in found.sources] == [
        *("activity", "activity_gradient", "deprivation", "population"),
    ]


def test_pack_without_published_estimates_has_none(town):
    assert published_in(town.pack) is None


def test_published_areas_are_taken_as_they_are_if_not_held(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    assert found.shares["inactive"].tolist() == pytest.approx(
        [0.44, 0.40, 0.30, 0.28, 0.24, 0.20]
    )
    assert found.shares.sum(axis=1).tolist() == pytest.approx([1.0] * 6)
    assert found.group.eq("").all()
    assert found.rates.empty
    assert not found.is_from_deprivation
    assert found.words == (
        "Toy figures (Toy office, 2025), as published: they need not add up to the "
        "districts' own survey."
    )
    assert [source.table for source in found.sources] == [
        *("activity_lsoa", "activity", "population"),
    ]


def test_published_interval_is_the_model_error_and_ours_where_there_is_none(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    width = np.log(45 / 55) - np.log(35 / 65)
    expected = [MODEL_ERROR, width / (2 * Z_95), MODEL_ERROR]
    assert found.model_error.tolist()[:3] == pytest.approx(expected)
    assert found.error["inactive"].tolist() == found.model_error.tolist()


def test_published_areas_held_to_the_survey_keep_their_odds_ratios(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.district_of)
    assert mean.to_dict() == pytest.approx({SOUTH: 0.36, NORTH: 0.20})
    ratio = found.shares["inactive"] / found.shares["active"]
    assert ratio[LSOAS[1]] / ratio[LSOAS[2]] == pytest.approx((40 / 50) / (30 / 60))
    survey = SURVEY_ERROR / (0.36 * 0.64) ** 0.5
    assert found.error.at[LSOAS[2], "inactive"] == pytest.approx(
        np.hypot(survey, MODEL_ERROR)
    )
    assert found.words == (
        "Toy figures (Toy office, 2025) for LSOAs, held to the rates that each "
        "district’s survey found (2022/23 to 2024/25)."
    )


def test_published_larger_areas_are_spread_by_the_gradient(town_with):
    """Adults of the LSOAs of an MSOA average to it; an MSOA of one LSOA is it."""
    town = town_with(activity_msoa=of_msoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    mean = means(found.shares["inactive"], found.adults, town.known.msoa_of)
    assert mean.to_dict() == pytest.approx(
        dict(zip(MSOAS, (0.30, 0.39, 0.25), strict=True))
    )
    assert found.shares.at[LSOAS[2], "inactive"] == pytest.approx(0.39)
    north = found.shares.loc[LSOAS[3:]]
    ratio = north["inactive"] / north["active"]
    assert ratio.iloc[0] / ratio.iloc[2] == pytest.approx((36 / 54) / (22 / 68))
    assert found.words == (
        "Toy figures (Toy office, 2025), as published. Within an MSOA its LSOAs differ "
        "by the national gradient of activity by IMD decile alone."
    )
    assert [source.table for source in found.sources] == [
        *("activity_msoa", "activity", "activity_gradient", "deprivation"),
        "population",
    ]


def test_published_larger_areas_that_disagree_are_moved_to_the_survey(town_with):
    """The South agrees with its survey already; the North goes from 25% to 20%."""
    town = town_with(activity_msoa=of_msoas)
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.msoa_of)
    assert mean.to_dict() == pytest.approx(
        dict(zip(MSOAS, (0.30, 0.39, 0.20), strict=True))
    )
    assert found.words.startswith(
        "Toy figures (Toy office, 2025) for MSOAs, held to the rates that each "
        "district’s survey found (2022/23 to 2024/25). Within an MSOA"
    )


def test_finer_of_two_published_tables_is_used(town_with):
    town = town_with(activity_msoa=of_msoas, activity_lsoa=of_lsoas)
    use = published_in(town.pack)
    assert use.level is Level.LSOA
    assert use.source.table == "activity_lsoa"


def test_published_estimates_can_be_set_aside(town, town_with):
    other = town_with(activity_lsoa=of_lsoas)
    found = small_areas(other.pack, other.known, Basis(is_published=False))
    ours = small_areas(town.pack, town.known, Basis())
    pd.testing.assert_frame_equal(found.shares, ours.shares)
    assert found.is_from_deprivation


def test_estimates_given_come_before_those_of_the_pack(town, town_with):
    other = town_with(activity_lsoa=of_lsoas)
    given = Published(
        Level.MSOA,
        of_msoas(pd.DataFrame()).set_index("msoa21cd").astype(float),
        town.pack.sources["activity"],
    )
    found = small_areas(
        other.pack, other.known, Basis(is_benchmarked=False), published=given
    )
    assert found.shares.at[LSOAS[2], "inactive"] == pytest.approx(0.39)


def one_missing(table: pd.DataFrame) -> pd.DataFrame:
    return of_lsoas(table).iloc[1:]


def half_an_interval(table: pd.DataFrame) -> pd.DataFrame:
    return of_lsoas(table).assign(inactive_high_pct=None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (one_missing, "1 of 6 areas have no row, first 'E01000001'"),
        (half_an_interval, "do not enclose inactive_pct, first at 'E01000002'"),
    ],
)
def test_faulty_published_table_is_reported_and_not_used(
    pack_with, town, change, words
):
    pack = pack_with(activity_lsoa=change)
    assert set(pack.problems) == {"activity_lsoa"}
    assert words in str(pack.problems["activity_lsoa"])
    assert published_in(pack) is None
    found = small_areas(pack, town.known, Basis())
    assert found.is_from_deprivation


def test_faulty_gradient_is_an_error_that_says_which_decile(pack_with, town):
    pack = pack_with(activity_gradient=lambda table: table.drop(index=3))
    with pytest.raises(InsightError, match="1 of 10 deciles have no row, first 4"):
        small_areas(pack, town.known, Basis())
