"""Sites of a toy town: what is near, what is drawn, and what is said about both."""

import io

import pandas as pd
import plotly.graph_objects as go
import pytest

from insight.analysis.maps import sites as layers
from insight.analysis.maps.nearby import nearby
from insight.analysis.maps.site_kinds import (
    chosen_sites,
    kinds_of,
    provided,
    site_download,
    site_table,
    sites,
)
from insight.analysis.maps.sites import marked_on, sites_layer
from insight.figures.palette import palette_for
from insight.figures.screen.site_marks import SHAPES
from insight.geography.levels import places

# The middle of LSOA i is at 450,500 + 1000 * column, 300,500 + 1000 * row.
LSOAS = [f"E0100000{i}" for i in range(1, 7)]
SOUTH, NORTH = "E07000001", "E07000002"
POOL, HALL, GP = "facilities-pool", "facilities-hall", "practices-gp-practice"


def rows(*each):
    names = ["site", "kind", "name", "access", "easting_m", "northing_m"]
    return pd.DataFrame(each, columns=names)


FACILITIES = rows(
    ("1", "Pool", "=Deep", "Public Access", 450_500, 300_800),
    ("1", "Hall", "=Deep", "Public Access", 450_500, 300_800),
    ("2", "Pool", None, "Private", 452_500, 301_900),
)
PRACTICES = rows(("A1", "GP practice", "Surgery", None, 450_600, 300_500))


@pytest.fixture(scope="module")
def placed(town_with):
    return town_with(facilities=lambda _: FACILITIES, practices=lambda _: PRACTICES)


@pytest.fixture(scope="module")
def found(placed):
    return sites(placed.pack, placed.known)


def near(placed, found, *members):
    return nearby(placed.pack, placed.known, found, members)


def test_a_pack_without_sites_has_no_kinds_and_no_part(town):
    assert kinds_of(town.pack) == {}
    assert sites(town.pack, town.known) is None


def test_a_faulty_list_is_left_out_and_the_other_stays(pack_with):
    pack = pack_with(
        facilities=lambda _: FACILITIES.assign(northing_m=-1), practices=lambda _: PRACTICES
    )
    assert set(pack.problems) == {"facilities"}
    assert kinds_of(pack) == {GP: "GP practice"}
    found = sites(pack, places(pack))
    assert found.rows["table"].tolist() == ["practices"]
    view = nearby(pack, places(pack), found, [LSOAS[0]])
    assert view.title == "GP practices nearby"


def test_kinds_have_keys_fit_for_an_address(placed):
    assert kinds_of(placed.pack) == {HALL: "Hall", POOL: "Pool", GP: "GP practice"}


def test_each_site_is_placed_in_its_area(found):
    assert found.rows["lsoa21cd"].tolist() == [LSOAS[0], LSOAS[0], LSOAS[5], LSOAS[0]]
    assert found.rows["lad24cd"].tolist() == [SOUTH, SOUTH, NORTH, SOUTH]
    assert found.rows["name"].tolist() == ["=Deep", "=Deep", "Site 2", "Surgery"]


def test_distances_of_one_area(placed, found):
    """From (450,500, 300,500): 300 m up, and 100 m across to the surgery."""
    view = near(placed, found, LSOAS[0])
    table = view.table.rows.set_index("kind")
    assert table["distance"].to_dict() == {"Hall": "300 m", "Pool": "300 m", "GP practice": "100 m"}
    # The other pool is 2,000 m across and 1,400 m up.
    assert table.loc["Pool", ["near", "far"]].tolist() == [1, 1]
    assert table.loc["GP practice", "access"] == "not stated"
    assert "border" not in table
    assert view.title == "Places to be active, and GP practices, nearby"


