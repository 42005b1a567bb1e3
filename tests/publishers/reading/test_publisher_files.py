"""Files of publishers are known by their headings, and none of them crashes."""

import random
import shutil
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from insight.errors import ContractError, InsightError
from insight.pack.pack import open_pack
from insight.publishers.assemble import assemble
from insight.publishers.fetching.register import DOWNLOADS, FileForm
from insight.publishers.reading.files import inventory
from insight.publishers.reading.forms import NEEDED, SPECS, TableForm, columns_of, forms_of
from insight.publishers.reading.sheets import table
from publisher_fixtures import LSOAS, NORTH, SOUTH, indices, squares, write_more, write_town


@pytest.fixture(scope="module")
def town_files(tmp_path_factory):
    return write_more(tmp_path_factory.mktemp("publishers") / "files")


def forms(folder):
    return set(inventory([folder]).candidates)


def test_every_form_of_the_publishers_is_known(town_files):
    others = {
        TableForm.MID_YEAR,
        TableForm.WARD_BOUNDARIES,
        TableForm.CENSUS,
        TableForm.REGIONS,
        TableForm.MSOA_BOUNDARIES,
        TableForm.DISTRICT_BOUNDARIES,
        TableForm.PRACTICE_POSTCODES,
        TableForm.SMALL_AREA_LSOA,
        TableForm.SMALL_AREA_MSOA,
    }
    found = inventory([town_files])
    assert set(found.candidates) == set(TableForm) - others
    assert found.unused == ()


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (
            "Title,Funding Org:0:Name,Award Date,Amount Awarded,Recipient Org:Name",
            "Import the file on the Investment page instead.",
        ),
        (
            "LSOA code,LSOA name,Community Needs Index score,Civic Assets rank",
            "under Own indicators on the Data and method page instead.",
        ),
    ],
)
def test_what_is_no_part_of_a_pack_says_where_it_comes_in(tmp_path, headings, words):
    (tmp_path / "a.csv").write_text(f"Downloaded today\n{headings}\n1,2,3,4,5\n")
    (said,) = inventory([tmp_path]).unused
    assert said.startswith("a.csv: not used, ")
    assert said.endswith(words)


def test_names_of_files_do_not_matter(town_files, tmp_path):
    for at, file in enumerate(sorted(town_files.iterdir(), reverse=True)):
        (tmp_path / str(at)).mkdir()
        shutil.copy(file, tmp_path / str(at) / f"download{file.suffix}")
    assert forms(tmp_path) == forms(town_files)


@pytest.mark.parametrize("form", TableForm)
def test_each_form_says_what_it_is_and_where_it_is_had(form):
    assert form.value
    assert "https://" in SPECS[form].where


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter_of_spreadsheets_is_read(tmp_path, encoding, delimiter):
    frame = indices()
    heading = "Local Authority District name (2024)"
    frame[heading] = "Rhôs £"
    file = tmp_path / "a.csv"
    frame.to_csv(file, index=False, encoding=encoding, sep=delimiter)
    (found,) = inventory([tmp_path]).every(TableForm.DEPRIVATION)
    assert set(found.frame["name"]) == {"Rhôs £"}
    assert found.frame["lsoa21cd"].tolist() == LSOAS


def test_letters_beyond_the_first_pages_decide_the_encoding_too(tmp_path):
    rows = pd.DataFrame({"msoa21cd": ["E02000001"] * 40_000, "msoa21hclnm": "Plain"})
    rows.loc[39_999, "msoa21hclnm"] = "St Mary’s"
    rows.to_csv(tmp_path / "names.csv", index=False, encoding="cp1252")
    (found,) = inventory([tmp_path]).every(TableForm.MSOA_NAMES)
    assert found.frame["name"].iloc[-1] == "St Mary’s"


def test_headings_may_stand_below_a_title_in_any_worksheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Contents"])
    sheet = book.create_sheet("Data")
    sheet.append(["The Indices", None])
    sheet.append([])
    sheet.append(list(indices()))
    for row in indices().itertuples(index=False):
        sheet.append(list(row))
    book.save(tmp_path / "File 7.xlsx")
    (found,) = inventory([tmp_path]).every(TableForm.DEPRIVATION)
    assert found.name == "File 7.xlsx (Data)"
    assert found.numbers("imd_score").tolist() == [60, 50, 40, 30, 20, 10]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
