"""Laws that the tables of the embedded pack obey together."""

import hashlib
import shutil

import pandas as pd
import pytest

from insight.geography.contiguity import neighbours
from insight.pack.catalogue import INDICATORS, LICENCES, Level
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED, open_pack, pack_version

LSOAS = {
    "E06000016": (192, 200), "E06000017": (23, 26), "E07000129": (60, 60),
    "E07000130": (99, 102), "E07000131": (47, 52), "E07000132": (66, 68),
    "E07000133": (30, 30), "E07000134": (58, 60), "E07000135": (36, 36),
}  # fmt: skip
"""LSOAs of each district, of 2011 and of 2021, as published."""


EMBEDDED_TABLES = [table for table, contract in CONTRACTS.items() if not contract.is_optional]


def test_every_area_can_be_walked_to_from_any_other(known):
    areas = known.levels[Level.LSOA]
    reached, waiting = set(), [areas.index[0]]
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting += neighbours(areas, code)
    assert reached == set(areas.index)


def test_districts_have_their_published_number_of_areas(pack):
    now = pack.areas["lad24cd"].value_counts()
    links = pack.table("lsoa_links").reset_index()
    district = links["lsoa21cd"].map(pack.areas["lad24cd"])
    before = links.groupby(district)["lsoa11cd"].nunique()
    assert {d: (before[d], now[d]) for d in now.index} == LSOAS


def test_every_2011_area_has_an_heir_and_no_2021_area_two_histories(pack):
    links = pack.table("lsoa_links").reset_index()
    assert set(links["lsoa11cd"]) == set(pack.table("imd2019").index)
    assert set(links["lsoa21cd"]) == set(pack.areas.index)
    assert links.groupby("lsoa21cd")["change"].nunique().eq(1).all()
    split = links[links["change"].eq("split")].groupby("lsoa11cd").size()
    # 20 into two, and two into three.
    assert split.value_counts().to_dict() == {2: 20, 3: 2}


def test_unchanged_areas_keep_their_code_and_changed_ones_never(pack):
    links = pack.table("lsoa_links").reset_index()
    is_same = links["lsoa11cd"].eq(links["lsoa21cd"])
    assert is_same.equals(links["change"].eq("unchanged"))


def test_residents_are_children_and_adults(pack):
    people = pack.table("population")
    assert (people["children_0_15"] + people["adults_16_plus"]).equals(
        people["population"].rename(None)
    )
    assert people["older_60_plus"].le(people["adults_16_plus"]).all()
    assert people["population"].gt(0).all()


@pytest.mark.parametrize("level", [Level.MSOA, Level.LOCALITY])
def test_larger_areas_hold_all_residents_once(pack, known, level):
    people = pack.table("population")
    together = people.groupby(known.parent(level)).sum()
    assert together.sum().equals(people.sum())
    assert set(together.index) == set(known.levels[level].index)


def test_an_msoa_lies_in_one_district(pack):
    assert pack.areas.groupby("msoa21cd")["lad24cd"].nunique().eq(1).all()
    assert set(pack.areas["msoa21cd"]) == set(pack.table("msoas").index)


def test_two_candidates_of_a_postcode_differ_and_share_a_district(pack):
    table = pack.table("postcodes").dropna(subset="lsoa21cd_or")
    assert table["lsoa21cd"].ne(table["lsoa21cd_or"]).all()
    district = pack.areas["lad24cd"]
    first, second = (table[c].map(district) for c in ("lsoa21cd", "lsoa21cd_or"))
    assert first.eq(second).all()


def test_every_area_has_postcodes(pack):
    table = pack.table("postcodes")
    named = set(table["lsoa21cd"]) | set(table["lsoa21cd_or"].dropna())
    assert named == set(pack.areas.index)


def test_a_worse_score_is_a_worse_rank(pack):
    table = pack.table("deprivation").sort_values("imd_rank")
    assert table["imd_score"].is_monotonic_decreasing
    assert table["imd_rank"].is_unique


def test_shares_of_inactive_and_active_leave_room_for_the_rest(pack):
    shares = pack.table("activity")["value_pct"].unstack("indicator_id")
    assert shares[[93014, 93015]].sum(axis=1, skipna=False).between(60, 100).all()


def test_suppressed_shares_are_not_compared(pack):
    table = pack.table("activity")
    missing = table["value_pct"].isna()
    assert table.loc[missing, "compared_to_england"].eq("Not compared").all()


@pytest.mark.parametrize("table", EMBEDDED_TABLES)
def test_record_names_a_known_licence_and_the_right_kind(pack, table):
    source = pack.sources[table]
    assert source.licence in LICENCES.values()
    wanted = {
        "areas": "ogl3-boundaries",
        "postcodes": "ogl3-postcodes",
        "msoas": "opl3",
        "headline_figures": "unstated",
        "deck_notes": "unstated",
        "approach": "unstated",
        "worked_example": "unstated",
        "systems": "unstated",
        "model_examples": "unstated",
    }.get(table, "ogl3")
    assert source.licence.key == wanted


def test_every_indicator_finds_its_tables_usable(pack):
    for indicator in INDICATORS.values():
        assert pack.is_usable(*indicator.tables)


def test_published_figures_carry_over_unchanged(pack):
    published = pd.read_csv(EMBEDDED / "published" / "iod2025.csv", index_col="lsoa21cd")
    ours = pack.table("deprivation").join(pack.table("population"))
    both = [column for column in published.columns if column in ours]
    assert len(both) == 12
    pd.testing.assert_frame_equal(ours[both], published[both].sort_index())
    assert ours["population"].eq(published["population_mid2022"]).all()


def test_version_depends_on_every_table_and_on_nothing_else(pack, tmp_path):
    checksums = {table: source.sha256 for table, source in pack.sources.items()}
    assert pack_version(checksums) == pack.version
    turned = dict(reversed(checksums.items()))
    assert pack_version(turned) == pack.version
    for table in checksums:
        flipped = checksums | {table: hashlib.sha256(b"else").hexdigest()}
        assert pack_version(flipped) != pack.version
    folder = tmp_path / "pack"
    shutil.copytree(EMBEDDED, folder, ignore=shutil.ignore_patterns("published"))
    record = folder / "msoas.source.toml"
    record.write_text(record.read_text("utf-8") + "# a remark\n", "utf-8")
    assert open_pack(folder).version == pack.version