def test_distances_of_several_areas(placed, found):
    """To the pools: 300; √(1000² + 300²) = 1044; from 3 up to the second 1400."""
    table = near(placed, found, *LSOAS[:3]).table.rows.set_index("kind")
    pool = table.loc["Pool"]
    assert (pool["median"], pool["furthest"], pool["where"]) == ("1.0 km", "1.4 km", "South 002A")
    assert pool["nearest"] == "=Deep, 300 m"
    assert (pool["near"], pool["far"]) == (1, 2)
    # To the hall from 3: √(2000² + 300²) = 2022 m, and the border is 500 m away.
    assert table.loc["Hall", "furthest"] == "2.0 km"
    assert table.loc["Hall", "border"] == "2 of 3"


def test_what_may_be_nearer_over_the_border_is_said(placed, found):
    """From 6 the surgery is over 2 km away and the border 500 m; a list that goes as
    far beyond the border as that leaves nothing open."""
    view = near(placed, found, LSOAS[5])
    assert view.table.rows.set_index("kind").loc["GP practice", "border"] == "yes"
    assert "no sites outside the area" in view.notes[-1]
    assert "“May be nearer” means" in view.notes[-1]


def test_sites_outside_the_area_are_counted_and_widen_what_is_sure(town_with):
    """A third pool 3 km east of the edge of 6, whose middle is 500 m inside."""
    beyond = rows(("3", "Pool", "Far", None, 456_000, 301_500))
    town = town_with(facilities=lambda _: pd.concat([FACILITIES, beyond], ignore_index=True))
    found = sites(town.pack, town.known)
    assert found.reach_m == {HALL: 0, POOL: pytest.approx(3000)}
    view = near(town, found, LSOAS[0])
    assert "1 site outside the area, up to 3.0 km" in view.notes[-1]
    assert "1 kind has no sites outside" in view.notes[-1]
    table = near(town, found, LSOAS[5]).table.rows.set_index("kind")
    assert table["border"].to_dict() == {"Hall": "yes", "Pool": ""}
    assert len(chosen_sites(found, [POOL], [])) == 3
    assert len(chosen_sites(found, [POOL], [NORTH])) == 1


def test_how_it_is_measured_is_said_with_the_lists_caveats(placed, found):
    view = near(placed, found, LSOAS[0])
    assert "not walking routes" in view.notes[0]
    assert "roughly 10 and 20 minutes’ walk" in view.notes[0]
    assert "Made up to be added in the head." in view.notes[1]
    tables = [source.table for source in view.provided.sources]
    assert tables == ["facilities", "practices", "areas"]


def plain_map(*, has_inset: bool) -> go.Figure:
    layout = {
        "height": 600,
        "margin": {"b": 100},
        "legend": {"y": 0.1, "yref": "container"},
        "annotations": [{"text": "Source: Toy.", "yshift": -90}],
        **({"geo2": {"lonaxis": {"range": [0, 1]}}} if has_inset else {}),
    }
    return go.Figure(layout=layout)


def drawn(placed, layer, *, has_inset=False, is_fixed=False):
    return marked_on(
        plain_map(has_inset=has_inset),
        layer,
        placed.known,
        palette_for("light"),
        source="Sites: Toy",
        is_fixed=is_fixed,
    )


def test_each_kind_has_a_shape_and_a_colour_of_its_own(placed, found):
    plot = drawn(placed, sites_layer(found, placed.known, [POOL, HALL, GP]))
    assert [trace.name for trace in plot.data] == ["Hall · 1", "Pool · 2", "GP practice · 1"]
    assert [trace.marker.symbol for trace in plot.data] == list(SHAPES[:3])
    assert len({trace.marker.color for trace in plot.data}) == 3
    assert sum(len(trace.lon) for trace in plot.data) == 4


def test_pointing_at_a_site_names_every_kind_at_its_place(placed, found):
    layer = sites_layer(found, placed.known, [POOL, HALL])
    words = layer.marks["words"].iloc[0]
    assert words == "<b>=Deep</b><br>Hall, Pool<br>Access: Public Access<br>South and Deep"
    assert layer.words.startswith("2 sites of 2 kinds.")


