"""Estimates as the pages use them: ours, and published ones in their place."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.analysis.measurement import Choice, measure
from insight.analysis.small_areas import (
    Basis,
    Published,
    published_in,
    small_areas,
    survey_period,
    years_of,
)
from insight.errors import InsightError
from insight.measures.estimate_errors import NOWHERE
from insight.measures.estimates import logit
from insight.measures.intervals import Z_95
from insight.pack.catalogue import Level, Provenance

LSOAS = [f"E0100000{at}" for at in range(1, 7)]
MSOAS = ["E02000001", "E02000002", "E02000003"]
SOUTH, NORTH = "E07000001", "E07000002"

MODEL = ("activity", "activity_model", "activity_fit", "deprivation", "population")

RESIDUAL = 0.1
"""Of an MSOA in the toy model, and of an LSOA within it."""

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


def test_areas_of_a_district_differ_by_the_odds_of_the_model(town):
    """A tenth of the log-odds of skills, of which 0.8 and 0.4 of adults have none."""
    shares = small_areas(town.pack, town.known, Basis()).shares["inactive"]
    odds = logit(shares[LSOAS[3:5]].to_numpy())
    wanted = 0.1 * (np.log(0.79997 / 0.20003) - np.log(0.4 / 0.6))
    assert odds[0] - odds[1] == pytest.approx(wanted, abs=0.01)


def test_area_where_nobody_lives_has_an_estimate_too(town):
    """The first two are as poor in skills as each other; nobody lives in the first."""
    found = small_areas(town.pack, town.known, Basis()).shares
    assert found.loc[LSOAS[0]].tolist() == pytest.approx(found.loc[LSOAS[1]].tolist(), abs=1e-4)


def test_adults_average_to_the_survey_of_their_district(town):
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.district_of)
    assert mean.to_dict() == pytest.approx({SOUTH: 0.36, NORTH: 0.20})


def test_whole_area_is_the_mean_over_all_adults(town):
    """240 at 36% and 960 at 20% are 278.4 of 1,200."""
    found = small_areas(town.pack, town.known, Basis())
    assert found.whole == pytest.approx(0.232)
    assert found.whole_of("active") == pytest.approx(0.668)


def test_error_of_one_area_puts_survey_and_residuals_together(town):
    """In the South two areas have adults, a third and two thirds of them."""
    found = small_areas(town.pack, town.known, Basis())
    errors = found.errors["inactive"]
    assert errors.own.tolist() == pytest.approx([RESIDUAL] * 6)
    # An MSOA whose adults all live in one LSOA shares nothing beyond it.
    assert errors.shared.iloc[:2].tolist() == pytest.approx([0, 0], abs=1e-9)
    weight = found.adults[LSOAS[:3]] / found.adults[LSOAS[:3]].sum()
    share = found.shares["inactive"][LSOAS[:3]]
    held = weight * share * (1 - share)
    held /= held.sum()
    apart = np.array([0, 1, 0]) - held.to_numpy()
    slope = float((weight * share * (1 - share)).sum())
    survey = SURVEY_ERROR * (0.36 * 0.64) ** 0.5 / slope
    expected = (RESIDUAL**2 * (apart**2).sum() + survey**2) ** 0.5
    assert errors.of_areas[LSOAS[1]] == pytest.approx(expected, rel=1e-3)
    limits = found.limits()
    middle = logit(found.shares["inactive"].to_numpy())
    assert np.allclose(logit(limits["high"]) - middle, Z_95 * errors.of_areas)
    assert np.allclose(middle - logit(limits["low"]), Z_95 * errors.of_areas)


def test_whole_district_is_as_uncertain_as_its_survey_and_no_more(town):
    found = small_areas(town.pack, town.known, Basis())
    ours = found.errors["inactive"].of_sets(town.known.district_of)
    expected = found.district_errors["inactive"]
    assert ours["logit_error"].to_dict() == pytest.approx(expected.to_dict(), rel=1e-9)


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
    assert six.period.startswith("2019/20 to 2024/25,")
    assert "2020/21" in six.period


def test_estimates_say_what_they_are(town):
    found = small_areas(town.pack, town.known, Basis())
    assert found.provenance is Provenance.MODELLED
    assert found.is_modelled_here
    assert "modelled estimate" in found.words
    assert "2022/23 to 2024/25" in found.words
    assert [source.table for source in found.sources] == list(MODEL)


def test_correlation_with_deprivation_is_that_within_districts(town):
    """In both districts the more deprived lack more skills: nearly 1."""
    found = small_areas(town.pack, town.known, Basis())
    assert 0.6 < found.imd_correlation <= 1


def test_pack_without_published_estimates_has_none(town):
    assert published_in(town.pack) is None


def test_published_areas_are_taken_as_they_are_if_not_held(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    assert found.shares["inactive"].tolist() == pytest.approx([0.44, 0.40, 0.30, 0.28, 0.24, 0.20])
    assert found.shares.sum(axis=1).tolist() == pytest.approx([1.0] * 6)
    assert found.errors["inactive"].group.eq(NOWHERE).all()
    assert not found.is_modelled_here
    assert "Toy figures (Toy office, 2025)" in found.words
    assert [source.table for source in found.sources] == ["activity_lsoa", *MODEL]


def test_published_interval_is_the_error_and_the_models_where_there_is_none(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    width = np.log(45 / 55) - np.log(35 / 65)
    told = found.errors["inactive"].of_areas
    assert told[LSOAS[1]] == pytest.approx(width / (2 * Z_95))
    # With its MSOA's the area's own residual, which is all of it here.
    assert told[LSOAS[0]] == pytest.approx(RESIDUAL)


def test_published_areas_held_to_the_survey_keep_their_odds_ratios(town_with):
    town = town_with(activity_lsoa=of_lsoas)
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.district_of)
    assert mean.to_dict() == pytest.approx({SOUTH: 0.36, NORTH: 0.20})
    ratio = found.shares["inactive"] / found.shares["active"]
    assert ratio[LSOAS[1]] / ratio[LSOAS[2]] == pytest.approx((40 / 50) / (30 / 60))
    assert found.errors["inactive"].group.eq(town.known.district_of).all()
    assert "Toy figures (Toy office, 2025) for LSOAs" in found.words
    assert "2022/23 to 2024/25" in found.words


def test_published_larger_areas_are_spread_by_the_model(town_with):
    """Adults of the LSOAs of an MSOA average to it; an MSOA of one LSOA is it."""
    town = town_with(activity_msoa=of_msoas)
    found = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    mean = means(found.shares["inactive"], found.adults, town.known.msoa_of)
    assert mean.to_dict() == pytest.approx(dict(zip(MSOAS, (0.30, 0.39, 0.25), strict=True)))
    assert found.shares.at[LSOAS[2], "inactive"] == pytest.approx(0.39)
    ours = small_areas(town.pack, town.known, Basis(is_published=False)).shares
    apart = [np.log(each["inactive"] / each["active"])[LSOAS[3:]] for each in (found.shares, ours)]
    assert (apart[0] - apart[1]).std() == pytest.approx(0, abs=1e-9)
    assert [source.table for source in found.sources] == ["activity_msoa", *MODEL]


def test_published_larger_areas_share_their_error_and_lsoas_have_their_own(town_with):
    """Held to the survey or not, an MSOA is out by what its publisher says."""

    def with_limits(table: pd.DataFrame) -> pd.DataFrame:
        return of_msoas(table).assign(
            inactive_low_pct=[26.0, 35, 21], inactive_high_pct=[34.0, 43, 29]
        )

    town = town_with(activity_msoa=with_limits)
    loose = small_areas(town.pack, town.known, Basis(is_benchmarked=False))
    told = loose.errors["inactive"].of_sets(town.known.msoa_of)["logit_error"]
    width = np.log(29 / 71) - np.log(21 / 79)
    assert told[MSOAS[2]] == pytest.approx(width / (2 * Z_95), rel=1e-6)
    assert loose.errors["inactive"].own.tolist() == pytest.approx([RESIDUAL] * 6)
    # Held to the survey the MSOA as a whole is still out by what its publisher says.
    errors = small_areas(town.pack, town.known, Basis()).errors["inactive"]
    adults = loose.adults[LSOAS[3:]]
    part = adults / adults.sum()
    whole = errors.shared[MSOAS[2]] ** 2 + (part**2 * RESIDUAL**2).sum()
    assert whole == pytest.approx((width / (2 * Z_95)) ** 2)


@pytest.mark.parametrize(("inactive", "active"), [(0.0, 70.0), (100.0, 0.0)])
def test_published_share_of_nobody_or_everybody_breaks_no_simulation(town, inactive, active):
    table = of_lsoas(pd.DataFrame()).set_index("lsoa21cd").astype(float)
    table.loc[LSOAS[4]] = [inactive, active, np.nan, np.nan]
    given = Published(Level.LSOA, table, town.pack.sources["activity"])
    found = small_areas(town.pack, town.known, Basis(), published=given)
    draws = found.errors["inactive"].draw(20, np.random.default_rng(1))
    assert np.isfinite(draws).all()
    assert found.limits().notna().all(axis=None)
    assert found.limits()["low"].lt(found.limits()["high"]).all()


def test_published_larger_areas_that_disagree_are_moved_to_the_survey(town_with):
    """The South agrees with its survey already; the North goes from 25% to 20%."""
    town = town_with(activity_msoa=of_msoas)
    found = small_areas(town.pack, town.known, Basis())
    mean = means(found.shares["inactive"], found.adults, town.known.msoa_of)
    assert mean.to_dict() == pytest.approx(dict(zip(MSOAS, (0.30, 0.39, 0.20), strict=True)))
    assert "Toy figures (Toy office, 2025) for MSOAs" in found.words
    assert "2022/23 to 2024/25" in found.words


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
    assert found.is_modelled_here


def test_estimates_given_come_before_those_of_the_pack(town, town_with):
    other = town_with(activity_lsoa=of_lsoas)
    given = Published(
        Level.MSOA,
        of_msoas(pd.DataFrame()).set_index("msoa21cd").astype(float),
        town.pack.sources["activity"],
    )
    found = small_areas(other.pack, other.known, Basis(is_benchmarked=False), published=given)
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
def test_faulty_published_table_is_reported_and_not_used(pack_with, town, change, words):
    pack = pack_with(activity_lsoa=change)
    assert set(pack.problems) == {"activity_lsoa"}
    assert words in str(pack.problems["activity_lsoa"])
    assert published_in(pack) is None
    found = small_areas(pack, town.known, Basis())
    assert found.is_modelled_here


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        (
            "activity_model",
            lambda table: table.drop(index=3),
            "1 of 36 coefficients have no row, first health_score of inactive",
        ),
        (
            "activity_model",
            lambda table: table.assign(crime_score=range(36)),
            "differ between the two directions",
        ),
        (
            "activity_fit",
            lambda table: table.drop(index=0),
            "1 of 14 figures have no row, first constant of inactive",
        ),
    ],
)
def test_faulty_model_is_an_error_that_says_what_is_missing(pack_with, town, table, change, words):
    pack = pack_with(**{table: change})
    with pytest.raises(InsightError, match=words):
        small_areas(pack, town.known, Basis())


def test_estimates_of_a_pack_are_worked_out_once(pack, known, monkeypatch):
    fresh = replace(pack)
    made = []

    def watched(*args):
        made.append(args)
        return small_areas(*args)

    monkeypatch.setattr("insight.analysis.measurement.small_areas", watched)
    indicator = pack.indicators["estinactive"]
    for level in (Level.LSOA, Level.MSOA):
        for statistic in indicator.statistics[level]:
            scale = statistic.scales[0]
            measure(fresh, known, Choice(indicator, level, statistic, scale, ""))
    assert len(made) == 1
