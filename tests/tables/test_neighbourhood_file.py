"""Neighbourhoods in files: lossless, no formulas, and every bad row by its place."""

import csv
import io
import json
from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from insight.characters import normalised, refusal
from insight.errors import ContractError, GeographyError
from insight.exports.table import Stamp, csv_bytes, geojson_bytes
from insight.records.kinds.exchange import exported
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status, tidied
from insight.tables.decisions import UnansweredError
from insight.tables.neighbourhood_file import Codes, read_neighbourhoods

ONE, TWO, THREE, FOUR = LSOAS = [f"E0100000{i}" for i in range(1, 5)]
CODES = Codes(frozenset(LSOAS), {"E01009998": (ONE, TWO), "E01009999": (THREE,), ONE: (ONE,)})
DAY = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def read_csv(data):
    return read_neighbourhoods("areas.csv", data, CODES)


def read_geojson(data, points=None):
    return read_neighbourhoods("areas.geojson", data, CODES, points)


def saved(draft):
    made = {"created_at": DAY, "created_by": "A", "changed_at": DAY, "changed_by": "A"}
    return Neighbourhood("x" * 10, 1, draft, **made, is_removed=False)


def draft(name="Quay", *members, **more):
    content = {"description": "", "defined_by": "by hand", **more}
    return Draft(name=name, members=members or (ONE, TWO), **content)


@pytest.fixture(scope="module")
def areas():
    """Four squares of a kilometre in a row in the middle of England."""
    squares = [
        shapely.box(450_000 + 1000 * i, 300_000, 451_000 + 1000 * i, 301_000) for i in range(4)
    ]
    return gpd.GeoSeries(squares, index=LSOAS, crs=27700)