@pytest.mark.parametrize("is_zipped", [False, True])
def test_outlines_are_read_in_every_usual_format(tmp_path, suffix, is_zipped):
    made = tmp_path / "made"
    made.mkdir()
    squares().to_file(made / f"lsoa{suffix}")
    if is_zipped:
        with zipfile.ZipFile(tmp_path / "lsoa.zip", "w") as archive:
            for file in made.iterdir():
                archive.write(file, f"inner/{file.name}")
        shutil.rmtree(made)
    found = inventory([tmp_path]).best(TableForm.BOUNDARIES, frozenset(LSOAS))
    assert found.covered == 6


def test_a_layer_without_shapes_is_no_outline(tmp_path):
    squares().drop(columns="geometry").to_csv(tmp_path / "lsoa.csv", index=False)
    assert TableForm.BOUNDARIES not in forms(tmp_path)


BROKEN = {
    "nothing.csv": b"",
    "page.csv": b"<!DOCTYPE html><html><body>Not found</body></html>",
    "noise.csv": bytes(range(256)) * 40,
    "noise.zip": bytes(range(256)) * 40,
    "noise.xlsx": b"PK\x03\x04" + bytes(range(256)) * 40,
    "noise.gpkg": b"SQLite format 3\0" + bytes(range(256)) * 40,
    "noise.geojson": b'{"type": "FeatureCollection", "features": [',
    "noise.shp": bytes(range(256)) * 40,
    "data.json": b"[1, 2]",
    "guide.pdf": b"%PDF",
    "other.csv": b"name,value\na,1\n",
}


def test_what_is_no_known_form_is_told_and_is_no_fault(tmp_path):
    for name, content in BROKEN.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.csv").mkdir()
    found = inventory([tmp_path])
    assert not found.candidates
    assert len(found.unused) == len(BROKEN)
    said = "\n".join(found.unused)
    assert all(name in said for name in BROKEN)
    assert "page.csv: is a web page, not a table" in said
    assert "guide.pdf: not used, we do not read this type of file." in said


def test_hidden_files_and_parts_of_shapefiles_are_passed_over(tmp_path):
    (tmp_path / ".hidden.csv").write_text("LSOA21CD\n")
    squares().to_file(tmp_path / "lsoa.shp")
    found = inventory([tmp_path])
    assert set(found.candidates) == {TableForm.BOUNDARIES}
    assert found.unused == ()


def test_of_two_files_the_one_that_covers_more_is_taken_and_said(tmp_path):
    indices().head(4).to_csv(tmp_path / "a.csv", index=False)
    indices().to_csv(tmp_path / "b.csv", index=False)
    found = inventory([tmp_path])
    assert found.best(TableForm.RESIDENTS, frozenset(LSOAS)).name == "b.csv"
    assert found.notes == [
        "residents of LSOAs mid-2022: taken from b.csv (6 wanted, 6 rows), not "
        "from a.csv (4 wanted, 4 rows)."
    ]


def test_of_two_that_cover_as_much_the_one_with_more_rows_is_taken(tmp_path):
    indices().head(3).to_csv(tmp_path / "a.csv", index=False)
    indices().to_csv(tmp_path / "b.csv", index=False)
    found = inventory([tmp_path])
    assert found.best(TableForm.RESIDENTS, frozenset(LSOAS[:3])).name == "b.csv"


def test_rows_with_an_empty_cell_cover_nothing(tmp_path):
    frame = indices().astype(object)
    frame.loc[2, "Dependent Children aged 0-15: mid 2022"] = ""
    frame.to_csv(tmp_path / "a.csv", index=False)
    found = inventory([tmp_path]).best(TableForm.RESIDENTS, frozenset(LSOAS))
    assert found.covered == 5


def test_a_file_that_breaks_off_gives_way_to_a_whole_one(tmp_path):
    write_town(tmp_path / "whole")
    broken = tmp_path / "a_broken.csv"
    broken.write_bytes((tmp_path / "whole" / "exact.csv").read_bytes() + b'"open,x\n')
    found = inventory([tmp_path])
    best = found.best(TableForm.CHANGES, frozenset(LSOAS))
    assert best.name == "exact.csv"
    assert any("a_broken.csv" in note for note in found.notes)


def test_each_form_that_is_missing_is_one_problem(tmp_path):
    with pytest.raises(ContractError) as error:
        assemble(inventory([tmp_path]), [SOUTH], open_pack())
    assert len(error.value.problems) == len(NEEDED)
    assert (
        "Boundaries of 2021 LSOAs: no file in the folder has this for these areas. Get "
        "it from ONS Open Geography, https://geoportal.statistics.gov.uk/"
    ) in str(error.value)


