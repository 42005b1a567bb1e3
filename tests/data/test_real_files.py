"""The embedded pack against independent copies of the publishers' larger files."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from insight.analysis.measurement import Choice, measure
from insight.measures import deprivation
from insight.pack.catalogue import (
    DOMAINS,
    INDICATORS,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
    SUBDOMAINS,
    SUPPLEMENTARY,
    Level,
    Scale,
)
from insight.pack.pack import EMBEDDED

# How the independent copies call our domains in their lists of LSOAs ...
IN_LSOAS = {name: name for name in ("imd", *DOMAINS)} | {"barriers": "housing_and_services"}
# ... and in their summaries of districts.
IN_SUMMARIES = {
    "imd": "imd",
    "income": "income",
    "employment": "employment",
    "education": "education_skills_and_training",
    "health": "health_deprivation_and_disability",
    "crime": "crime",
    "barriers": "barriers_to_housing_and_services",
    "environment": "living_environment",
}
PROPORTION = "proportion_of_lso_as_in_most_deprived_10_percent_nationally"


@pytest.fixture(scope="module")
def england(real):
    return pd.read_csv(real / "england" / "iod2025_lsoa21_england.csv", index_col="lsoa21_code")


@pytest.fixture(scope="module")
def england_2019(real):
    return pd.read_csv(real / "england" / "iod2019_lsoa11_england.csv", index_col="lsoa11_code")


@pytest.fixture(scope="module")
def lookup(real):
    return pd.read_csv(real / "lookups" / "lsoa21_lookup_llr.csv", index_col="lsoa21_code")


@pytest.fixture(scope="module")
def figures(pack):
    """Everything about an LSOA that a summary is made from."""
    published = pd.read_csv(EMBEDDED / "published" / "iod2025.csv", index_col="lsoa21cd")
    table = pack.table("deprivation").join(pack.table("population")).join(pack.areas)
    return table.assign(working_age=published["working_age_18_66"])


@pytest.mark.parametrize("name", IN_LSOAS)
def test_ranks_and_deciles_are_those_of_the_release(pack, england, name):
    ours = pack.table("deprivation")
    theirs = england.loc[ours.index]
    for kind in ("rank", "decile"):
        expected = theirs[f"{IN_LSOAS[name]}_{kind}"]
        assert ours[f"{name}_{kind}"].eq(expected).all()


@pytest.mark.parametrize("name", [*IN_LSOAS, *SUBDOMAINS])
def test_scores_are_those_of_the_release(pack, england, name):
    ours = pack.table("deprivation")[f"{name}_score"]
    theirs = england[f"{IN_LSOAS.get(name, name)}_score"]
    assert np.allclose(ours, theirs.loc[ours.index], atol=1e-9)


@pytest.mark.parametrize("kind", ["rank", "decile"])
@pytest.mark.parametrize("name", SUBDOMAINS)
def test_ranks_of_sub_domains_are_those_of_the_release(pack, england, name, kind):
    ours = pack.table("deprivation")[f"{name}_{kind}"]
    assert ours.eq(england.loc[ours.index, f"{name}_{kind}"]).all()


@pytest.mark.parametrize("name", SUPPLEMENTARY)
@pytest.mark.parametrize("kind", ["score", "rank", "decile"])
def test_children_and_older_people_are_those_of_another_copy(pack, real, name, kind):
    theirs = pd.read_csv(real / "llr" / "iod2025_lsoa21_llr.csv", index_col=0)
    ours = pack.table("deprivation")[f"{name}_{kind}"]
    assert ours.isna().sum() == 6
    assert np.allclose(ours, theirs.loc[ours.index, f"{name}_{kind}"], equal_nan=True)


@pytest.mark.parametrize("name", IN_LSOAS)
def test_decile_of_every_area_of_england_is_as_published(england, name):
    rank = england[f"{IN_LSOAS[name]}_rank"]
    found = deprivation.decile(rank, NATIONAL_LSOAS_2025)
    assert found.eq(england[f"{IN_LSOAS[name]}_decile"]).all()


def test_decile_of_every_area_of_2019_is_as_published(pack, england_2019):
    found = deprivation.decile(england_2019["imd_rank"], NATIONAL_LSOAS_2019)
    assert found.eq(england_2019["imd_decile"]).all()
    ours = pack.table("imd2019")
    theirs = england_2019.loc[ours.index]
    assert ours["imd2019_rank"].eq(theirs["imd_rank"]).all()


def test_names_and_parents_are_those_of_the_look_up(pack, lookup):
    areas = pack.areas
    theirs = lookup.loc[areas.index]
    assert len(lookup) == len(areas)
    assert areas["lsoa21nm"].eq(theirs["lsoa21_name"]).all()
    assert areas["msoa21cd"].eq(theirs["msoa21_code"]).all()
    assert areas["lad24cd"].eq(theirs["ltla24_code"]).all()
    msoas = pack.table("msoas").loc[areas["msoa21cd"]].set_axis(areas.index)
    assert msoas["msoa21nm"].eq(theirs["msoa21_name"]).all()
    assert msoas["name"].eq(theirs["msoa21_hocl_name"]).all()
    names = areas["lad24cd"].map(pack.table("districts")["name"])
    assert names.eq(theirs["ltla24_name"]).all()


def test_links_are_those_of_the_exact_look_up(pack, real):
    theirs = pd.read_csv(real / "lookups" / "lsoa11_to_lsoa21_exact_llr.csv")
    words = {"U": "unchanged", "S": "split", "M": "merged"}
    expected = set(
        zip(
            theirs["lsoa11_code"],
            theirs["lsoa21_code"],
            theirs["change_code"].map(words),
            strict=True,
        )
    )
    ours = pack.table("lsoa_links").reset_index()
    assert set(ours.itertuples(index=False, name=None)) == expected


def test_activity_is_that_of_fingertips(pack, real):
    theirs = pd.read_csv(real / "activity" / "fingertips_physical_activity_llr.csv")
    keyed = theirs.rename(columns={"fingertips_id": "indicator_id"}).set_index(
        ["area_code", "indicator_id", "period"]
    )
    both = pack.table("activity").join(keyed, how="inner")
    # Ten rows more on their side: the children's year 2024/25.
    assert len(both) == len(pack.table("activity")) == 270
    assert both["value_pct"].round(1).equals(both["value"].round(1))
    has_figure = both["value"].notna()
    verdicts = both["compared_to_England"][has_figure]
    assert both["compared_to_england"][has_figure].eq(verdicts).all()


@pytest.fixture(scope="module")
def postcodes(pack, real):
    """Our answers beside the right one, from boundaries good to 20 m."""
    theirs = pd.read_csv(real / "lookups" / "postcodes_llr.csv")
    compact = theirs["pcd"].str.replace(" ", "")
    spaced = compact.str[:-3] + " " + compact.str[-3:]
    right = theirs["lsoa21_code"].set_axis(spaced)
    table = pack.table("postcodes").join(right.rename("right"), how="inner")
    table["is_first"] = table["lsoa21cd"].eq(table["right"])
    table["is_named"] = table["is_first"] | table["lsoa21cd_or"].eq(table["right"])
    return table


def test_postcodes_given_one_area_are_nearly_all_right(postcodes):
    assert len(postcodes) == 37_196
    sure = postcodes[postcodes["lsoa21cd_or"].isna()]
    assert len(sure) > len(postcodes) / 2
    assert sure["is_first"].mean() >= 0.98


def test_right_area_of_a_postcode_is_nearly_always_named(postcodes):
    assert postcodes["is_named"].mean() >= 0.98


def test_postcodes_of_approximate_areas_are_mostly_right(pack, postcodes):
    approximate = pack.areas["is_boundary_approximate"]
    inside = postcodes[postcodes["right"].map(approximate).astype(bool)]
    assert len(inside) > 1_000
    assert inside["is_named"].mean() >= 0.85


@pytest.fixture(scope="module")
def overlap(pack, real):
    """Intersection over union of each outline with the 20 m boundary."""
    fine = gpd.read_file(real / "boundaries" / "lsoa21_bgc_llr.geojson")
    fine = fine.set_index("lsoa21_code").to_crs(27700).geometry
    ours = pack.areas.geometry
    theirs = shapely.make_valid(fine[ours.index].to_numpy())
    both = shapely.area(shapely.intersection(ours.to_numpy(), theirs))
    either = shapely.area(shapely.union(ours.to_numpy(), theirs))
    return pd.Series(both / either, index=ours.index)


def test_outlines_overlap_the_fine_boundaries(pack, overlap):
    assert overlap.median() >= 0.78
    approximate = pack.areas["is_boundary_approximate"]
    assert overlap[~approximate].quantile(0.05) > 0.5
    assert overlap[approximate].median() > 0.5


def test_outlines_of_another_area_would_not_overlap(pack, overlap):
    ours = pack.areas.geometry.to_numpy()
    moved = shapely.intersection(ours, np.roll(ours, 1))
    assert np.median(shapely.area(moved) / shapely.area(ours)) < 0.01 < overlap.min()


SUMMED_OVER = ("districts", "whole")


@pytest.fixture(scope="module", params=SUMMED_OVER)
def summary(request, real, figures):
    """Parent of each LSOA, and the published summaries of those parents."""
    if request.param == "districts":
        file, key = "iod2025_file10_lad24_summaries.csv", "ltla24_code"
        parent = figures["lad24cd"]
    else:
        file, key = "iod2025_icb24_summaries.csv", "icb24_code"
        parent = pd.Series("E54000015", index=figures.index)
    table = pd.read_csv(real / "england" / file, index_col=key)
    table.columns = table.columns.str.replace(r"^imd(25|_2025)_", "imd_", regex=True)
    return parent, table.loc[sorted(parent.unique())]


@pytest.mark.parametrize("key", ["incomerate", "employmentrate"])
def test_rates_of_districts_are_as_published(pack, known, real, key):
    one = INDICATORS[key]
    choice = Choice(one, Level.LOCALITY, one.statistics[Level.LOCALITY][0], Scale.AREA, "2025")
    found = measure(pack, known, choice).values
    name = one.column.removesuffix("_score")
    printed = pd.read_csv(
        real / "england" / "iod2025_file10_lad24_summaries.csv", index_col="ltla24_code"
    )[f"{name}_average_score"]
    # Printed to a tenth of a point; scores of areas are rounded to as much.
    assert found.sub(100 * printed[found.index]).abs().max() <= 0.06


@pytest.mark.parametrize("key", ["childpoverty", "olderpoverty"])
def test_rates_of_districts_are_near_the_people_counted(pack, known, real, key):
    """The publisher's counts of people, rounded, have no gaps; its rates have six."""
    one = INDICATORS[key]
    choice = Choice(one, Level.LOCALITY, one.statistics[Level.LOCALITY][0], Scale.AREA, "2025")
    found = measure(pack, known, choice).values
    theirs = pd.read_csv(real / "llr" / "iod2025_lsoa21_llr.csv", index_col=0)
    name = one.column.removesuffix("_score")
    counted = theirs[f"{name}_numerator"].groupby(known.district_of).sum()
    people = pack.table("population")[one.weights].groupby(known.district_of).sum()
    assert found.sub(100 * counted / people).abs().max() <= 0.5