def test_sites_of_the_enlarged_district_are_drawn_in_the_inset(placed, found):
    inside = placed.known.crowded.district
    layer = sites_layer(found, placed.known, [POOL])
    plot = drawn(placed, layer, has_inset=True)
    assert {trace.geo: len(trace.lon) for trace in plot.data} == {"geo": 1, "geo2": 1}
    assert sum(bool(trace.showlegend) for trace in plot.data) == 1
    own = layer.marks[layer.marks["lad24cd"].eq(inside)]
    assert plot.data[1].lon == tuple(own["longitude"])


def test_the_legend_has_room_and_the_source_names_the_lists(placed, found):
    layer = sites_layer(found, placed.known, [POOL])
    grown = drawn(placed, layer).layout
    more = grown.height - 600
    assert more > 0
    assert grown.margin.b == 100 + more
    assert grown.annotations[0].text == "Source: Toy.<br>Sites: Toy"
    # The legend stays above the source, and the map's own above the legend.
    source_px = grown.margin.b + grown.annotations[0].yshift
    assert source_px + 19 <= grown.legend2.y * grown.height < grown.legend.y * grown.height
    fixed = drawn(placed, layer, is_fixed=True).layout
    assert (fixed.height, fixed.margin.b) == (600, 100 + more)


def test_more_kinds_than_shapes_are_said_and_listed(town_with):
    many = [(str(i), f"Kind {i:02}", None, None, 450_500, 300_500) for i in range(10)]
    town = town_with(facilities=lambda _: rows(*many))
    found = sites(town.pack, town.known)
    layer = sites_layer(found, town.known, list(found.kinds))
    assert len(layer.kinds) == len(SHAPES)
    assert "Kind 08 and Kind 09 are in the table only" in layer.words
    assert len(layer.rows) == 10


@pytest.mark.parametrize(("most", "marks"), [(4, 4), (3, 2)])
def test_too_many_sites_are_put_together_and_none_is_left_out(town_with, monkeypatch, most, marks):
    """Three within 250 m of each other and one 1.5 km off; squares of 250 m do."""
    monkeypatch.setattr(layers, "MOST_MARKS", most)
    at = [450_510, 450_520, 450_530, 452_010]
    every = [(str(x), "Park", None, None, x, 300_510) for x in at]
    town = town_with(green_space=lambda _: rows(*every))
    found = sites(town.pack, town.known)
    layer = sites_layer(found, town.known, list(found.kinds))
    assert len(layer.marks) == marks
    if most == 3:
        assert layer.marks["words"].str.extract(r"<b>(\d)")[0].astype(int).sum() == 4
        assert "square of 250 m, with their number" in layer.words
    assert len(layer.rows) == 4


def test_squares_grow_until_the_marks_are_few_enough(town_with, monkeypatch):
    monkeypatch.setattr(layers, "MOST_MARKS", 1)
    every = [(str(x), "Park", None, None, x, 300_510) for x in (450_100, 451_900)]
    town = town_with(green_space=lambda _: rows(*every))
    found = sites(town.pack, town.known)
    layer = sites_layer(found, town.known, list(found.kinds))
    assert layer.marks["words"].tolist()[0].startswith("<b>2 sites</b><br>Park")


def test_table_and_file_have_every_site_with_its_terms(placed, found):
    table = site_table(placed.known, found.rows)
    assert table.rows["name"].tolist() == ["Surgery", "=Deep", "=Deep", "Site 2"]
    assert table.rows["district"].iloc[-1] == "North"
    content = site_download(placed.pack, placed.known, found.rows).content()
    file = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype=str)
    assert len(file) == len(found.rows)
    assert file["site"].tolist() == ["A1", "1", "1", "2"]
    assert file["name"].iloc[1] == "'=Deep"
    assert file["licence"].str.contains("Open Government Licence").all()
    assert file["source"].eq("Toy office, Toy figures (2025)").all()
    assert provided(placed.pack, found.rows).line().startswith("Source: Toy office")