HEADINGS = [
    (TableForm.ICB_OF_LSOA, ["LSOA21CD", "LSOA21NM", "SICBL24CD", "ICB24CD", "ICB24CDH"]),
    (
        TableForm.POSTCODES,
        ["pcd7", "pcd8", "pcds", "dointr", "doterm", "lad25cd", "east1m", "north1m"],
    ),
    (TableForm.POSTCODES, ["pcd", "pcd2", "pcds", "oslaua", "oseast1m", "osnrth1m"]),
    (TableForm.WARD_OF_LSOA, ["LSOA21CD", "LSOA21NM", "WD25CD", "WD25NM", "LAD25CD"]),
    (
        TableForm.IMD_2019,
        ["LSOA code (2011)", "LSOA name (2011)", "Index of Multiple Deprivation (IMD) Rank"],
    ),
    (
        TableForm.MID_YEAR,
        ["LAD 2023 Code", "LSOA 2021 Code", "LSOA 2021 Name", "Total", "F0", "F90", "M0", "M90"],
    ),
    (TableForm.CHANGES, ["lsoa11_code", "change_code", "lsoa21_code"]),
    (TableForm.SMALL_AREA_MSOA, ["msoa21_code", "inactive_all_adults", "active_all_adults"]),
]


@pytest.mark.parametrize(("form", "headings"), HEADINGS)
def test_headings_of_other_releases_are_known(form, headings):
    assert columns_of(form, headings) is not None


def test_codes_of_the_nhs_are_not_taken_for_those_of_the_board():
    headings = ["LSOA21CD", "ICB24CDH", "ICB24CD"]
    assert columns_of(TableForm.ICB_OF_LSOA, headings)["icb"] == "ICB24CD"


def test_the_summaries_of_2019_are_not_those_of_2025():
    headings = ["Local Authority District code (2019)", "IMD - Average rank ",
                "IMD - Average score ", "IMD - Proportion of LSOAs in most deprived "
                "10% nationally ", "IMD 2019 - Extent "]  # fmt: skip
    assert columns_of(TableForm.DISTRICT_SUMMARIES, headings) is None


def mangled(content: bytes, luck: random.Random) -> bytes:
    """Cut off, with bytes changed, twice over, or in another encoding."""
    kind = luck.randrange(5)
    cut = luck.randrange(len(content))
    if kind == 0:
        return content[:cut]
    if kind == 1:
        return content[:cut] + bytes([luck.randrange(256)]) + content[cut + 1 :]
    if kind == 2:
        return content.replace(b",", b"\t,", luck.randrange(1, 50))
    if kind == 3:
        return content + content[cut:]
    return content.decode("latin-1").encode("utf-16")


def test_mangled_files_never_crash(town_files, tmp_path, pack):
    luck = random.Random(8)
    folder = tmp_path / "files"
    shutil.copytree(town_files, folder)
    outcomes = set()
    for file in sorted(town_files.iterdir()):
        (folder / file.name).write_bytes(mangled(file.read_bytes(), luck))
        try:
            assemble(inventory([folder]), [SOUTH, NORTH], pack)
        except InsightError:
            outcomes.add("refused")
        else:
            outcomes.add("made")
        shutil.copy(file, folder / file.name)
    assert outcomes == {"refused", "made"}


def test_a_real_file_of_each_kind_is_known(real):
    found = inventory([real])
    others = {
        TableForm.MID_YEAR,
        TableForm.COUNTIES,
        TableForm.REGIONS,
        TableForm.DISABILITY,
        TableForm.CARS,
        TableForm.DISTRICT_BOUNDARIES,
        TableForm.PRACTICE_POSTCODES,
        TableForm.SMALL_AREA_LSOA,
        TableForm.GREEN_SITES,
        TableForm.GREEN_ENTRANCES,
    }
    assert set(found.candidates) == set(TableForm) - others
    files = {file.name for file in real.rglob("*.*") if file.is_file()}
    unused = " ".join(found.unused)
    used = {
        candidate.leaf.file.name for several in found.candidates.values() for candidate in several
    }
    assert {name for name in files if name not in used and name not in unused} == set()


def test_a_column_is_found_again_under_its_own_name(real):
    (boundaries,) = inventory([real / "boundaries"]).candidates[TableForm.BOUNDARIES]
    cells = table(boundaries.leaf, {"code": "lsoa21_code"})
    assert cells.rows == 634
    assert gpd.read_file(boundaries.leaf.file)["lsoa21_code"].tolist() == (
        cells.frame["code"].tolist()
    )


def test_every_layer_that_is_fetched_is_a_form_of_a_pack():
    for each in DOWNLOADS:
        if each.layer:
            assert forms_of(each.layer.fields, is_layer=each.form is FileForm.GEOJSON), each.title