@pytest.mark.parametrize("name", IN_SUMMARIES)
def test_average_rank_of_every_domain_is_as_published(figures, summary, name):
    parent, printed = summary
    # The publisher averages employment over people of working age, not residents.
    people = figures["working_age" if name == "employment" else "population"]
    found = deprivation.average_rank(figures[f"{name}_rank"], people, parent, NATIONAL_LSOAS_2025)
    difference = found - printed[f"{IN_SUMMARIES[name]}_average_rank"]
    assert difference.abs().max() <= 0.15


@pytest.mark.parametrize("name", IN_SUMMARIES)
def test_proportion_of_every_domain_is_as_published(figures, summary, name):
    parent, printed = summary
    found = deprivation.proportion_most_deprived(
        figures[f"{name}_rank"], parent, NATIONAL_LSOAS_2025
    )
    difference = found - printed[f"{IN_SUMMARIES[name]}_{PROPORTION}"]
    assert difference.abs().max() <= 0.000051


def test_summaries_of_the_imd_are_as_published(figures, summary):
    parent, printed = summary
    rank, people = figures["imd_rank"], figures["population"]
    for found, column, tolerance in (
        (
            deprivation.average_score(figures["imd_score"], people, parent),
            "imd_average_score",
            0.001,
        ),
        (deprivation.extent(rank, people, parent, NATIONAL_LSOAS_2025), "imd_extent", 0.0001),
    ):
        assert (found - printed[column]).abs().max() <= tolerance, column


