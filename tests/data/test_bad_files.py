"""Files that are not what their names say, and what a reader is told of them."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from insight.errors import ContractError, InsightError
from insight.pack.catalogue import LICENCES
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import Pack, open_pack

Spoil = Callable[[Path], object]
FRESH = "Get a new copy of the data."


def record(folder: Path, table: str) -> None:
    """Make the checksum agree, so that the fault behind it is reached."""
    content = (folder / CONTRACTS[table].file).read_bytes()
    line = f'sha256 = "{hashlib.sha256(content).hexdigest()}"'
    rewrite(table, lambda text: re.sub(r"^sha256 = .*$", line, text, flags=re.M))(folder)


def put(table: str, content: bytes | Callable[[bytes], bytes]) -> Spoil:
    """Replace a table's bytes."""

    def spoil(folder: Path) -> None:
        file = folder / CONTRACTS[table].file
        file.write_bytes(content if isinstance(content, bytes) else content(file.read_bytes()))
        record(folder, table)

    return spoil


def rewrite(table: str, change: Callable[[str], str]) -> Spoil:
    """Change the words of a source record."""

    def spoil(folder: Path) -> None:
        file = folder / f"{table}.source.toml"
        file.write_text(change(file.read_text("utf-8")), "utf-8")

    return spoil


def rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    """Change the rows of a table, all cells being text."""

    def spoil(folder: Path) -> None:
        file = folder / CONTRACTS[table].file
        text = pd.read_csv(file, dtype=str, keep_default_na=False)
        change(text).to_csv(file, index=False)
        record(folder, table)

    return spoil


def cell(table: str, column: str, value: str, row: int = 3) -> Spoil:
    """Change one cell."""

    def change(text: pd.DataFrame) -> pd.DataFrame:
        text.loc[row, column] = value
        return text

    return rows(table, change)


def redraw(change: Callable[[gpd.GeoDataFrame], pd.DataFrame]) -> Spoil:
    """Change the boundaries."""

    def spoil(folder: Path) -> None:
        file = folder / "areas.parquet"
        change(gpd.read_parquet(file)).to_parquet(file, index=False)
        record(folder, "areas")

    return spoil


