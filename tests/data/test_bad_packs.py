"""Every fault of a pack is a sentence; the tables that are sound stay usable."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Polygon
from shapely.affinity import affine_transform

from insight.errors import ContractError, InsightError
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import open_pack


def record(folder: Path, table: str) -> None:
    """Make the checksum agree, so that the fault behind it is reached."""
    file = folder / CONTRACTS[table].file
    line = f'sha256 = "{hashlib.sha256(file.read_bytes()).hexdigest()}"'
    source = folder / f"{table}.source.toml"
    text = re.sub(r"^sha256 = .*$", line, source.read_text("utf-8"), flags=re.M)
    source.write_text(text, "utf-8")


def edit(folder: Path, table: str, change: Callable[[str], str]) -> None:
    file = folder / CONTRACTS[table].file
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    record(folder, table)


def redraw(folder: Path, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    file = folder / "areas.parquet"
    change(gpd.read_parquet(file)).to_parquet(file, index=False)
    record(folder, "areas")


def cell(line: int, column: int, value: str) -> Callable[[str], str]:
    """Put a value into a cell; line 1 is the first row of data."""

    def change(text: str) -> str:
        lines = text.splitlines()
        cells = lines[line].split(",")
        cells[column] = value
        lines[line] = ",".join(cells)
        return "\n".join(lines) + "\n"

    return change


def first_shape(shape: object) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = list(areas.geometry)
        shapes[0] = shape
        return areas.set_geometry(gpd.GeoSeries(shapes, crs=areas.crs))

    return change


def named(row: int, column: str, value: str):
    """Put another value into one cell of a column, counting rows from 1."""

    def change(text: str) -> str:
        at = text.splitlines()[0].split(",").index(column)
        return cell(row, at, value)(text)

    return change


GAP = 575
"""Row of an area without IDACI and IDAOPI."""


def without(column: str):
    def change(text: str) -> str:
        rows = [line.split(",") for line in text.splitlines()]
        at = rows[0].index(column)
        return "".join(",".join(row[:at] + row[at + 1 :]) + "\n" for row in rows)

    return change


def same_rank(text: str, name: str) -> str:
    """The second most deprived area gets the rank of the first, not its score."""
    heads, *rows = (line.split(",") for line in text.splitlines())
    rank, tenth = heads.index(f"{name}_rank"), heads.index(f"{name}_decile")
    first, second = sorted(rows, key=lambda row: int(row[rank]))[:2]
    second[rank], second[tenth] = first[rank], first[tenth]
    return "".join(",".join(row) + "\n" for row in (heads, *rows))


def swapped(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    flip = [affine_transform(shape, [0, 1, 1, 0, 0, 0]) for shape in areas.geometry]
    far = [affine_transform(shape, [1, 0, 0, 1, 500_000, 0]) for shape in flip]
    return areas.set_geometry(gpd.GeoSeries(far, crs=areas.crs))


BOW_TIE = Polygon([(450000, 300000), (451000, 301000), (451000, 300000), (450000, 301000)])

CASES = {
    "word in a number column": (
        "deprivation",
        lambda f: edit(f, "deprivation", cell(1, 2, "abc")),
        r"deprivation.csv: 1 of 634 rows: imd_rank: not a whole number, "
        r"first 'abc' at 'E01013600'",
    ),
    "decimal in a whole-number column": (
        "population",
        lambda f: edit(f, "population", cell(2, 1, "12.5")),
        r"population.csv: 1 of 634 rows: population: not a whole number, first '12.5'",
    ),
    "empty cell": (
        "msoas",
        lambda f: edit(f, "msoas", cell(3, 2, "")),
        r"msoas.csv: 1 of 127 rows: name: not filled in",
    ),
    "decile out of range": (
        "imd2019",
        lambda f: edit(f, "imd2019", cell(1, 3, "0")),
        r"imd2019.csv: 1 of 611 rows: imd2019_decile: not in the range 1 to 10, "
        r"first 0 at 'E01013600'",
    ),
    "decile of another rank": (
        "imd2019",
        lambda f: edit(f, "imd2019", cell(1, 3, "9")),
        r"imd2019_decile: is not ceil\(10 x imd2019_rank / 32,844\)",
    ),
    "decile of a sub-domain's other rank": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "adult_skills_decile", "9")),
        r"adult_skills_decile: is not ceil\(10 x adult_skills_rank / 33,755\)",
    ),
    "decile of an index without its rank": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(GAP, "idaci_decile", "9")),
        r"1 of 634 rows: idaci_decile: is not ceil\(10 x idaci_rank / 33,755\)",
    ),
    "index with a rank and no decile": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "idaopi_decile", "")),
        r"1 of 634 rows: idaopi_decile: is not ceil\(10 x idaopi_rank / 33,755\)",
    ),
    "index with a rank and no score": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "idaci_score", "")),
        r"1 of 634 rows: idaci_rank without idaci_score, or the reverse",
    ),
    "index with a fraction for a rank": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "idaci_rank", "1778.5")),
        r"1 of 634 rows: idaci_rank: not a whole number",
    ),
    "score above that of a worse rank": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "indoors_score", "1.9")),
        r"1 of 634 rows: indoors_score: above that of the next more deprived "
        r"indoors_rank, first at 'E01013600'",
    ),
    "score other than that of the same rank": (
        "deprivation",
        lambda f: edit(f, "deprivation", lambda t: same_rank(t, "crime")),
        r"1 of 634 rows: crime_score: above that of the next more deprived crime_rank",
    ),
    "rate in per cent": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "income_score", "55.2")),
        r"1 of 634 rows: income_score: not in the range 0 to 1, first 55.2",
    ),
    "sub-domain without a score": (
        "deprivation",
        lambda f: edit(f, "deprivation", named(1, "outdoors_score", "")),
        r"1 of 634 rows: outdoors_score: not filled in",
    ),
    "pack made before the scores came": (
        "deprivation",
        lambda f: edit(f, "deprivation", without("outdoors_score")),
        r"column 'outdoors_score' missing\..* python3 run\.py refresh",
    ),
    "duplicate code": (
        "population",
        lambda f: edit(f, "population", lambda t: t + t.splitlines()[-1] + "\n"),
        r"population.csv: 1 of 635 rows: lsoa21cd: appears more than once",
    ),
    "code with trailing rubbish": (
        "deprivation",
        lambda f: edit(f, "deprivation", cell(1, 0, "E01013600x")),
        r"deprivation.csv: 1 of 634 rows: lsoa21cd: not a code such as E01013600",
    ),
    "unknown code": (
        "population",
        lambda f: edit(f, "population", cell(1, 0, "E01999999")),
        r"population.csv: 1 of 634 rows: lsoa21cd: unknown code, not in areas.parquet, "
        r"first 'E01999999'",
    ),
    "area without a row": (
        "population",
        lambda f: edit(f, "population", lambda t: "\n".join(t.splitlines()[:-1]) + "\n"),
        r"population.csv: 1 of 634 areas have no row",
    ),
    "parts that do not add up": (
        "population",
        lambda f: edit(f, "population", cell(1, 2, "1")),
        r"do not add up to population, first at 'E01013600'",
    ),
    "model without a term": (
        "activity_model",
        lambda f: edit(f, "activity_model", lambda t: "\n".join(t.splitlines()[:-1]) + "\n"),
        r"activity_model.csv: 1 of 36 coefficients have no row, first "
        r"working_age_share of inactive",
    ),
    "covariance of one way": (
        "activity_model",
        lambda f: edit(f, "activity_model", cell(1, 5, "7.5")),
        r"activity_model.csv: covariances of active are not valid",
    ),
    "fit without the size of a residual": (
        "activity_fit",
        lambda f: edit(f, "activity_fit", lambda t: t.replace("all,within", "all,in")),
        r"activity_fit.csv: 1 of 14 figures have no row, first within of all",
    ),
    "agreement beyond one": (
        "activity_checks",
        lambda f: edit(f, "activity_checks", cell(1, 3, "1.4")),
        r"activity_checks.csv: 1 of 53 rows: r: ",
    ),
    "part larger than its whole": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace("566895", "1432541")),
        r"headline_figures.csv: 1 of 37 rows: value: a part is larger than its whole "
        r"\(a share, than 100%\), first at 'H6'",
    ),
    "share of more than all": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace(",94,%", ",101,%")),
        r"headline_figures.csv: 1 of 37 rows: value: a part is larger than its whole "
        r"\(a share, than 100%\), first at 'H15c'",
    ),
    "part in another unit than its whole": (
        "headline_figures",
        lambda f: edit(
            f, "headline_figures", lambda t: t.replace("6993,young people", "6993,people")
        ),
        r"headline_figures.csv: 1 of 37 rows: unit: a part has another unit than its "
        r"whole, first at 'H8'",
    ),
    "part of a figure that is not there": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace(",H5,H6b", ",H20,H6b")),
        r"headline_figures.csv: 1 of 37 rows: of: not another figure of this table, "
        r"first at 'H6'",
    ),
    "figure that is part of itself": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace(",H5,H6b", ",H6,H6b")),
        r"headline_figures.csv: 1 of 37 rows: of: not another figure of this table, "
        r"first at 'H6'",
    ),
    "money shared out over money": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace(",H5,H6b", ",H5,H5")),
        r"headline_figures.csv: 1 of 37 rows: per: not pounds for each of something "
        r"counted, first at 'H6'",
    ),
    "figure on another line": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace("H15a,H15", "H15a,H1")),
        r"headline_figures.csv: 1 of 37 rows: line: is not the figure without its "
        r"letter, first at 'H15a'",
    ),
    "figure with a word for a place that is not known": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace(",LLR,H5,", ",UK,H5,")),
        r"headline_figures.csv: 1 of 37 rows: scope: not one of .*first 'UK' at 'H6'",
    ),
    "unknown note of a figure": (
        "headline_figures",
        lambda f: edit(f, "headline_figures", lambda t: t.replace("N2 N5 N6", "N2 N7")),
        r"headline_figures.csv: 2 of 37 rows: notes: unknown note, not in "
        r"deck_notes.csv, first 'N7'",
    ),
    "unknown note of the example": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace(",N4", ",N9")),
        r"worked_example.csv: 2 of 13 rows: notes: unknown note, not in "
        r"deck_notes.csv, first 'N9'",
    ),
    "notes with a comma": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace(",N4", ',"N3, N4"')),
        r"worked_example.csv: 2 of 13 rows: notes: not notes by their numbers, first "
        r"'N3, N4' at 'M10'",
    ),
    "example without core money": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace(",core,", ",matched,")),
        r"worked_example.csv: part: no item is 'core'",
    ),
    "example with two totals": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace("M07,item", "M07,printed total")),
        r"worked_example.csv: role: 2 rows are 'printed total', not one",
    ),
    "example with a core total": (
        "worked_example",
        lambda f: edit(f, "worked_example", cell(8, 2, "core")),
        r"worked_example.csv: 1 of 13 rows: part: missing for an amount, given "
        r"for something else, or a total not matched, first at 'M08'",
    ),
    "residents in pounds": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace("5500,people", "5500,£")),
        r"worked_example.csv: 1 of 13 rows: unit: not that of the role",
    ),
    "share of the example of more than all": (
        "worked_example",
        lambda f: edit(f, "worked_example", lambda t: t.replace(",70,%", ",170,%")),
        r"worked_example.csv: 1 of 13 rows: value: a share is larger than 100%",
    ),
    "note without words": (
        "deck_notes",
        lambda f: edit(f, "deck_notes", lambda t: t + "N7,Title,\n"),
        r"deck_notes.csv: 1 of 7 rows: words: not filled in",
    ),
    "missing column": (
        "activity",
        lambda f: edit(f, "activity", lambda t: t.replace("value_pct", "value")),
        r"activity.csv: column 'value_pct' missing",
    ),
    "extra column": (
        "msoas",
        lambda f: edit(f, "msoas", lambda t: "".join(f"{line},1\n" for line in t.splitlines())),
        r"msoas.csv: column '1' not in the contract",
    ),
    "header only": (
        "deprivation",
        lambda f: edit(f, "deprivation", lambda t: t.splitlines()[0] + "\n"),
        r"deprivation.csv: has no rows",
    ),
    "empty file": ("msoas", lambda f: edit(f, "msoas", lambda _: ""), r"msoas.csv: cannot be read"),
    "changed since it was recorded": (
        "activity",
        lambda f: (f / "activity.csv").write_text("x\n", "utf-8"),
        r"activity.csv: content has changed since it was recorded",
    ),
    "missing file": (
        "population",
        lambda f: (f / "population.csv").unlink(),
        r"population.csv: file is missing. ",
    ),
    "missing record": (
        "activity",
        lambda f: (f / "activity.source.toml").unlink(),
        r"activity.source.toml: source record is missing",
    ),
    "broken record": (
        "activity",
        lambda f: (f / "activity.source.toml").write_text("title = [", "utf-8"),
        r"activity.source.toml: source record cannot be read",
    ),
    "unknown licence": (
        "msoas",
        lambda f: (f / "msoas.source.toml").write_text(
            (f / "msoas.source.toml").read_text("utf-8").replace("opl3", "gpl"), "utf-8"
        ),
        r"msoas.source.toml: source record is not as declared",
    ),
    "wrong coordinate system": (
        "areas",
        lambda f: redraw(f, lambda a: a.to_crs(4326)),
        r"areas.parquet: coordinate system is EPSG:4326, not EPSG:27700",
    ),
    "no coordinate system": (
        "areas",
        lambda f: redraw(f, lambda a: a.set_crs(None, allow_override=True)),
        r"areas.parquet: coordinate system is none",
    ),
    "invalid polygon": (
        "areas",
        lambda f: redraw(f, first_shape(BOW_TIE)),
        r"areas.parquet: 1 of 634 rows: geometry: invalid polygon, first at 'E0101",
    ),
    "empty polygon": (
        "areas",
        lambda f: redraw(f, first_shape(Polygon())),
        r"areas.parquet: 1 of 634 rows: geometry: missing, empty or not a polygon",
    ),
    "no polygon": (
        "areas",
        lambda f: redraw(f, first_shape(None)),
        r"areas.parquet: 1 of 634 rows: geometry: missing, empty or not a polygon",
    ),
    "outside England": (
        "areas",
        lambda f: redraw(f, swapped),
        r"areas.parquet: 634 of 634 rows: geometry: outside England",
    ),
    "truncated boundaries": (
        "areas",
        lambda f: (
            (f / "areas.parquet").write_bytes((f / "areas.parquet").read_bytes()[:20_000]),
            record(f, "areas"),
        ),
        r"areas.parquet: cannot be read",
    ),
    "binary rubbish": (
        "msoas",
        lambda f: ((f / "msoas.csv").write_bytes(bytes(range(256)) * 50), record(f, "msoas")),
        r"msoas.csv: (cannot be read|columns)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_is_a_sentence_and_the_rest_stays_up(folder, name):
    table, spoil, sentence = CASES[name]
    spoil(folder)
    found = open_pack(folder)
    assert re.search(sentence, str(found.problems[table]))
    with pytest.raises(ContractError):
        found.table(table)
    other = "imd2019" if table != "imd2019" else "activity"
    assert found.is_usable(other)
    assert len(found.table(other)) > 0


def test_a_sound_copy_has_no_fault(folder):
    assert open_pack(folder).problems == {}


def test_no_pack_is_said_in_one_sentence(tmp_path):
    with pytest.raises(InsightError, match="There is no data in"):
        open_pack(tmp_path)


def test_a_broken_pack_file_is_said_in_one_sentence(folder):
    (folder / "pack.toml").write_text("title = ", "utf-8")
    with pytest.raises(InsightError, match=r"pack.toml in .* cannot be read"):
        open_pack(folder)


def test_several_faults_of_a_table_are_all_named(folder):
    edit(folder, "deprivation", cell(1, 1, "101"))
    edit(folder, "deprivation", cell(2, 10, "11"))
    rules = [p.rule for p in open_pack(folder).problems["deprivation"].problems]
    assert [rule.partition(":")[0] for rule in rules] == [
        "imd_score",
        "imd_decile",
        "imd_decile",
        "imd_score",
    ]