def sheet(*rows, delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def cells(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def layer(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def feature(geometry=None, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def said(reading):
    return [problem.sentence() for problem in reading.problems]


def test_csv_has_a_row_for_each_neighbourhood_and_a_mark_for_excel():
    data = csv_bytes(exported([saved(draft("Quay", ONE, TWO)), saved(draft("Moor", THREE))]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert cells(data) == [
        ["area_name", "description", "status", "defined_by", "members"],
        ["Quay", "", "proposed", "by hand", f"{ONE} {TWO}"],
        ["Moor", "", "proposed", "by hand", THREE],
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "'=", "''@"])
def test_no_cell_is_a_formula_and_the_text_comes_back(sign):
    content = draft(f"{sign}1+1", description=f"{sign}cmd", defined_by=f"{sign}x")
    data = csv_bytes(exported([saved(content)]))
    for cell in cells(data)[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\uff1d"))
    assert read_csv(data).drafts == (content,)


def test_files_of_older_releases_are_still_read():
    rows = sheet(["name", "members"], ["Quay", ONE]).encode()
    old = layer(feature(None, name="Quay", members=[ONE]))
    found = read_csv(rows), read_geojson(old)
    assert [each.name for reading in found for each in reading.drafts] == ["Quay"] * 2


def test_what_our_files_say_of_themselves_is_not_told_as_ignored(areas):
    table = exported([saved(draft())], Stamp("record", "S", "L", "1"), areas)
    readings = (read_csv(csv_bytes(table)), read_geojson(geojson_bytes(table)))
    for reading in readings:
        assert reading.ignored == ()
        assert reading.drafts == (draft(),)


@pytest.mark.parametrize("name", ["'tis", "O'Brien", "<b>x</b>", 'a "b", c;d', "7"])
def test_harmless_text_is_written_as_it_is(name):
    data = csv_bytes(exported([saved(draft(name))]))
    assert cells(data)[1][0] == name
    assert read_csv(data).drafts[0].name == name


TEXT = st.text(
    st.one_of(
        st.sampled_from("=+-@'\t\n,;\" \u00e9\u2019"),
        st.characters(exclude_categories=["Cc", "Cs"]),
    ),
    max_size=20,
).filter(lambda text: not refusal(normalised(text)))
CONTENT = st.builds(
    Draft,
    name=TEXT.filter(lambda name: normalised(name).strip() != ""),
    description=TEXT,
    members=st.lists(st.sampled_from(LSOAS), min_size=1).map(tuple),
    defined_by=TEXT,
    status=st.sampled_from(Status),
).map(tidied)


@given(CONTENT)
def test_what_is_exported_can_be_imported_unchanged(content):
    reading = read_csv(csv_bytes(exported([saved(content)])))
    assert (reading.drafts, reading.problems) == ((content,), ())


@given(CONTENT)
def test_what_is_exported_as_a_layer_can_be_imported_unchanged(content):
    square = shapely.box(450_000, 300_000, 451_000, 301_000)
    areas = gpd.GeoSeries([square] * 4, index=LSOAS, crs=27700)
    reading = read_geojson(geojson_bytes(exported([saved(content)], areas=areas)))
    assert (reading.drafts, reading.problems) == ((content,), ())


@pytest.mark.parametrize(
    ("encoding", "said_as"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_separator_is_read(encoding, said_as, delimiter):
    text = sheet(
        ["Name", "MEMBERS", "Defined By", "Status", "Description"],
        ["Caf\u00e9 \u2019Quay\u2019", f"{ONE} {TWO}", "by hand", "Agreed", "50\u00a3"],
        delimiter=delimiter,
    )
    reading = read_csv(text.encode(encoding))
    assert reading.problems == ()
    assert any(said_as in note for note in reading.notes if said_as) == bool(said_as)
    assert reading.drafts == (
        draft("Caf\u00e9 \u2019Quay\u2019", description="50\u00a3",
              status=Status.AGREED),
    )  # fmt: skip


def test_what_nobody_sees_is_removed_and_said():
    text = sheet(["name", "members"], ["Qu\u200bay", f"\ufeff{ONE}"], ["Moor", TWO])
    whole = layer(feature(None, name="Qu\u200bay", members=[ONE, f"{TWO}\u2060"]))
    for reading in (read_csv(text.encode()), read_geojson(whole)):
        assert reading.problems == ()
        assert reading.drafts[0].name == "Quay"
        (note,) = [each for each in reading.notes if "cannot be seen" in each]
        assert note.startswith("2 characters that cannot be seen were removed, first U+200B")
    notes = read_csv(sheet(["name", "members"], ["Quay", ONE]).encode()).notes
    assert not any("cannot be seen" in each for each in notes)


def test_what_cannot_be_shown_is_a_problem_of_its_row():
    text = sheet(["name", "members"], ["Quay\ufffe", ONE], ["Moor", TWO])
    reading = read_csv(text.encode())
    assert [each.name for each in reading.drafts] == ["Moor"]
    assert said(reading)[0].startswith("Row 2, name: holds 1 character that cannot be shown")


def test_two_names_that_look_the_same_are_one_name_twice():
    text = sheet(["name", "members"], ["Quay", ONE], ["QU\u200bAY", TWO])
    (problem,) = read_csv(text.encode()).problems
    assert problem.place == "row 3"


def test_text_is_never_taken_for_numbers_or_dates():
    names = ["0012", "NA", "1E5", "03/04/2025", "TRUE"]
    text = sheet(["name", "members"], *([name, ONE] for name in names))
    assert [d.name for d in read_csv(text.encode()).drafts] == names


@pytest.mark.parametrize("heading", ["members", "LSOA21CD", "LSOAs", "lsoa codes"])
@pytest.mark.parametrize("between", [" ", ";", ", ", "|", "\n"])
def test_codes_may_stand_under_other_names_and_be_parted_anyhow(heading, between):
    text = sheet(["name", heading], ["Quay", f"{ONE.lower()}{between}{TWO}"])
    assert read_csv(text.encode()).drafts[0].members == (ONE, TWO)


def test_columns_that_are_not_used_are_said():
    text = sheet(["name", "Ward Name", "members", ""], ["Quay", "x", ONE, ""])
    reading = read_csv(text.encode())
    assert reading.ignored == ("Ward Name",)
    assert len(reading.drafts) == 1


def test_blank_rows_count_but_are_no_problem():
    text = sheet(["name", "members"], ["Quay", ONE], [], ["", " "], ["", ONE])
    reading = read_csv(text.encode())
    assert len(reading.drafts) == 1
    assert said(reading) == ["Row 5, name: is blank; give the neighbourhood a name."]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", ONE, ""], "Row 3, name: is blank"),
        (["x" * 121, ONE, ""], "Row 3, name: is 121 characters long"),
        (["a", "", ""], "Row 3, members: are missing"),
        (["a"], "Row 3, members: are missing"),
        (["a", f"{ONE} E123", ""], "Row 3, members: include 1 of 2 codes"),
        (["a", f"{ONE} E01007777", ""],
         "Row 3, members: 1 of 2 codes are not areas of this partnership, first "
         "'E01007777'; correct or leave them out"),
        (["a", f"{ONE} E01009998", ""],
         "Row 3, members: 1 of 2 codes were retired in 2021 (E01009998 is now "
         "E01000001 and E01000002); check the new areas"),
        (["a", ONE, "maybe"], "Row 3, status: is 'maybe'; use one of proposed"),
        (["quay", ONE, ""], "Row 3, name: 'quay' is also the name of row 2"),
        (["a", ONE, "", "spill"], "Row 3: has more cells than the 3 headings"),
    ],
)  # fmt: skip
def test_bad_row_is_named_and_the_good_ones_go_in(row, sentence):
    text = sheet(["name", "members", "status"], ["Quay", ONE], row, ["Moor", TWO])
    reading = read_csv(text.encode())
    assert [found.name for found in reading.drafts] == ["Quay", "Moor"]
    (problem,) = said(reading)
    assert problem.startswith(sentence)


def test_every_fault_of_a_row_is_said():
    text = sheet(["name", "members", "status"], ["", "E01007777 E01009999", "x"])
    columns = [found.column for found in read_csv(text.encode()).problems]
    assert columns == ["name", "status", "members", "members"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"x" * 50_000_001, "has 50 MB, more than 50"),
        (b"PK\x03\x04rest", "damaged or incomplete"),
        (b"name,members\x00", "is not a text file"),
        (b"\xff\xfe\x00", "is not a text file"),
        (b"name\x81,members", "is not a text file"),
        (b"\nname,members\n", "headings but no rows"),
        (b"name,colour\nA,b\n", "no column members"),
        (b"colour,size\nA,b\n", "no heading that we recognise"),
        (b"name,Name,members\nA,B,c\n", "2 columns for name"),
        (b'name,members\n"Quay,E01000001\n', "beyond row 1"),
        (b'name,members\n"Quay"x,E01000001\n', "beyond row 1"),
        (b"name,members\n" + b"y" * 200_000, "a cell is too long"),
        (b"name,members\n" + b"a,b\n" * 5_001, "more than 5,000 neighbourhoods"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(ContractError) as caught:
        read_csv(data)
    assert words in str(caught.value)


def test_largest_number_of_rows_is_read():
    text = "name,members\n" + "".join(f"n{i},{ONE}\n" for i in range(5_000))
    assert len(read_csv(text.encode()).drafts) == 5_000


def test_layer_has_the_union_of_the_areas_in_degrees(areas):
    content = draft("<b>Quay</b>", ONE, TWO, status=Status.AGREED)
    (found,) = json.loads(geojson_bytes(exported([saved(content)], areas=areas)))["features"]
    assert found["properties"] == {
        "area_name": "<b>Quay</b>", "description": "", "status": "agreed",
        "defined_by": "by hand", "members": [ONE, TWO],
    }  # fmt: skip
    shape = shapely.geometry.shape(found["geometry"])
    assert shape.geom_type == "Polygon"
    assert shape.exterior.is_ccw
    assert (-1.30, 52.59) < shape.bounds[:2] < (-1.25, 52.61)
    metres = gpd.GeoSeries([shape], crs=4326).to_crs(27700).area[0]
    # Two squares of a kilometre.
    assert metres == pytest.approx(2_000_000, rel=1e-3)


def test_layer_of_nothing_is_empty(areas):
    assert json.loads(geojson_bytes(exported([], areas=areas)))["features"] == []


def test_layer_needs_every_boundary_in_the_national_grid(areas):
    with pytest.raises(GeographyError, match=r"1 of 2 areas of 'Quay' .* 'E01000002'"):
        exported([saved(draft())], areas=areas.drop(TWO))
    with pytest.raises(GeographyError, match="must be in British National Grid"):
        exported([saved(draft())], areas=areas.to_crs(4326))


def test_members_of_a_layer_may_be_a_list_or_a_text():
    data = layer(
        feature(NAME="Quay", Members=[TWO, ONE], note=1),
        feature(name="Moor", members=f"{THREE};{FOUR}"),
    )
    reading = read_geojson(data)
    assert reading.problems == ()
    assert [found.members for found in reading.drafts] == [(ONE, TWO), (THREE, FOUR)]
    assert reading.ignored == ("note",)


def outline(areas, *codes):
    shape = shapely.union_all(areas.loc[list(codes)].to_numpy())
    degrees = gpd.GeoSeries([shape], crs=27700).to_crs(4326)[0]
    return shapely.geometry.mapping(degrees)


def test_without_members_the_areas_within_the_outline_are_taken(areas):
    both = outline(areas, ONE, THREE)
    assert both["type"] == "MultiPolygon"
    data = layer(
        feature(outline(areas, TWO, THREE), name="Quay"),
        feature(both, name="Moor", defined_by="drawn"),
    )
    reading = read_geojson(data, areas.representative_point())
    assert reading.problems == ()
    assert [found.members for found in reading.drafts] == [(TWO, THREE), (ONE, THREE)]
    assert reading.drafts[0].defined_by.startswith("Areas whose inner point lies")
    assert reading.drafts[1].defined_by == "drawn"


def ring(*corners):
    return {"type": "Polygon", "coordinates": [list(corners)]}


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "neither members nor an outline"),
        ("here", "neither members nor an outline"),
        ({"type": "Point", "coordinates": [0, 1]}, "neither members nor an outline"),
        ({"type": "Polygon"}, "not numbers"),
        (ring([0, 0], [1, 0], [1, "x"], [0, 0]), "not numbers"),
        (ring([0, 0], [1, 0], [1, None], [0, 0]), "not numbers"),
        (ring([0, 0], [1, 0], [1, float("nan")], [0, 0]), "not numbers"),
        (ring([0, 0], [1, 0], [1, 10**400], [0, 0]), "not numbers"),
        (ring([0, 0], [1, 0]), "not closed"),
        (ring([0, 0], [1, 0], [1], [0, 0]), "not closed"),
        ({"type": "Polygon", "coordinates": 3}, "not closed"),
        ({"type": "Polygon", "coordinates": []}, "does not contain the middle of any area"),
        (ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]), "crosses itself"),
        (ring([4e5, 3e5], [5e5, 3e5], [5e5, 4e5], [4e5, 3e5]), "not degrees"),
        (ring([52, -2], [53, -2], [53, -1], [52, -2]), "does not contain the middle of any area"),
    ],
)
def test_outline_that_cannot_be_used_is_named(areas, geometry, words):
    data = layer(feature(geometry, name="Bad"), feature(name="Quay", members=[ONE]))
    reading = read_geojson(data, areas.representative_point())
    assert [found.name for found in reading.drafts] == ["Quay"]
    (problem,) = said(reading)
    assert problem.startswith("Feature 1, geometry: ")
    assert words in problem


NOTHING = "Feature 1, geometry: has no members; list the LSOA codes of its areas."


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (None, NOTHING),
        (7, NOTHING),
        ({"type": "Feature", "properties": None}, NOTHING),
        (feature(name=7, members=[ONE]), "Feature 1, name: is not text"),
        (feature(name={"a": 1}, members=[ONE]), "Feature 1, name: is not text"),
        (feature(name="a", members=[1]), "Feature 1, members: is not a list"),
        (feature(name="a", members={"b": 1}), "Feature 1, members: is not a list"),
        (feature(name="a", members=["E01009999"]), "Feature 1, members: 1 of 1 codes"),
        (feature(name="a"), "Feature 1, geometry: has no members"),
    ],
)
def test_bad_feature_is_named_and_the_good_ones_go_in(bad, sentence):
    reading = read_geojson(layer(bad, feature(name="Quay", members=[ONE])))
    assert [found.name for found in reading.drafts] == ["Quay"]
    assert said(reading)[0].startswith(sentence)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "is not GeoJSON"),
        (b"[" * 100_000, "is not GeoJSON"),
        (b"9" * 10_000, "no heading that we recognise"),
        (b'{"type": "FeatureCollection", "features": ["\\ud800"]}', "is not GeoJSON"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (b'{"type": "Feature"}', "not a GeoJSON FeatureCollection"),
        (layer(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}),
         "another coordinate system"),
        (layer(*[None] * 5_001), "more than 5,000 features"),
    ],
)  # fmt: skip
def test_layer_that_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(ContractError) as caught:
        read_geojson(data)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_layer_that_names_degrees_is_read(name):
    crs = {"type": "name", "properties": {"name": name}}
    data = layer(feature(name="Quay", members=[ONE]), crs=crs)
    assert len(read_geojson(data).drafts) == 1


