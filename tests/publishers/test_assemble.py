"""A pack is made of the publishers' files, for any districts."""

import os
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from insight.analysis.maps.site_kinds import sites
from insight.errors import ContractError
from insight.geography.levels import places
from insight.measures.distance import nearest_sites
from insight.pack.catalogue import DOMAINS, ENGLAND, SUBDOMAINS, SUPPLEMENTARY, Level
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED, PackScope, open_pack
from insight.publishers.assemble import assemble
from insight.publishers.carried_over import METHOD
from insight.publishers.pack_folder import table_bytes
from insight.publishers.reading.files import inventory
from insight.publishers.refresh import write_pack
from insight.publishers.verify import verify
from publisher_fixtures import (
    LSOAS,
    NORTH,
    RANKS,
    SOUTH,
    fingertips,
    indices,
    squares,
    write_more,
    write_town,
)

ABOUT = PackScope("Toyshire", "Toy", "Toy Together", 2021)
BOTH = [SOUTH, NORTH]


@pytest.fixture(scope="module")
def town_files(tmp_path_factory):
    return write_more(tmp_path_factory.mktemp("publishers") / "files")


@pytest.fixture(scope="module")
def made(town_files, pack):
    return assemble(inventory([town_files]), BOTH, pack)


@pytest.fixture(scope="module")
def opened(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    write_pack(made, ABOUT, folder)
    return open_pack(folder)


def refused(folder, pack, districts=BOTH) -> str:
    with pytest.raises(ContractError) as error:
        assemble(inventory([folder]), districts, pack)
    return str(error.value)


def changed(folder, name, **columns):
    file = folder / name
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    for heading, value in columns.items():
        frame[heading] = value
    frame.to_csv(file, index=False)


def test_a_pack_of_small_files_holds_its_contracts(opened):
    assert opened.problems == {}
    without = {"headline_figures", "activity_lsoa", "activity_msoa", "msoa_shapes",
               "district_shapes", "neighbours", "settlements"}  # fmt: skip
    assert {name for name in CONTRACTS if not opened.has(name)} == without
    assert opened.about == ABOUT


def test_least_files_make_a_pack_too(tmp_path, pack):
    work = assemble(inventory([write_town(tmp_path / "files")]), BOTH, pack)
    (tmp_path / "pack").mkdir()
    write_pack(work, ABOUT, tmp_path / "pack")
    found = open_pack(tmp_path / "pack")
    assert found.problems == {}
    assert found.table("msoas")["name"].tolist() == [
        "South 001", "South 002", "North 001",
    ]  # fmt: skip
    assert found.table("districts")["county"].isna().all()
    assert not found.has("wards")


def test_every_table_has_a_record_of_its_files(opened):
    assert set(opened.sources) == {name for name in CONTRACTS if opened.has(name)}
    assert "File_7.csv" in opened.sources["deprivation"].made_by
    assert opened.sources["activity"].period == "2024/25 to 2024/25"
    assert opened.sources["postcodes"].period == "postcodes to 2026-02"
    assert opened.sources["wards"].period == "wards of 2024"


def test_tables_of_the_method_are_taken_over(opened, pack):
    for name in METHOD:
        theirs = opened.table(name)
        assert theirs.equals(pack.table(name).loc[theirs.index])
        assert len(theirs)


def test_printed_figures_stay_with_the_area_they_were_printed_for(opened):
    assert not opened.has("headline_figures")


def test_districts_have_short_labels_and_their_county(opened):
    found = opened.table("districts")
    assert found["label"].tolist() == ["South and Deep", "NW Toyshire"]
    assert found["county_name"].tolist() == ["Toyshire", "Toyshire"]


def test_scores_and_sub_domains_are_read_under_the_publishers_headings(opened):
    found = opened.table("deprivation")
    for name in (*DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY):
        assert found[f"{name}_score"].tolist() == [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
        assert found[f"{name}_rank"].tolist() == RANKS
        assert found[f"{name}_decile"].tolist() == [1, 2, 2, 3, 6, 10]


def with_indices(folder, change):
    write_town(folder)
    frame = change(indices())
    frame.to_csv(folder / "File_7.csv", index=False, encoding="utf-8-sig")
    return folder


def test_a_file_without_the_indices_of_children_makes_a_pack_and_says_so(tmp_path, pack):
    folder = with_indices(
        tmp_path / "files", lambda each: each.loc[:, ~each.columns.str.contains("IDAC")]
    )
    work = assemble(inventory([folder]), BOTH, pack)
    assert any("IDACI is missing for 6 of 6 LSOAs" in note for note in work.notes)
    assert not any("IDAOPI" in note for note in work.notes)
    (tmp_path / "pack").mkdir()
    write_pack(work, ABOUT, tmp_path / "pack")
    found = open_pack(tmp_path / "pack")
    assert found.problems == {}
    assert found.table("deprivation")["idaci_score"].isna().all()
    assert "childpoverty" not in found.indicators
    assert "olderpoverty" in found.indicators


def test_an_empty_cell_of_an_index_stays_empty(tmp_path, pack):
    def emptied(frame):
        columns = frame.columns[frame.columns.str.contains("IDAOPI")]
        return frame.assign(**{each: frame[each].where(frame.index != 2) for each in columns})

    folder = with_indices(tmp_path / "files", emptied)
    work = assemble(inventory([folder]), BOTH, pack)
    ranks = work.tables["deprivation"].set_index("lsoa21cd")
    assert ranks["idaopi_decile"].isna().tolist() == [False] * 2 + [True] + [False] * 3
    assert any("IDAOPI is missing for 1 of 6 LSOAs" in note for note in work.notes)


@pytest.mark.parametrize("heading", ["Adult Skills Sub-domain Score", "Crime Score"])
def test_a_file_without_a_score_is_not_the_file_that_is_needed(tmp_path, pack, heading):
    folder = with_indices(tmp_path / "files", lambda each: each.drop(columns=heading))
    assert "(File 7)" in refused(folder, pack)


def test_of_two_copies_the_one_with_more_of_the_indices_is_taken(tmp_path, pack):
    folder = write_town(tmp_path / "files")
    short = indices().loc[:, ~indices().columns.str.contains("IDA")]
    more = pd.concat([short, short.assign(**{"LSOA code (2021)": "E01999999"}).head(1)])
    more.to_csv(folder / "A_copy.csv", index=False)
    work = assemble(inventory([folder]), BOTH, pack)
    assert work.tables["deprivation"]["idaci_rank"].tolist() == RANKS


def test_regions_are_told_where_there_is_more_than_one(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    look_up = pd.DataFrame({"LAD24CD": BOTH, "RGN24CD": ["E12000001", "E12000002"],
                            "RGN24NM": ["Here", "There"]})  # fmt: skip
    look_up.to_csv(tmp_path / "files" / "regions.csv", index=False)
    found = inventory([tmp_path / "files"])
    two = assemble(found, BOTH, pack).tables["districts"]
    assert two["region_name"].tolist() == ["Here", "There"]
    assert "region" not in assemble(found, [SOUTH], pack).tables["districts"]


def test_a_metropolitan_county_is_none(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    changed(tmp_path / "files", "counties.csv", CTY24CD="E11000001")
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    assert work.tables["districts"]["county"].isna().all()


def test_outlines_are_in_metres_to_the_decimetre(opened):
    areas = opened.areas
    assert areas.crs.to_epsg() == 27700
    assert not areas["is_boundary_approximate"].any()
    xy = shapely.get_coordinates(areas.geometry.to_numpy())
    assert np.array_equal(xy, np.round(xy, 1))
    first = areas.geometry.iloc[0].bounds
    assert np.allclose(first, (450_000, 300_000, 451_000, 301_000), atol=0.2)


def test_an_outline_that_crosses_itself_is_mended(tmp_path, pack):
    folder = write_town(tmp_path)
    bow = shapely.Polygon([(450_000, 300_000), (451_000, 301_000), (451_000, 300_000),
                           (450_000, 301_000)])  # fmt: skip
    frame = squares().to_crs(27700)
    frame.loc[0, "geometry"] = bow
    frame.to_crs(4326).to_file(folder / "lsoa.geojson", driver="GeoJSON")
    shapes = assemble(inventory([folder]), BOTH, pack).areas.geometry
    assert shapes.is_valid.all()
    assert shapes.iloc[0].area == pytest.approx(500_000, rel=0.001)


def test_an_outline_of_a_point_is_refused(tmp_path, pack):
    folder = write_town(tmp_path)
    frame = squares()
    frame["geometry"] = frame.geometry.representative_point().where(
        frame["LSOA21CD"].eq(LSOAS[2]), frame.geometry
    )
    frame.to_file(folder / "lsoa.geojson", driver="GeoJSON")
    said = refused(folder, pack)
    assert "1 of 6 rows: shape: missing or not a polygon, first 'E01000003'" in said


def test_metres_that_are_called_degrees_are_refused(tmp_path, pack):
    folder = write_town(tmp_path)
    wrong = squares().to_crs(27700).set_crs(4326, allow_override=True)
    wrong.to_file(folder / "lsoa.gpkg", driver="GPKG")
    (folder / "lsoa.geojson").unlink()
    said = refused(folder, pack)
    assert "lsoa.gpkg: states that its coordinates are in degrees, but they are not" in said


def test_deciles_and_residents_are_worked_out(opened):
    assert opened.table("deprivation")["imd_decile"].tolist() == [1, 2, 2, 3, 6, 10]
    people = opened.table("population")
    assert people["adults_16_plus"].tolist() == [80, 160, 240, 320, 400, 480]


def test_changes_of_areas_are_in_words(opened):
    links = opened.table("lsoa_links")["change"]
    assert links.value_counts().to_dict() == {"unchanged": 3, "split": 2, "merged": 2}


def test_irregular_changes_are_told(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    changed(tmp_path / "files", "exact.csv", CHGIND="X")
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    links = work.tables["lsoa_links"].set_index(["lsoa11cd", "lsoa21cd"])["change"]
    assert links["E01000961", LSOAS[5]] == "merged"
    assert links["E01000911", LSOAS[0]] == "split"
    assert "7 of 7 pairs of 2011 and 2021 LSOAs are irregular" in " ".join(work.notes)


def test_a_change_that_nobody_knows_is_refused(tmp_path, pack):
    folder = write_town(tmp_path)
    changed(folder, "exact.csv", CHGIND="Q")
    assert "7 of 7 rows: change: not one of U, S, M and X, first 'Q'" in refused(folder, pack)


def test_only_all_persons_count_and_gaps_are_filled(opened):
    found = opened.table("activity")
    assert len(found) == 9
    assert found.loc[(SOUTH, 93014, "2024/25"), "value_pct"] == 60
    assert found.loc[(SOUTH, 93014, "2024/25"), "low_pct"] == 58
    assert found.loc[(NORTH, 93014, "2024/25"), "compared_to_england"] == "Better"
    gap = found.loc[(NORTH, 93570, "2024/25")]
    assert np.isnan(gap["value_pct"])
    assert gap["compared_to_england"] == "Not compared"


def test_an_indicator_that_is_missing_is_named(tmp_path, pack):
    folder = write_town(tmp_path)
    (folder / "93015.csv").unlink()
    assert "no rows for 1 of 3 indicators, first 93015" in refused(folder, pack)


def test_two_values_for_one_figure_are_refused(tmp_path, pack):
    folder = write_town(tmp_path)
    rows = fingertips(93014)
    twice = pd.concat([rows, rows.assign(Value=rows["Value"] + 1)])
    twice.to_csv(folder / "93014.csv", index=False)
    assert "figures have two different values" in refused(folder, pack)


def test_the_same_value_twice_is_one_figure(tmp_path, pack):
    folder = write_town(tmp_path)
    pd.concat([fingertips(93014)] * 2).to_csv(folder / "93014.csv", index=False)
    work = assemble(inventory([folder]), BOTH, pack)
    assert len(work.tables["activity"]) == 9


def test_a_district_with_a_newer_code_is_found_under_it(tmp_path, pack):
    folder = write_town(tmp_path)
    code = "Local Authority District code (2024)"
    frame = indices()
    frame[code] = frame[code].replace(SOUTH, "E08000016")
    frame.to_csv(folder / "File_7.csv", index=False)
    for indicator in (93014, 93015, 93570):
        rows = fingertips(indicator)
        rows["Area Code"] = rows["Area Code"].replace(SOUTH, "E08000038")
        rows.to_csv(folder / f"{indicator}.csv", index=False)
    found = assemble(inventory([folder]), ["E08000016"], pack).tables["activity"]
    values = found[found["area_code"].eq("E08000016")]["value_pct"]
    assert values.tolist() == [60, 60, 60]


def test_a_district_that_nobody_knows_is_named(town_files, pack):
    said = refused(town_files, pack, [SOUTH, "Atlantis"])
    assert "1 of 2 districts are not in the file" in said
    assert "'Atlantis'" in said


def test_districts_may_be_named(town_files, pack):
    work = assemble(inventory([town_files]), ["north west toyshire "], pack)
    assert list(work.scope.names) == [NORTH]


def test_an_area_without_a_row_is_a_fault_of_that_file(tmp_path, pack):
    folder = write_town(tmp_path)
    squares().head(5).to_file(folder / "lsoa.geojson", driver="GeoJSON")
    said = refused(folder, pack)
    assert "lsoa.geojson: 1 of 6 LSOAs have no complete row, first 'E01000006'" in said


def test_every_fault_is_told_at_once(tmp_path, pack):
    folder = write_town(tmp_path)
    squares().head(5).to_file(folder / "lsoa.geojson", driver="GeoJSON")
    changed(folder, "exact.csv", CHGIND="Q")
    said = refused(folder, pack)
    assert "lsoa.geojson" in said
    assert "exact.csv" in said


def test_a_cell_that_is_no_number_is_shown_with_its_place(tmp_path, pack):
    folder = write_town(tmp_path)
    changed(folder, "File_7.csv", **{"Total population: mid 2022": "many"})
    assert (
        "File_7.csv: 6 of 6 rows: Total population: mid 2022: not a number, first "
        "'many' at 'E01000001'"
    ) in refused(folder, pack)


def test_estimates_by_year_of_age_stand_in_for_denominators(tmp_path, pack):
    folder = write_town(tmp_path)
    people = indices().drop(columns=[c for c in indices() if "mid 2022" in c])
    people.to_csv(folder / "File_7.csv", index=False)
    ages = {f"{sex}{age}": 1 for sex in "FM" for age in range(91)}
    pd.DataFrame({"LSOA 2021 Code": LSOAS, "Total": 182, **ages}).to_csv(
        folder / "sape mid-2022.csv", index=False
    )
    work = assemble(inventory([folder]), BOTH, pack)
    first = work.tables["population"].iloc[0]
    # Two of each age from 0 to 90.
    assert first["population"] == 2 * 91
    assert first["children_0_15"] == 2 * 16
    assert first["working_age_18_66"] == 2 * 49
    assert first["older_60_plus"] == 2 * 31
    assert "weights them by a different population" in " ".join(
        assemble_and_verify(write_more, folder, people, pack)
    )


def assemble_and_verify(write, folder, people, pack):
    """Notes of a town with summaries, and with other residents than they have."""
    ages = (folder / "sape mid-2022.csv").read_bytes()
    write(folder)
    people.to_csv(folder / "File_7.csv", index=False)
    (folder / "sape mid-2022.csv").write_bytes(ages)
    return verify(assemble(inventory([folder]), BOTH, pack)).notes


def test_a_ward_is_that_of_most_rows(opened):
    assert opened.table("wards")["ward_name"].tolist() == [
        "Moor", "Quay", "Quay", "Moor", "Moor", "Moor",
    ]  # fmt: skip


def test_wards_are_read_off_their_outlines_without_a_look_up(tmp_path, pack):
    folder = write_town(tmp_path)
    wards = squares().to_crs(27700).dissolve([0, 0, 0, 1, 1, 1]).to_crs(4326)
    wards = gpd.GeoDataFrame(
        {"WD25CD": ["E05000001", "E05000002"], "WD25NM": ["Quay", "Moor"]},
        geometry=wards.geometry.to_numpy(), crs=4326,
    )  # fmt: skip
    wards.to_file(folder / "wards.geojson", driver="GeoJSON")
    found = assemble(inventory([folder]), BOTH, pack).tables["wards"]
    assert found.set_index("lsoa21cd")["ward_name"].sort_index().tolist() == [
        "Quay", "Quay", "Quay", "Moor", "Moor", "Moor",
    ]  # fmt: skip


def test_a_table_that_lacks_areas_is_left_out_and_said(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    file = tmp_path / "files" / "wards.csv"
    pd.read_csv(file).iloc[1:5].to_csv(file, index=False)
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    assert "wards" not in work.tables
    assert any(
        "wards.csv: 2 of 6 LSOAs have no complete row, first 'E01000001'" in note
        for note in work.notes
    )


def test_the_census_is_counted_by_the_publishers_totals(opened):
    found = opened.table("census").iloc[0]
    assert found["residents"] == 91
    assert found["disabled"] == 9
    assert found["not_white"] == 91 - 71
    assert found["aged_65_plus"] == 5 + 4 + 3 + 2 + 1
    assert found["households_without_car"] == 10


def test_census_topics_that_are_missing_are_said_to_be(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    (tmp_path / "files" / "census2021-ts007a.zip").unlink()
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    assert work.tables["census"]["aged_65_plus"].isna().all()
    assert work.tables["census"]["households"].notna().all()
    (said,) = work.origins["census"].made_by
    assert said == "The files do not have residents by age."


def test_postcodes_near_an_edge_name_two_areas(opened):
    found = opened.table("postcodes")
    assert found.index.tolist() == ["AB1 1AA", "AB1 1AB", "AB10 1AC"]
    # 10 m and 30 m from the edge: outlines may be off by 20 m.
    assert found.loc["AB1 1AB", "lsoa21cd_or"] == LSOAS[1]
    assert found.loc[["AB1 1AA", "AB10 1AC"], "lsoa21cd_or"].isna().all()


def test_facilities_that_are_closed_or_far_are_left_out(opened):
    found = opened.table("facilities")
    assert found.index.tolist() == [("1", "Studio"), ("1", "Swimming pool")]
    pool = found.loc[("1", "Swimming pool")]
    assert pool["access"] == "Public Access"
    assert pool["easting_m"] == 450_010
    assert found["access"].isna().tolist() == [True, False]


def test_facilities_are_placed_by_their_sites(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    file = tmp_path / "files" / "active_places.csv"
    whole = pd.read_csv(file)
    of_site = ["Site Name", "Easting", "Northing"]
    whole.drop(columns=of_site).to_csv(file, index=False)
    sites = whole[["Site ID", *of_site]].drop_duplicates("Site ID")
    sites.to_csv(tmp_path / "files" / "sites.csv", index=False)
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    found = work.tables["facilities"].set_index(["site", "kind"])
    assert found.index.tolist() == [("1", "Studio"), ("1", "Swimming pool")]
    assert set(found["name"]) == {"Pool"}
    assert work.origins["facilities"].files == "active_places.csv, sites.csv"


def test_practices_are_surgeries_that_are_open(opened):
    assert opened.table("practices").index.tolist() == [("C1", "GP practice")]


def test_practices_are_placed_by_their_postcodes(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    (tmp_path / "files" / "practices.csv").unlink()

    def row(code, postcode, status, setting):
        address = ["1 HIGH STREET", "", "", "", ""]
        return [code, "SURGERY", "Y60", "QK1", *address, postcode, "19740401", "",
                status, "B", "03W", "", "", "", "", "", "", "0", "", "", "", setting,
                ""]  # fmt: skip

    rows = [row("C82001", "AB1 1AA", "A", "4"), row("C82002", "AB1 1AB", "C", "4"),
            row("C82003", "AB10 1AC", "A", "8"), row("Y12345", "ZZ1 1ZZ", "A", "4"),
            row("Y12346", "QQ1 1QQ", "A", "4")]  # fmt: skip
    report = tmp_path / "files" / "epraccur.csv"
    pd.DataFrame(rows).to_csv(report, index=False, header=False)
    found = inventory([tmp_path / "files"])
    assert found.unused == ()
    work = assemble(found, BOTH, pack)
    near = work.tables["practices"]
    assert near["site"].tolist() == ["C82001"]
    assert near[["easting_m", "northing_m"]].to_numpy().tolist() == [[450_500, 300_500]]
    assert "ONSPD.zip (ONSPD_UK.csv)" in work.origins["practices"].files
    (tmp_path / "files" / "ONSPD.zip").unlink()
    without = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    assert "practices" not in without.tables


def test_a_green_space_is_at_its_entrances(opened):
    found = opened.table("green_space")
    assert found.index.tolist() == [("a1", "Public park or garden"),
                                    ("g2", "Play space")]  # fmt: skip
    assert found.loc[("a1", "Public park or garden"), "name"] == "Quay Park"


def test_the_same_files_make_the_same_bytes(town_files, pack, tmp_path):
    contents = []
    for name in ("one", "two"):
        work = assemble(inventory([town_files]), BOTH, pack)
        (tmp_path / name).mkdir()
        write_pack(work, ABOUT, tmp_path / name)
        files = sorted((tmp_path / name).iterdir())
        contents.append({file.name: file.read_bytes() for file in files})
    assert contents[0] == contents[1]


def test_a_record_is_dated_by_its_file(town_files, tmp_path, pack):
    shutil.copytree(town_files, tmp_path / "files")
    os.utime(tmp_path / "files" / "exact.csv", (0, 86_400))
    work = assemble(inventory([tmp_path / "files"]), BOTH, pack)
    (tmp_path / "pack").mkdir()
    write_pack(work, ABOUT, tmp_path / "pack")
    assert open_pack(tmp_path / "pack").sources["lsoa_links"].retrieved == "1970-01-02"


# Real files


@pytest.fixture(scope="module")
def llr(real, pack, tmp_path_factory):
    folders = [real, EMBEDDED / "published"]
    work = assemble(inventory(folders), list(pack.table("districts").index), pack)
    folder = tmp_path_factory.mktemp("llr")
    write_pack(work, pack.about, folder)
    return work, open_pack(folder)


def test_the_study_area_is_made_of_the_real_files(llr):
    _, made = llr
    assert made.problems == {}
    assert len(made.areas) == 634
    assert len(made.table("postcodes")) > 37_000
    assert len(made.table("activity_msoa")) == 127
    assert made.table("facilities").index.get_level_values("kind").nunique() == 12
    assert len(made.table("practices")) == 129
    assert made.table("census")["residents"].sum() > 1_000_000
    assert made.has("headline_figures")


def test_older_residents_are_those_of_another_table_of_the_census(llr, real):
    _, made = llr
    theirs = pd.read_csv(real / "census" / "census2021_age_lsoa21_llr.csv")
    theirs = theirs.set_index("lsoa21_code")["Aged 65 years and over"]
    ours = made.table("census")["aged_65_plus"]
    assert len(theirs) == len(ours)
    assert ours.sub(theirs).abs().max() <= 5
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.001)


@pytest.mark.parametrize(
    "table", ["deprivation", "population", "imd2019", "lsoa_links", "districts", "msoas"]
)
def test_figures_are_those_of_the_embedded_pack_cell_for_cell(llr, pack, table):
    _, made = llr
    pd.testing.assert_frame_equal(made.table(table), pack.table(table))


def test_activity_is_that_of_the_embedded_pack_and_newer(llr, pack):
    _, made = llr
    old, new = pack.table("activity"), made.table("activity")
    pd.testing.assert_frame_equal(new.loc[old.index, list(old)], old)
    assert set(new.index.get_level_values("area_code")) == {
        ENGLAND, *pack.table("districts").index,
    }  # fmt: skip


def test_the_published_summaries_agree(llr):
    work, _ = llr
    found = verify(work)
    assert found.problems == ()
    said = " ".join(found.notes)
    assert "9 districts agree with" in said
    assert "1 Integrated Care Board agrees with" in said


def test_outlines_are_fine_and_share_their_edges(llr, pack):
    _, made = llr
    shapes = made.areas.geometry.to_numpy()
    corners = shapely.get_num_coordinates(shapes).mean()
    assert corners > 2 * shapely.get_num_coordinates(pack.areas.geometry).mean()
    assert shapely.coverage_is_valid(shapes)


def test_most_postcodes_have_the_area_that_others_found(llr, real):
    _, made = llr
    theirs = pd.read_csv(real / "lookups" / "postcodes_llr.csv")
    compact = theirs["pcd"].str.replace(" ", "")
    theirs.index = pd.Index(compact.str[:-3] + " " + compact.str[-3:])
    ours = made.table("postcodes")["lsoa21cd"]
    assert ours.eq(theirs["lsoa21_code"].reindex(ours.index)).mean() > 0.995


def test_facilities_lie_in_the_areas_that_others_found(llr, real):
    _, made = llr
    found = sites(made, places(made)).rows
    ours = found[found["table"].eq("facilities")].drop_duplicates("site")
    theirs = pd.read_csv(real / "facilities" / "active_places_facilities_llr.csv")
    theirs = theirs.drop_duplicates("site_id").set_index("site_id")["lsoa21_code"]
    number = ours["site"].str.removeprefix("facilities ").astype(int)
    same = ours["lsoa21cd"].to_numpy() == theirs.reindex(number).to_numpy()
    assert same.mean() > 0.99
    assert len(found) == len(made.table("facilities")) + len(made.table("practices"))


def test_the_nearest_surgery_of_every_area_is_what_every_pair_gives(llr):
    _, made = llr
    known = places(made)
    found = sites(made, known).rows
    surgeries = found[found["table"].eq("practices")]
    points = known.levels[Level.LSOA].representative_point()
    metres = nearest_sites(points, surgeries)["distance_m"].to_numpy()
    across = points.x.to_numpy()[:, None] - surgeries["easting_m"].to_numpy()
    up = points.y.to_numpy()[:, None] - surgeries["northing_m"].to_numpy()
    assert metres == pytest.approx(np.hypot(across, up).min(axis=1))


def test_only_columns_of_the_contract_are_written(llr):
    work, made = llr
    for name, frame in work.tables.items():
        content = (made.folder / CONTRACTS[name].file).read_bytes()
        assert content == table_bytes(frame, CONTRACTS[name])
