"""A neighbourhood of which a row is refused is not saved in part."""

import json

import pytest

from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.pages.neighbourhood.saved import import_codes
from insight.tables.neighbourhood_file import read_neighbourhoods
from made_files import book, text

HEAD = ["name", "lsoa"]
ROWS = [["A", "E01013600"], ["B", "E01013601"], ["B", "E01013602"]]


@pytest.fixture(scope="module")
def hoods(pack, known: Places):
    codes = import_codes(pack, known)
    points = known.levels[Level.LSOA].geometry.representative_point()

    def reading(content, name="hoods.csv"):
        data = content.encode() if isinstance(content, str) else content
        return read_neighbourhoods(name, data, codes, points, {})

    return reading


def names(found):
    return [each.name for each in found.drafts]


@pytest.mark.parametrize("cell", ["E01013602 - E01013605", ""])
def test_row_that_is_refused_keeps_its_neighbourhood_back(hoods, cell):
    assert names(hoods(text(*ROWS, headings=HEAD))) == ["A", "B"]
    found = hoods(text(*ROWS[:2], ["b", cell], headings=HEAD))
    assert names(found) == ["A"]
    assert [each.place for each in found.problems] == ["row 4", "row 3"]
    assert "row 4" in found.problems[1].advice


def test_row_with_an_error_keeps_its_neighbourhood_back(hoods):
    content = book(
        *ROWS, headings=HEAD,
        change=lambda _, sheet: sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!"),
    )  # fmt: skip
    found = hoods(content, "hoods.xlsx")
    assert names(found) == ["A"]
    assert "row 4" in found.problems[1].advice


def test_feature_that_is_refused_keeps_its_neighbourhood_back(hoods):
    def feature(name, geometry):
        return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}

    ring = [[-1.3, 52.5], [-1.0, 52.5], [-1.0, 52.8], [-1.3, 52.8], [-1.3, 52.5]]
    good = {"type": "Polygon", "coordinates": [ring]}
    bad = {"type": "Point", "coordinates": [-1.1, 52.6]}
    layer = {"type": "FeatureCollection", "features": [feature("A", good), feature("A", bad)]}
    found = hoods(json.dumps(layer), "hoods.geojson")
    assert names(found) == []
    assert len(found.problems) == 2