def test_points_must_be_in_the_national_grid(areas):
    with pytest.raises(GeographyError, match="The points must be in British National"):
        read_geojson(layer(), areas.representative_point().to_crs(4326))


def test_rows_of_one_lsoa_each_are_put_together_by_name():
    text = sheet(["neighbourhood", "lsoa21cd"], ["A", ONE], ["B", THREE], ["a ", TWO])
    reading = read_csv(text.encode())
    assert [(each.name, each.members) for each in reading.drafts] == [
        ("A", (ONE, TWO)), ("B", (THREE,)),
    ]  # fmt: skip
    assert "Rows of one name were combined: 2 names." in reading.notes


def test_name_property_of_a_publisher_is_known_or_asked(areas):
    one = outline(areas, ONE)
    known = read_geojson(layer(feature(one, WD24CD="E05000001", WD24NM="Quay")),
                         areas.representative_point())  # fmt: skip
    assert [each.name for each in known.drafts] == ["Quay"]
    assert "WD24NM" in known.decisions[0].why
    unclear = layer(feature(one, id="x1", quarter="Quay"))
    with pytest.raises(UnansweredError) as caught:
        read_geojson(unclear, areas.representative_point())
    assert set(caught.value.decisions[0].options) == {"id", "quarter"}
    answered = read_neighbourhoods(
        "a.geojson", unclear, CODES, areas.representative_point(), {"name": "quarter"}
    )
    assert [each.name for each in answered.drafts] == ["Quay"]
