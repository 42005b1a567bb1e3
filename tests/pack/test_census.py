"""Census tables of a pack that has them: shares and numbers at each level."""

from dataclasses import replace

import pytest

from insight.analysis.measurement import Choice, measure, periods
from insight.errors import ContractError
from insight.pack.catalogue import CENSUS_INDICATORS, INDICATORS, Level, Scale
from insight.pack.contracts import check
from insight.pack.pack import open_pack
from pack_copies import copied, record


def census(pack, *, with_cars=True):
    """Every fifth disabled, every fourth not White, every sixth 65; a tenth, no car."""
    people = pack.table("population")["population"]
    gap = people if with_cars else people * float("nan")
    return (
        people.rename("residents")
        .to_frame()
        .assign(
            disabled=people // 5,
            not_white=people // 4,
            aged_65_plus=gap // 6,
            households=gap // 2,
            households_without_car=gap // 2 // 10,
        )
    )


def with_census(pack, folder, **how):
    made = copied(folder)
    write_census(census(pack, **how), made)
    return open_pack(made)


def write_census(rows, made):
    rows.to_csv(made / "census.csv", lineterminator="\n")
    text = (made / "population.source.toml").read_text("utf-8")
    (made / "census.source.toml").write_text(text, "utf-8")
    record(made, "census.csv")


@pytest.fixture(scope="module")
def counted(pack, tmp_path_factory):
    return with_census(pack, tmp_path_factory.mktemp("census") / "pack")


def found(pack, known, key, level, show):
    one = pack.indicators[key]
    statistic = next(each for each in one.statistics[level] if each.key == show)
    (period,) = periods(pack, one)
    choice = Choice(one, level, statistic, Scale.AREA, period)
    return measure(pack, known, choice)


def test_a_pack_without_census_has_none_of_its_indicators(pack, counted):
    assert not set(CENSUS_INDICATORS) & set(pack.indicators)
    assert set(CENSUS_INDICATORS) <= set(counted.indicators)


def test_a_column_without_a_figure_is_no_indicator(pack, tmp_path):
    without = with_census(pack, tmp_path / "pack", with_cars=False)
    assert not without.problems
    assert not {"nocar", "aged65plus"} & set(without.indicators)
    assert "disabled" in without.indicators


def test_a_column_that_a_pack_may_lack_is_no_indicator_where_it_does(monkeypatch):
    absent = replace(INDICATORS["people"], key="absent", tables=("districts",), column="region")
    monkeypatch.setitem(INDICATORS, "absent", absent)
    found = open_pack()
    assert "region" not in found.table("districts")
    assert "absent" not in found.indicators
    assert "people" in found.indicators


def test_shares_are_of_their_own_whole(counted, known):
    values = found(counted, known, "nocar", Level.LSOA, "share").values
    table = counted.table("census")
    code = table.index[0]
    row = table.loc[code]
    part, whole = (5 * round(row[name] / 5) for name in ("households_without_car", "households"))
    assert part >= 10
    assert values[code] == pytest.approx(100 * part / whole)


def test_small_counts_are_not_shown_and_no_share_of_them_is(pack, known, tmp_path):
    made = copied(tmp_path / "pack")
    rows = census(pack)
    few, ten, none = rows.index[:3]
    rows.loc[[few, ten, none], "disabled"] = [9, 10, 0]
    write_census(rows, made)
    small = open_pack(made)
    for show, expected in (("number", 10), ("share", None)):
        values = found(small, known, "disabled", Level.LSOA, show).values
        assert values[[few, none]].isna().all()
        assert values[ten] > 0
        if expected:
            assert values[ten] == expected
            assert values.dropna().mod(5).eq(0).all()


def test_a_district_counts_its_areas_as_they_are(pack, known, tmp_path):
    made = copied(tmp_path / "pack")
    rows = census(pack)
    rows["disabled"] = 9
    write_census(rows, made)
    small = open_pack(made)
    values = found(small, known, "disabled", Level.LOCALITY, "number").values
    lsoas = known.district_of.value_counts()
    assert values.to_dict() == (9 * lsoas).reindex(values.index).to_dict()


def test_a_larger_area_counts_its_people(counted, known):
    for key in CENSUS_INDICATORS:
        column = counted.indicators[key].column
        whole = found(counted, known, key, Level.LOCALITY, "number").values.sum()
        assert whole == counted.table("census")[column].sum()


def test_a_part_is_no_larger_than_its_whole(pack):
    rows = census(pack).reset_index()
    rows.loc[3, "disabled"] = rows.loc[3, "residents"] + 1
    with pytest.raises(ContractError, match="1 of 634 rows: disabled: more than"):
        check("census", rows)


def test_households_come_with_those_without_a_car(pack):
    rows = census(pack).reset_index()
    rows.loc[3, "households"] = float("nan")
    with pytest.raises(ContractError, match="households_without_car: missing where"):
        check("census", rows)
