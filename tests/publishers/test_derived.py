"""What a pack of thousands of areas keeps is what would be worked out without it."""

import pandas as pd
import pytest

from insight.geography.contiguity import links
from insight.geography.levels import places
from insight.pack.catalogue import Level
from insight.publishers import assemble_optional as module
from insight.publishers.assemble_optional import derived
from insight.shell import open_packs

TABLES = ("msoa_shapes", "district_shapes", "neighbours")


LSOAS = [f"E0100000{at}" for at in range(1, 7)]
SOUTH, NORTH = "E07000001", "E07000002"


@pytest.fixture
def kept(town, monkeypatch) -> dict[str, pd.DataFrame]:
    """Of the six squares of the toy town, taken for many."""
    monkeypatch.setattr(module, "MANY", 6)
    return derived(town.pack.areas)


@pytest.fixture
def both(town, town_with, kept):
    """The town without such tables, and with them."""
    tables = {name: kept[name].reset_index() for name in TABLES[:2]}
    tables["neighbours"] = kept["neighbours"]
    put = {name: lambda _, table=table: table for name, table in tables.items()}
    return town, town_with(**put)


def test_few_areas_have_none(town, monkeypatch):
    assert derived(town.pack.areas) == {}
    monkeypatch.setattr(module, "MANY", 7)
    assert derived(town.pack.areas) == {}


def test_the_tables_are_those_of_the_squares(kept):
    assert tuple(kept) == TABLES
    assert kept["msoa_shapes"].area.to_dict() == {
        "E02000001": 2e6, "E02000002": 1e6, "E02000003": 3e6
    }  # fmt: skip
    assert kept["district_shapes"].area.to_dict() == {SOUTH: 3e6, NORTH: 3e6}
    # 1 with 2, 2 with 3, 4 with 5, 5 with 6: none across the districts.
    pairs = [(0, 1), (1, 2), (3, 4), (4, 5)]
    assert kept["neighbours"].to_dict("records") == [
        {"one": LSOAS[one], "other": LSOAS[other], "shared_m": 1000.0} for one, other in pairs
    ]


def test_levels_are_the_same_with_the_tables_and_without(both):
    without, with_tables = both
    assert not any(without.pack.has(name) for name in TABLES)
    assert all(with_tables.pack.has(name) for name in TABLES)
    for level in (Level.LSOA, Level.MSOA, Level.LOCALITY):
        one, other = without.known.levels[level], with_tables.known.levels[level]
        assert one.geometry.geom_equals(other.geometry).all()
        pd.testing.assert_frame_equal(
            pd.DataFrame(one.drop(columns="geometry")), pd.DataFrame(other.drop(columns="geometry"))
        )


def test_the_shapes_of_a_pack_are_used_and_not_made_again(both, monkeypatch):
    monkeypatch.setattr("insight.geography.levels.union", None)
    assert places(both[1].pack).levels[Level.MSOA].area["E02000001"] == 2e6
    with pytest.raises(TypeError):
        places(both[0].pack)


def test_neighbours_are_the_same_read_and_worked_out(both):
    town = both[0]
    read, made = (open_packs.Loaded(each.pack, each.known, {}).touching for each in reversed(both))
    assert (
        read.beside == made.beside == links(town.pack.areas, within=town.known.district_of).beside
    )
    assert read.beside[LSOAS[1]] == (LSOAS[0], LSOAS[2])
    pd.testing.assert_frame_equal(
        read.edges.reset_index(drop=True), made.edges.reset_index(drop=True)
    )
