"""Where places are, what they are called, and how they are found."""

import geopandas as gpd
import pytest
import shapely

from insight.errors import GeographyError
from insight.geography.contiguity import neighbours
from insight.geography.crowding import most_crowded
from insight.geography.search import MOST_SHOWN, search
from insight.geography.web_geometry import feature_collection, published
from insight.pack.catalogue import Level
from insight.publishers.split_areas import cut_by_centroids, insert_vertices

SQUARE = shapely.box(0, 0, 100, 100)


def grid() -> gpd.GeoDataFrame:
    """Nine squares of 100 m, named by row and column."""
    names = [f"{row}{column}" for row in range(3) for column in range(3)]
    shapes = [
        shapely.box(450_000 + 100 * c, 300_000 + 100 * r, 450_100 + 100 * c, 300_100 + 100 * r)
        for r in range(3)
        for c in range(3)
    ]
    return gpd.GeoDataFrame(
        {"name": names, "place": names}, geometry=shapes, index=names, crs=27700
    )


def test_neighbours_share_an_edge_and_not_a_corner():
    assert neighbours(grid(), "11") == ["01", "10", "12", "21"]
    assert neighbours(grid(), "00") == ["01", "10"]


def test_levels_are_exactly_their_lsoas(known):
    whole = known.levels[Level.LSOA].area.sum()
    for level in (Level.MSOA, Level.LOCALITY):
        assert known.levels[level].area.sum() == pytest.approx(whole, rel=1e-9)
    assert len(known.levels[Level.MSOA]) == 127
    assert len(known.levels[Level.LOCALITY]) == 9


def test_every_lsoa_has_a_neighbour(known):
    areas = known.levels[Level.LSOA]
    assert all(neighbours(areas, code) for code in areas.index[::25])


def test_web_geometry_runs_clockwise_with_whole_ids():
    collection = feature_collection(grid())
    assert [feature["id"] for feature in collection["features"]] == list(range(9))
    for feature in collection["features"]:
        ring = shapely.LinearRing(feature["geometry"]["coordinates"][0])
        assert not ring.is_ccw


def test_published_file_is_named_by_its_content(tmp_path):
    def files(areas: gpd.GeoDataFrame, key: str) -> dict[str, str]:
        return published({"grid": areas}, {}, key, tmp_path)

    first = files(grid(), "one")
    assert files(grid(), "one") == first
    assert files(grid(), "the same drawn from other tables") == first
    assert len(list(tmp_path.glob("grid*"))) == 1
    moved = grid().set_geometry(grid().translate(1000, 0))
    assert files(moved, "moved") != first


def test_three_children_divide_their_parent():
    centroids = {"a": (20, 50), "b": (50, 50), "c": (90, 50)}
    parts = cut_by_centroids(SQUARE, list(centroids), centroids, 0.1)
    assert sum(part.area for part in parts.values()) == pytest.approx(SQUARE.area)
    assert parts["a"].bounds == (0, 0, 35, 100)


def test_a_fragment_goes_to_the_sibling_it_touches():
    # A horseshoe: the cell of "a" takes the tip of the other arm as well.
    shoe = shapely.Polygon(
        [(0, 0), (100, 0), (100, 100), (70, 100), (70, 20), (30, 20), (30, 60), (0, 60)]
    )
    parts = cut_by_centroids(shoe, ["a", "b"], {"a": (10, 55), "b": (85, 10)}, 0.1)
    assert all(part.geom_type == "Polygon" for part in parts.values())
    assert sum(part.area for part in parts.values()) == pytest.approx(shoe.area)


def test_two_missing_centroids_are_refused():
    with pytest.raises(GeographyError, match="2 of 3 parts"):
        cut_by_centroids(SQUARE, ["a", "b", "c"], {"a": (1, 1)}, 0.1)


def test_a_new_corner_is_given_to_the_neighbour():
    left = shapely.union_all([shapely.box(0, 0, 10, 4), shapely.box(0, 4, 10, 10)])
    parts = [shapely.box(10, 0, 20, 4), shapely.box(10, 4, 20, 10)]
    whole = insert_vertices(shapely.geometrycollections([left, *parts]).geoms, 0.1)
    assert shapely.coverage_is_valid(whole)
    assert (10, 4) in set(whole[0].exterior.coords)