def swapped(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    flipped = shapely.transform(areas.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return areas.set_geometry(gpd.GeoSeries(flipped, crs=areas.crs))


def in_degrees(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return areas.to_crs(4326).set_crs(27700, allow_override=True)


def one_point(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = areas.geometry.copy()
    shapes.iloc[0] = shapely.Point(450_000, 300_000)
    return areas.set_geometry(shapes)


def as_a_directory(folder: Path) -> None:
    (folder / "msoas.csv").unlink()
    (folder / "msoas.csv").mkdir()


# For each way to break a pack: the table at fault, and all that is said of it.
SAID: dict[str, tuple[str, Spoil, str]] = {
    "bytes of a picture": (
        "msoas",
        put("msoas", b"\x89PNG\r\n\x1a\n" + bytes(range(255, 0, -1)) * 20),
        "msoas.csv: cannot be read ('utf-8' codec can't decode byte 0x89 in position "
        f"0: invalid start byte). {FRESH}",
    ),
    "saved by a spreadsheet as UTF-16": (
        "msoas",
        put("msoas", lambda content: content.decode().encode("utf-16-le")),
        r"msoas\.csv: .*",
    ),
    "a web page": (
        "msoas",
        put("msoas", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"),
        r"msoas\.csv: columns 'msoa21cd', 'msoa21nm', 'name' missing\. .*",
    ),
    "a spreadsheet": (
        "msoas",
        put("msoas", b"PK\x03\x04" + bytes(500)),
        r"msoas\.csv: columns 'msoa21cd', 'msoa21nm', 'name' missing\. .*",
    ),
    "NUL bytes in a code": (
        "msoas",
        put("msoas", lambda content: content.replace(b"E02002827", b"E02\x00002827")),
        "msoas.csv: 1 of 127 rows: msoa21cd: not a code such as E02002827, first "
        "'E02\\x00002827' at 'E02\\x00002827'. Correct the file, or get a new copy "
        "of the data.",
    ),
    "nothing but NUL bytes": ("msoas", put("msoas", bytes(1000)), r"msoas\.csv: .*"),
    "an open quotation mark": (
        "msoas",
        put("msoas", lambda content: content + b'"E02999999,x\n'),
        r"msoas\.csv: cannot be read \(Error tokenizing data\. .*\)\. " + FRESH,
    ),
    "more cells than columns": (
        "msoas",
        put("msoas", lambda content: content + b"E02999999,a,b,c,d\n"),
        r"msoas\.csv: cannot be read \(.* Expected 3 fields .*\)\. " + FRESH,
    ),
    "a directory": ("msoas", as_a_directory, rf"msoas\.csv: cannot be opened \(.*\)\. {FRESH}"),
    "header of the postcodes only": (
        "postcodes",
        put("postcodes", b"postcode,lsoa21cd,lsoa21cd_or\n"),
        "postcodes.csv: has no rows. Correct the file, or get a new copy of the data.",
    ),
    "header of the districts only": (
        "districts",
        put("districts", b"lad24cd,name,label,county,county_name\n"),
        "districts.csv: has no rows. Correct the file, or get a new copy of the data.",
    ),
    "a number too large to hold": (
        "population",
        cell("population", "population", "9" * 23),
        "population.csv: 1 of 634 rows: population: not a whole number, first "
        f"'{'9' * 23}' at 'E01013603'. Correct the file, or get a new copy of the "
        "data.",
    ),
    "an infinite number": (
        "deprivation",
        cell("deprivation", "imd_score", "inf"),
        "deprivation.csv: 1 of 634 rows: imd_score: not in the range 0 to 100, first "
        "inf at 'E01013603'. Correct the file, or get a new copy of the data.",
    ),
    "an empty number": (
        "population",
        cell("population", "population", ""),
        "population.csv: 1 of 634 rows: population: not a whole number, first an "
        "empty cell at 'E01013603'. Correct the file, or get a new copy of the "
        "data.",
    ),
    "an empty code": (
        "population",
        cell("population", "lsoa21cd", ""),
        r"population\.csv: 1 of 634 rows: lsoa21cd: not filled in, first an empty "
        r"cell .*",
    ),
    "a rank of nought": (
        "imd2019",
        cell("imd2019", "imd2019_rank", "0"),
        r"imd2019\.csv: 1 of 611 rows: imd2019_rank: not in the range 1 to 32844, "
        r"first 0 at 'E01013603'\. .*",
    ),
    "a blank name": (
        "districts",
        cell("districts", "name", "  ", row=0),
        "districts.csv: 1 of 9 rows: name: not filled in, first '  ' at 'E06000016'. "
        "Correct the file, or get a new copy of the data.",
    ),
    "a postcode without its space": (
        "postcodes",
        cell("postcodes", "postcode", "B790PJ"),
        "postcodes.csv: 1 of 199 rows: postcode: not a postcode such as LE1 1AA, "
        "first 'B790PJ' at 'B790PJ'. Correct the file, or get a new copy of the "
        "data.",
    ),
    "a word of the publisher's that is new": (
        "activity",
        cell("activity", "compared_to_england", "Much worse"),
        "activity.csv: 1 of 270 rows: compared_to_england: not one of 'Better', "
        "'Similar', 'Worse', 'Not compared', first 'Much worse' at 'E06000016'. "
        "Correct the file, or get a new copy of the data.",
    ),
    "the same figure twice": (
        "activity",
        rows("activity", lambda t: pd.concat([t, t.iloc[[0]]])),
        "activity.csv: 1 of 271 rows: area_code with indicator_id with period: "
        "appears more than once, first 'E06000016', 93014, '2015/16'. Keep one row "
        "for each.",
    ),
    "England left out": (
        "activity",
        rows("activity", lambda t: t[t["area_code"].ne("E92000001")]),
        "activity.csv: area_code: no rows for England ('E92000001'). We "
        "compare districts with England.",
    ),
    "an indicator left out": (
        "activity",
        rows("activity", lambda t: t[t["indicator_id"].ne("93015")]),
        "activity.csv: indicator_id: no rows for 1 of 3 indicators, first 93015. "
        "Get a new copy of the data.",
    ),
    "a suppressed row left out": (
        "activity",
        rows("activity", lambda t: t.drop(index=0)),
        "activity.csv: 1 of 10 areas lack some indicator or year, first 'E06000016' "
        "with 26 of 27 rows. A suppressed figure keeps its row, with value_pct left "
        "empty.",
    ),
    "a district without a survey": (
        "activity",
        rows("activity", lambda t: t[t["area_code"].ne("E06000016")]),
        "activity.csv: 1 of 9 areas have no row, first 'E06000016'. Every area of "
        "districts.csv needs one.",
    ),
    "a former area that is not known": (
        "lsoa_links",
        cell("lsoa_links", "lsoa11cd", "E01999999", row=0),
        r"lsoa_links\.csv: 1 of 635 rows: lsoa11cd: unknown code, not in "
        r"imd2019\.csv, first 'E01999999'\. .*",
    ),
    "more of the old than there are adults": (
        "population",
        cell("population", "older_60_plus", "19000"),
        "population.csv: 1 of 634 rows: older_60_plus: more than adults_16_plus, "
        "first at 'E01013603'. Take all columns from the same release.",
    ),
    "swapped axes": (
        "areas",
        redraw(swapped),
        r"areas\.parquet: \d\d\d of 634 rows: geometry: outside England, first at "
        r"'E01013600'\. Check for swapped axes or degrees labelled as metres\.",
    ),
    "degrees labelled as metres": (
        "areas",
        redraw(in_degrees),
        "areas.parquet: 634 of 634 rows: geometry: outside England, first at "
        "'E01013600'. Check for swapped axes or degrees labelled as metres.",
    ),
    "a point for an area": (
        "areas",
        redraw(one_point),
        "areas.parquet: 1 of 634 rows: geometry: missing, empty or not a polygon, "
        "first at 'E01013600'. Each area needs its boundary.",
    ),
    "boundaries without geometry": (
        "areas",
        redraw(lambda areas: pd.DataFrame(areas.drop(columns="geometry"))),
        r"areas\.parquet: cannot be read \(Missing geo metadata .*\)\. " + FRESH,
    ),
    "an empty parquet file": (
        "areas",
        put("areas", b""),
        rf"areas\.parquet: cannot be read \(.*\)\. {FRESH}",
    ),
    "words for yes and no": (
        "areas",
        redraw(
            lambda areas: areas.assign(
                is_boundary_approximate=areas["is_boundary_approximate"].map(str)
            )
        ),
        r"areas\.parquet: is_boundary_approximate: not of type bool.*",
    ),
    "a licence nobody knows": (
        "msoas",
        rewrite("msoas", lambda text: text.replace("opl3", "gpl")),
        "msoas.source.toml: source record is not as declared (licence 'gpl' is not "
        f"one of {', '.join(LICENCES)}). {FRESH}",
    ),
    "a record without its period": (
        "msoas",
        rewrite("msoas", lambda text: re.sub("^period.*\n", "", text, flags=re.M)),
        f"msoas.source.toml: source record is not as declared (no 'period'). {FRESH}",
    ),
    "a record with a word too many": (
        "msoas",
        rewrite("msoas", lambda text: text + 'table = "x"\n'),
        "msoas.source.toml: source record is not as declared ('table' is not in its "
        f"contract). {FRESH}",
    ),
    "a record with a number for its checksum": (
        "msoas",
        rewrite("msoas", lambda t: re.sub("^sha256.*$", "sha256 = 5", t, flags=re.M)),
        "msoas.source.toml: source record is not as declared ('sha256' is 5, not text "
        f"in quotes). {FRESH}",
    ),
    "a record with a bare date": (
        "msoas",
        rewrite("msoas", lambda t: t.replace('"2026-11-23"', "2026-11-23")),
        r"msoas\.source\.toml: source record is not as declared \('retrieved' is .*",
    ),
    "a record without an address": (
        "msoas",
        rewrite("msoas", lambda t: re.sub("^address.*$", 'address = ""', t, flags=re.M)),
        f"msoas.source.toml: source record is not as declared ('address' is empty). {FRESH}",
    ),
    "a record that says a thing twice": (
        "msoas",
        rewrite("msoas", lambda text: text + text),
        r"msoas\.source\.toml: source record cannot be read \(.*\)\. " + FRESH,
    ),
    "a record in another encoding": (
        "msoas",
        lambda folder: (folder / "msoas.source.toml").write_bytes(b'title="\xe9"'),
        r"msoas\.source\.toml: source record cannot be read \(.*\)\. " + FRESH,
    ),
}


def is_said(expected: str, found: str) -> bool:
    """Whether a sentence is the one expected, literally or as a pattern."""
    return found == expected or re.fullmatch(expected, found) is not None


NEEDED = {table for table, contract in CONTRACTS.items() if not contract.is_optional}


def usable(pack: Pack) -> set[str]:
    return {table for table in NEEDED if pack.is_usable(table)}


@pytest.mark.parametrize("name", SAID)
def test_fault_is_said_of_its_table_alone(folder, name):
    table, spoil, expected = SAID[name]
    spoil(folder)
    pack = open_pack(folder)
    assert set(pack.problems) == {table}
    assert is_said(expected, str(pack.problems[table])), str(pack.problems[table])
    with pytest.raises(ContractError):
        pack.table(table)
    assert usable(pack) == NEEDED - {table}
    assert all(len(pack.table(other)) for other in usable(pack))


def test_copy_has_no_fault_before_it_is_spoiled(lean):
    assert open_pack(lean).problems == {}


def test_mark_at_the_beginning_of_a_spreadsheets_csv_does_no_harm(folder):
    put("msoas", lambda content: b"\xef\xbb\xbf" + content)(folder)
    assert open_pack(folder).problems == {}


def test_area_that_is_gone_is_missed_by_every_table_that_names_it(folder):
    redraw(lambda areas: areas.iloc[1:])(folder)
    pack = open_pack(folder)
    assert set(pack.problems) == {"deprivation", "population", "lsoa_links"}
    assert "unknown code, not in areas.parquet, first 'E01013600'" in str(
        pack.problems["population"]
    )


def test_district_that_is_gone_is_missed_by_its_areas_and_its_survey(folder):
    rows("districts", lambda table: table.iloc[1:])(folder)
    pack = open_pack(folder)
    assert set(pack.problems) == {"areas", "activity", "settlements"}
    assert str(pack.problems["areas"]).startswith(
        "areas.parquet: 200 of 634 rows: lad24cd: unknown code, not in districts.csv, "
        "first 'E06000016'."
    )


def test_faults_of_several_tables_are_kept_apart(folder):
    (folder / "imd2019.csv").unlink()
    cell("population", "population", "many")(folder)
    pack = open_pack(folder)
    assert set(pack.problems) == {"imd2019", "population"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"= =", "cannot be read: Invalid"),
        (b'title = "x"', "cannot be read: .*missing"),
        (b'title = "\xe9"', "cannot be read: 'utf-8'"),
        (b"title = 1\nshort_title = 2\npartnership = 3\nlsoa_year = 4", "title is 1"),
        (
            b'title = "a"\nshort_title = "b"\npartnership = "c"\nlsoa_year = "2021"',
            "lsoa_year is '2021', not a year",
        ),
    ],
)
def test_pack_file_that_is_broken_is_one_sentence(folder, content, words):
    (folder / "pack.toml").write_bytes(content)
    with pytest.raises(InsightError, match=words) as caught:
        open_pack(folder)
    assert str(caught.value).endswith(FRESH)


@pytest.mark.parametrize("is_a_file", [False, True])
def test_folder_that_is_none_is_one_sentence(tmp_path, is_a_file):
    nowhere = tmp_path / "nowhere"
    if is_a_file:
        nowhere.write_text("x", "utf-8")
    with pytest.raises(InsightError, match="nowhere"):
        open_pack(nowhere)
