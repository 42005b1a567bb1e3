"""Regions of a pack that has several: which there are, and what they narrow down."""

import pytest

from insight.analysis.maps.indicator import place_name
from insight.geography.levels import places
from insight.pages.overview.findings import chosen_place
from insight.shell import open_packs, page_state
from insight.shell.link import Parameter, settled_of, shortest
from insight.shell.registry import fields_of

SOUTH, NORTH = "E07000001", "E07000002"
NAMES = {"E12000005": "Aland", "E12000004": "Zedland"}
"""By their names the other way round than by their codes."""


def with_regions(*codes):
    """Give the two districts regions."""
    return lambda rows: rows.assign(region=list(codes), region_name=[NAMES[code] for code in codes])


@pytest.fixture(scope="module")
def split(town_with):
    """The toy town in two regions."""
    return town_with(districts=with_regions("E12000004", "E12000005"))


@pytest.fixture
def opened(monkeypatch):
    """Take a town for the pack that the reader looks at."""

    def look_at(town) -> None:
        loaded = open_packs.Loaded(town.pack, town.known, {})
        monkeypatch.setattr(open_packs, "load", lambda: loaded)

    return look_at


def options(town, opened, **settled):
    opened(town)
    return page_state.district_options(settled)


def test_regions_are_in_the_order_of_their_names(split):
    assert list(split.known.regions.items()) == list(NAMES.items())
    assert split.known.region_of == {SOUTH: "E12000004", NORTH: "E12000005"}


def test_one_region_is_none(town_with):
    one = town_with(districts=with_regions("E12000004", "E12000004"))
    assert places(one.pack).regions == {}
    assert places(one.pack).region_of == {}


def test_a_pack_that_says_nothing_of_regions_has_none(town):
    assert town.known.regions == {}


def test_districts_to_choose_from_are_those_of_the_region(split, opened):
    assert options(split, opened, region="E12000004") == [SOUTH]
    assert options(split, opened, region="E12000005") == [NORTH]
    assert options(split, opened, region=page_state.EVERYWHERE) == [SOUTH, NORTH]


def test_without_regions_every_district_can_be_chosen(town, opened):
    assert options(town, opened) == [SOUTH, NORTH]


@pytest.mark.parametrize(
    ("region", "district", "found"),
    [
        ("E12000004", "", (SOUTH,)),
        ("E12000005", "", (NORTH,)),
        ("E12000005", NORTH, (NORTH,)),
        (page_state.EVERYWHERE, "", ()),
        (page_state.EVERYWHERE, SOUTH, (SOUTH,)),
    ],
)
def test_none_chosen_means_all_of_the_region(split, opened, region, district, found):
    opened(split)
    assert page_state.districts({"region": region, "district": district}) == found


def test_without_regions_none_chosen_means_the_whole_area(town, opened):
    opened(town)
    assert page_state.districts({"district": ""}) == ()


def fields() -> tuple[Parameter, ...]:
    """Region and district, as every page has them."""
    wanted = ("region", "district")
    return tuple(field for field in fields_of("overview") if field.name in wanted)


def test_address_opens_with_the_first_region_and_drops_its_district(split, opened):
    opened(split)
    assert settled_of(fields(), {}) == {"region": "E12000005", "district": ""}
    other = {"region": "E12000004", "district": NORTH}
    assert settled_of(fields(), other) == {"region": "E12000004", "district": ""}


def test_a_pack_without_regions_has_no_region_in_its_addresses(town, opened):
    opened(town)
    settled = settled_of(fields(), {"region": "E12000004", "district": NORTH})
    assert settled == {"district": NORTH}
    assert shortest(fields(), settled) == {"district": NORTH}


def test_a_choice_without_options_is_skipped_and_one_of_several_is_not():
    empty = Parameter("nothing", lambda _: [], "nothing")
    several = Parameter("many", lambda _: [], "many", is_several=True)
    after = Parameter("after", lambda settled: sorted(settled), "after")
    # What comes after does not see the one that was skipped.
    assert settled_of((empty, several, after), {"nothing": "x", "many": "x"}) == {
        "many": "", "after": "many"
    }  # fmt: skip


def test_all_districts_of_a_region_are_called_by_its_name(split):
    assert place_name(split.pack, split.known, (NORTH,)) == "Aland"
    assert place_name(split.pack, split.known, ()) == "Toy town and country"
    assert chosen_place(split.pack, split.known, (NORTH,)).name == "Aland"