@pytest.mark.parametrize(
    ("asked", "found", "words"),
    [
        ("", 0, ""),
        ("   ", 0, ""),
        ("LE1 1AA", 2, "LE1 1AA is near a boundary"),
        ("le1  1aa", 2, "LE1 1AA is near a boundary"),
        ("SW1A 1AA", 0, "not a postcode in Leicester"),
        ("LE1", 0, "part of a postcode"),
        ("E01013726", 1, "is Leicester 012D"),
        ("e01013726", 1, "is Leicester 012D"),
        ("E02002829", 1, "Stocking Farm"),
        ("E07000133", 1, "is Melton"),
        ("E01025717", 2, "is a 2011 code"),
        ("E01999999", 0, "not an area in"),
        ("north leicestershire 012d", 1, "North West Leicestershire 012D"),
        ("Hinckley & Bosworth 001A", 1, "Hinckley and Bosworth 001A"),
        ("zzz", 0, "found nothing"),
        ("'; drop table", 0, "found nothing"),
    ],
)
def test_search_answers_in_a_sentence(pack, known, asked, found, words):
    answer = search(asked, pack, known)
    assert len(answer.matches) == found
    assert words in answer.sentence


def test_many_matches_are_counted_and_the_first_shown(pack, known):
    answer = search("Leicester", pack, known)
    assert len(answer.matches) == MOST_SHOWN
    assert answer.matches[0].level is Level.LOCALITY
    assert "first 12" in answer.sentence


def test_a_postcode_near_an_edge_has_two_answers(pack, known):
    doubtful = pack.table("postcodes")["lsoa21cd_or"].dropna()
    answer = search(doubtful.index[0], pack, known)
    assert [m.code for m in answer.matches][1] == doubtful.iloc[0]
    assert "near a boundary" in answer.sentence


def test_the_crowded_district_is_enlarged_in_an_empty_corner(known):
    assert known.crowded.district == "E06000016"
    left, bottom, right, top = known.crowded.corner
    assert 0 <= left < right <= 1
    assert 0 <= bottom < top <= 1


def squares_of_districts(*boxes: tuple[int, int, int, int]) -> gpd.GeoDataFrame:
    codes = [f"E0700{at:04d}" for at in range(len(boxes))]
    shapes = [shapely.box(*each) for each in boxes]
    return gpd.GeoDataFrame({"lad24cd": codes}, index=codes, geometry=shapes)


def test_an_area_that_fills_its_map_has_no_corner_to_enlarge_in():
    filled = squares_of_districts((0, 0, 10, 5), (0, 5, 10, 10))
    assert most_crowded(filled, filled).corner is None
    # In the shape of an L, the north east is empty.
    bent = squares_of_districts((0, 0, 10, 5), (0, 5, 5, 10))
    left, bottom, right, top = most_crowded(bent, bent).corner
    assert (right, top) == (1, 1)
    assert (left, bottom) == (0.74, 0.64)


def test_one_district_alone_is_not_enlarged_beside_itself():
    bent = squares_of_districts((0, 0, 10, 5), (0, 5, 5, 10))
    whole = bent.dissolve().set_axis(["E07000000"])
    assert most_crowded(bent.assign(lad24cd="E07000000"), whole).corner is None


def test_seven_two_tier_districts_lie_in_leicestershire(known):
    assert set(known.counties.values()) == {"E10000018"}
    assert set(known.counties) == {f"E0700{number:04d}" for number in range(129, 136)}
    assert known.county_names == {"E10000018": "Leicestershire"}


def test_city_and_rutland_lie_in_no_county(known):
    districts = set(known.levels[Level.LOCALITY].index)
    assert districts - set(known.counties) == {"E06000016", "E06000017"}


def test_district_lies_in_the_county_that_its_row_names(town_with):
    def in_county(districts):
        is_north = districts["name"].eq("North")
        return districts.assign(
            county=is_north.map({True: "E10000099", False: ""}),
            county_name=is_north.map({True: "Northshire", False: ""}),
        )

    found = town_with(districts=in_county).known
    north = found.levels[Level.LOCALITY].query("name == 'North'").index.item()
    assert found.counties == {north: "E10000099"}
    assert found.county_names == {"E10000099": "Northshire"}