def test_summaries_of_all_districts_of_england_in_2019_are_as_published(real, england_2019):
    printed = pd.read_csv(
        real / "england" / "iod2019_file10_lad19_summaries.csv", index_col="lad19_code"
    )
    printed.columns = printed.columns.str.strip()
    assert len(printed) == 317
    rank, score = england_2019["imd_rank"], england_2019["imd_score"]
    people, parent = england_2019["pop_total_mid2015"], england_2019["lad19_code"]
    n = NATIONAL_LSOAS_2019
    for found, column, tolerance in (
        (deprivation.average_rank(rank, people, parent, n), "IMD - Average rank", 0.15),
        (deprivation.average_score(score, people, parent), "IMD - Average score", 0.0006),
        (
            deprivation.proportion_most_deprived(rank, parent, n),
            "IMD - Proportion of LSOAs in most deprived 10% nationally",
            0.000051,
        ),
        (deprivation.extent(rank, people, parent, n), "IMD 2019 - Extent", 0.000053),
    ):
        assert (found - printed[column]).abs().max() <= tolerance, column


def test_average_position_of_employment_is_over_people_of_working_age(pack, known, real):
    """The one domain whose denominator is not all residents."""
    table = pd.read_csv(real / "england" / "iod2025_file10_lad24_summaries.csv")
    leicester = table.set_index("ltla24_code").loc["E06000016"]
    printed = float(leicester["employment_average_rank"])
    indicator = INDICATORS["employment"]
    chosen = Choice(
        indicator, Level.LOCALITY, indicator.statistics[Level.LOCALITY][0], Scale.ENGLAND, "2025"
    )
    found = measure(pack, known, chosen).values["E06000016"]
    assert found == pytest.approx(100 * (printed - 1) / NATIONAL_LSOAS_2025, abs=0.001)
