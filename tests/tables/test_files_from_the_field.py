"""Files as funders, publishers and officers send them, each with what it must not do silently."""

import json
from datetime import date

import pytest

from insight.errors import ContractError, InsightError
from insight.geography.pasted import read_pasted
from insight.pack.catalogue import Level
from insight.pages.neighbourhood.saved import import_codes
from insight.records.kinds.investments import Place
from insight.tables.decisions import FileDecision
from insight.tables.group_table import read_group_table
from insight.tables.ledger_columns import Field, guessed
from insight.tables.ledger_file import EVERYTHING_BUT_OURS, Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.neighbourhood_file import read_neighbourhoods
from insight.tables.place_list import read_place_list
from made_files import (
    DISTRICTS,
    HEADINGS,
    ODS,
    book,
    figures,
    grant,
    ods,
    ods_row,
    ods_table,
    own,
    question,
    said,
    text,
    total,
)

BY_YEAR = ["Funder", "Recipient", "Amount", "Financial year", "District"]
WITH_END = ["Funder", "Recipient", "Amount", "Start", "End", "District"]


# Totals

TOTALS = (
    "Total 2024/25", "Sub-total Blaby", "Total for Blaby", "Leicester Total", "TOTAL LLR",
    "Net total", "Overall", "All grants", "Carried forward", "Balance c/f", "Total (excluding VAT)",
    "Total number of grants: 2", "Sum total",
)  # fmt: skip


@pytest.mark.parametrize("label", TOTALS)
def test_total_with_all_its_cells_filled_is_left_out_and_said(read, label):
    rows = [
        grant("100", "2024/25"),
        grant("200", "2024/25"),
        grant("300", "2024/25", "Blaby", label),
    ]
    found = read(text(*rows, headings=BY_YEAR))
    assert (total(found), found.passed_over) == (30_000, 1)
    assert "1 row is a total of other rows and was left out: row 4." in said(found)


@pytest.mark.parametrize(
    "rows",
    [
        [grant("100"), grant("200"), grant("350", recipient="Total 2024/25")],
        [grant("100"), grant("150"), grant("50"), grant("300", recipient="Gesamt")],
    ],
)
def test_row_that_may_be_a_total_counts_and_is_said(read, rows):
    found = read(text(*rows))
    assert len(found.entries) == len(rows)
    assert "1 row may be a total of others and counts" in said(found)


def test_club_with_the_amount_of_the_row_above_is_no_total(read):
    found = read(text(grant("100"), grant("100", recipient="Total Fitness Ltd")))
    assert total(found) == 20_000


def test_total_above_the_rows_agrees_with_them(read):
    found = read(text(["Total", "", "300", "", ""], grant("100"), grant("200")))
    assert total(found) == 30_000
    assert "counted twice" not in said(found)


STATUSES = ("Declined", "withdrawn", "Not awarded", "CANCELLED")


@pytest.mark.parametrize("status", STATUSES)
def test_applications_that_came_to_nothing_are_asked_about(read, status):
    rows = [[*grant("100"), "Approved"], [*grant("900"), status]]
    content = text(*rows, headings=[*HEADINGS, "Status"])
    assert f"row 3: {status!r}" in str(question(read, content))
    assert total(read(content, answers={"refused": "leave"})) == 10_000
    assert total(read(content, answers={"refused": "read"})) == 100_000


# Units

UNITS = ("All figures in £000s", "£'000", "Amounts (£ thousand)")


@pytest.mark.parametrize("line", UNITS)
def test_unit_over_the_table_is_asked_about(read, line):
    content = f"{line},,,,\r\n" + text(grant("100"), grant("20"))
    asked = question(read, content)
    assert [each.key for each in asked.decisions if not each.chosen] == ["scale"]
    assert total(read(content, answers={"scale": "1000"})) == 12_000_000


@pytest.mark.parametrize(
    "content",
    [
        text(["", "", "£000", "", ""], grant("100")),
        text(grant("100"), ["Note: amounts are in thousands", "", "", "", ""]),
    ],
)
def test_unit_below_the_headings_or_under_the_table_is_asked_about(read, content):
    assert "thousands" in str(question(read, content))


def test_sum_in_a_title_is_no_unit(read):
    found = read("Grants of the £2 million fund,,,,\r\n" + text(grant("100")))
    assert total(found) == 10_000


@pytest.mark.parametrize("heading", ["Amount US$", "Amount (€)"])
def test_other_money_in_a_heading_is_asked_about(read, heading):
    content = text(grant("100"), headings=[*HEADINGS[:2], heading, *HEADINGS[3:]])
    assert "another currency" in str(question(read, content))


def test_other_money_over_the_table_is_asked_about(read):
    assert "another currency" in str(question(read, "Amounts in euros,,,,\r\n" + text(grant("1"))))


@pytest.mark.parametrize(
    "heading",
    [
        "Rate per 1,000",
        "Rate per thousand",
        "Deaths per million",
        "Crude rate per 100,000",
        "x/1000",
    ],
)
def test_rate_is_not_multiplied_by_what_it_is_of(here, heading):
    _, (found, _) = own(here, figures([f"2{at}.5" for at in range(9)], heading))
    assert found[DISTRICTS[0]] == 20.5


def test_thousands_of_a_heading_multiply_figures_and_are_said(here):
    _, (found, notes) = own(here, figures([f"2{at}.5" for at in range(9)], "People (thousands)"))
    assert found[DISTRICTS[0]] == 20_500
    assert any("in thousands" in note for note in notes)


@pytest.mark.parametrize("cell", ["£500\n£300", "5000 2000", "£500 £300", "500\n300", "12 34"])
def test_two_amounts_in_one_cell_are_not_one(read, cell):
    found = read(text(grant(cell), grant("1 500")))
    assert (total(found), found.wrong) == (150_000, 1)


@pytest.mark.parametrize(
    ("cells", "is_asked"), [(["1.000", "250.50"], True), (["12.500", "1500.000"], False)]
)
def test_three_digits_behind_a_point_among_pence_are_asked_about(read, cells, is_asked):
    content = text(*[grant(cell) for cell in cells])
    if is_asked:
        assert "two ways" in str(question(read, content))
    else:
        assert total(read(content)) == 151_250


def test_points_of_thousands_are_called_points(read):
    found = read(text(grant("1.234.567"), grant("2.500")))
    assert total(found) == 123_706_700
    assert "were read as thousands separators" in said(found)


# Figures of two units


@pytest.mark.parametrize("cells", [["12%", "0.13"], ["12%", "0.9", "14"]])
def test_per_cent_beside_any_proportion_is_refused(here, cells):
    cells = [*cells, *[f"2{at}" for at in range(9 - len(cells))]]
    with pytest.raises(InsightError, match="all in per cent, or all as proportions"):
        own(here, figures(cells))


def test_proportions_among_per_cent_are_asked_about(here):
    content = figures(["0.12", "0.15", "0.2", "25", "30", "22", "28", "19", "21"])
    assert "Some may be proportions" in str(question(own, here, content))
    _, (turned, _) = own(here, content, answers={"unit:1": "per cent"})
    assert (turned[DISTRICTS[0]], turned[DISTRICTS[3]]) == (12, 25)
    _, (kept, _) = own(here, content, answers={"unit:1": "as written"})
    assert kept[DISTRICTS[0]] == 0.12


def groups(values, labels=range(1, 6), heading="value", people="1000") -> bytes:
    rows = [[label, people, value] for label, value in zip(labels, values, strict=True)]
    return text(*rows, headings=["group", "population", heading]).encode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["32%", "0.30", "28%", "25%", "20%"], "all in per cent"),
        (["32", "0.30", "28", "25", "20"], "all in per cent"),
        (["120", "30", "28", "25", "20"], "not a share from 0 to 100%"),
        (["-5", "30", "28", "25", "20"], "not a share from 0 to 100%"),
    ],
)
def test_shares_of_groups_are_of_one_unit_and_possible(values, words):
    with pytest.raises(ContractError, match=words):
        read_group_table("groups.csv", groups(values))


def test_shares_below_one_per_cent_are_asked_about():
    content = groups(["0.9", "0.8", "0.7", "0.6", "0.5"], heading="per cent")
    assert "says per cent" in str(question(read_group_table, "groups.csv", content))
    found = read_group_table("groups.csv", content, {"unit": "per cent"})
    assert found.rows["value"].iloc[0] == pytest.approx(0.009)


def test_people_of_groups_with_points_of_thousands_are_asked_about():
    content = groups(["32", "30", "28", "25", "20"], people="1.234")
    assert "two ways" in str(question(read_group_table, "groups.csv", content))


def test_groups_named_at_their_ends_are_in_order():
    labels = ["Most deprived", 2, 3, 4, "Least deprived"]
    found = read_group_table("groups.csv", groups(["32", "30", "28", "25", "20"], labels))
    assert found.rows["position"].tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("label", ["England average", "LLR total", "Grand total"])
def test_rows_about_everybody_are_left_out_of_groups(label):
    content = groups(["32", "30", "28", "25", "20", "27"], [1, 2, 3, 4, 5, label])
    found = read_group_table("groups.csv", content)
    assert (found.groups, [each.row for each in found.left_out]) == (5, [7])


# Dates


@pytest.mark.parametrize("answer", ["year", "day"])
def test_years_of_two_digits_in_front_are_asked_about(read, answer):
    content = text(*[grant(start=each) for each in ("25-04-30", "25-05-01", "24-12-31")])
    assert "The first or the last part may be the year" in str(question(read, content))
    first = read(content, answers={"start": answer}).entries[0].start
    assert first == (date(2025, 4, 30) if answer == "year" else date(2030, 4, 25))


@pytest.mark.parametrize("days", [["31-03-25", "31-03-26"], ["15-03-25"], ["01/05/25", "02/05/26"]])
def test_days_with_a_short_year_behind_are_plain(read, days):
    assert read(text(*[grant(start=each) for each in days])).problems == ()


def test_month_first_in_one_column_asks_about_the_other(read):
    rows = [["T", "C", "5", "04/25/2025", "05/06/2025", "Blaby"]]
    asked = question(read, text(*rows, headings=WITH_END), answers={"start": "month"})
    assert [each.key for each in asked.decisions if not each.chosen] == ["end"]


def test_order_of_dates_in_a_heading_is_kept(read):
    content = text(
        grant(start="04/05/2025"), headings=[*HEADINGS[:3], "Date (mm/dd/yyyy)", "District"]
    )
    found = read(content)
    assert found.entries[0].start == date(2025, 4, 5)
    assert "says 'mm/dd/yyyy'" in said(found)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-03-31T23:00:00Z", date(2025, 4, 1)), ("2025-01-31T23:00:00Z", date(2025, 1, 31)),
        ("2025-05-01T00:00:00+00:00", date(2025, 5, 1)),
        ("2025-05-01T23:30:00+01:00", date(2025, 5, 1)),
    ],
)  # fmt: skip
def test_midnight_of_summer_in_utc_is_of_the_next_day(read, cell, day):
    found = read(text(grant(start=cell)))
    assert found.entries[0].start == day
    assert ("in UTC" in said(found)) == (day == date(2025, 4, 1))


# Rows that are lost


@pytest.mark.parametrize(
    "lines",
    [
        'Trust,"Club,100,01/05/2025,Blaby\nTrust,Club",200,01/05/2025,Blaby\n',
        'Trust,Club,100,01/05/2025,"Blaby\nTrust,Club,200,01/05/2025,Melton\nTrust,C,1,1/5/25,x"\n',
    ],
)
def test_rows_within_a_quotation_are_said(read, lines):
    content = ",".join(HEADINGS) + "\n" + lines + "Trust,Club,50,01/05/2025,Blaby\n"
    found = read(content)
    assert (total(found), found.wrong) == (5_000, 1)
    assert "a quotation mark is missing" in found.problems[0].advice


def test_prose_over_several_lines_is_no_lost_row(read):
    purpose = "walks, swims, runs, talks, sits,\nand more, and more, and more"
    found = read(text([*grant("100"), purpose], headings=[*HEADINGS, "Purpose"]))
    assert (total(found), found.wrong) == (10_000, 0)


def test_rows_within_a_quotation_stop_figures(here):
    content = 'code,name,value\nE06000016,"Leicester,5\nE06000017,Rutland",6\nE07000129,Blaby,7\n'
    with pytest.raises(ContractError, match="a quotation mark is missing"):
        own(here, content)


def test_amount_parted_at_its_comma_is_a_row_to_mend(read):
    lines = [
        "Funder,Recipient,Start,District,Amount,Note", "T,C,01/05/2025,Blaby,1,000",
        "T,C,01/05/2025,Blaby,200,", "T,C,01/05/2025,Blaby,300,2 of 3",
    ]  # fmt: skip
    found = read("\n".join(lines))
    assert (total(found), found.wrong, found.wrong_pence) == (50_000, 1, 0)
    assert "parted at its comma (1,000)" in found.problems[0].advice


def test_amount_beside_a_number_of_people_is_whole(read):
    headings = ["Funder", "Recipient", "Amount", "Participants", "Start", "District"]
    assert (
        total(read(text(["T", "C", "500", "240", "01/05/2025", "Blaby"], headings=headings)))
        == 50_000
    )


def test_error_in_a_list_of_places_is_said():
    def change(_, sheet):
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write(2, 0, "E01013601")

    found = read_place_list("places.xlsx", book(headings=["LSOA"], change=change), {})
    assert any("row 2 " in note.casefold() for note in found.notes)


def test_json_that_is_no_table_is_called_so():
    with pytest.raises(ContractError, match="is JSON, not a table"):
        read_place_list("places.geojson", b'{"type": "FeatureCollection"}', {})


# What a workbook shows


@pytest.mark.parametrize("where", ["cell", "text"])
def test_rows_crossed_out_in_ods_are_asked_about(read, where):
    style = (
        '<style:style style:name="s1"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    )
    cell = {
        "cell": '<table:table-cell table:style-name="s1" office:value-type="string"><text:p>A'
        "</text:p></table:table-cell>",
        "text": '<table:table-cell office:value-type="string"><text:p><text:span '
        'text:style-name="s1">A</text:span></text:p></table:table-cell>',
    }[where]
    day = date(2025, 5, 1)
    rows = [ods_row("T", cell, 5, day, "Blaby"), ods_row("T", "B", 7, day, "Blaby")]
    content = ods(
        ods_table(ods_row(*HEADINGS), *rows), frame=ODS.replace("</office:automatic-styles>", style)
    )
    assert "1 row is crossed out" in str(question(read, content, "grants.ods"))
    assert total(read(content, "grants.ods", {"struck": "leave"})) == 700


def test_merged_amount_counts_once_among_rows_to_mend(read):
    def change(made, sheet):
        sheet.merge_range(1, 2, 2, 2, 500, made.add_format())

    found = read(book(grant(500), grant(""), grant(7), change=change), "grants.xlsx")
    assert (found.wrong, found.wrong_pence) == (2, 50_000)


def test_tables_side_by_side_with_other_areas_are_refused(here):
    both = zip(DISTRICTS, DISTRICTS[::-1], strict=True)
    rows = [[one, str(at), "", other, str(at * 10)] for at, (one, other) in enumerate(both)]
    headings = ["code", "2022", "", "code", "2023"]
    with pytest.raises(ContractError, match="side by side"):
        own(here, text(*rows, headings=headings))
    alike = [[one, cell, "", one, last] for one, cell, _, _, last in rows]
    assert own(here, text(*alike, headings=headings))[0].columns == ("2022", "2023")


# Places


def funders(*locations, amount="1000") -> str:
    headings = [
        "Identifier", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Name",
        "Funding Org:Name", "Beneficiary Location:0:Name", "Beneficiary Location:0:Geographic Code",
        "Beneficiary Location:1:Name", "Beneficiary Location:1:Geographic Code",
    ]  # fmt: skip
    return text(["i", "GBP", amount, "2025-05-01", "Club", "Trust", *locations], headings=headings)


@pytest.mark.parametrize(
    ("locations", "codes"),
    [
        (["Leicester", "E06000016", "Charnwood", ""], ("E06000016", "E07000130")),
        (["Leicester", "", "Charnwood", "E07000130"], ("E06000016", "E07000130")),
        (["Leicester", "", "Charnwood", ""], ("E06000016", "E07000130")),
        (["", "", "Charnwood", "E07000130"], ("E07000130",)),
        (["Leicester", "E06000016", "Leicester", "E06000016"], ("E06000016",)),
        (["Leicester", "E06000016", "Nottingham", ""], None),
    ],
)
def test_location_without_a_code_counts_by_its_name(read, locations, codes):
    found = read(funders(*locations))
    if codes is None:
        assert (total(found), found.wrong_pence) == (0, 100_000)
        assert "1 of 2 places that are outside LLR" in found.problems[0].advice
    else:
        assert [each.codes for each in found.entries] == [codes]


def test_locations_by_name_alone_are_read(read):
    headings = [*HEADINGS[:4], "Beneficiary Location:0:Name", "Beneficiary Location:1:Name"]
    found = read(text([*grant()[:4], "Leicester", "Melton"], headings=headings))
    assert found.entries[0].codes == ("E06000016", "E07000133")


@pytest.mark.parametrize(
    ("cell", "place", "codes"),
    [
        ("Leicester (E06000016)", Place.DISTRICT, ("E06000016",)),
        ("Abbey (E06000016)", Place.WARD, ("Abbey (E06000016)",)),
        ("Rutland UA", Place.DISTRICT, ("E06000017",)),
        ("Charnwood BC", Place.DISTRICT, ("E07000130",)),
        ("Blaby, Harborough", Place.DISTRICT, ("E07000129", "E07000131")),
        ("Oadby & Wigston, Blaby", Place.DISTRICT, ("E07000129", "E07000135")),
        ("Rutland and Melton", Place.DISTRICT, ("E06000017", "E07000133")),
        ("Leicester & Leicestershire", Place.DISTRICT, ("E06000016", *DISTRICTS[2:])),
        ("East Midlands region", Place.UNKNOWN, ()),
        ("Wales", Place.ELSEWHERE, ()),
    ],
)
@pytest.mark.parametrize("heading", ["Place", "District"])
def test_names_of_places_are_known_as_people_write_them(read, heading, cell, place, codes):
    found = read(text(grant(district=cell), headings=[*HEADINGS[:4], heading]))
    assert found.problems == ()
    assert (found.entries[0].place, set(found.entries[0].codes)) == (place, set(codes))


@pytest.mark.parametrize("cell", ["Leicester & London", "Leicester and Nottingham"])
def test_places_partly_elsewhere_are_rows_to_mend(read, cell):
    assert read(text(grant(district=cell))).wrong == 1


def test_figures_by_name_are_known_as_people_write_them(here):
    names = [
        "City of Leicester",
        "Rutland UA",
        "Hinckley & Bosworth",
        "Blaby District",
        "Leicestershire",
    ]
    rows = [[name, str(at)] for at, name in enumerate(names)]
    file, (found, _) = own(here, text(*rows, headings=["Area", "value"]))
    assert found.to_dict() == {"E06000016": 0, "E06000017": 1, "E07000132": 2, "E07000129": 3}
    assert any("1 of 5 rows is for other kinds of area" in note for note in file.notes)


@pytest.mark.parametrize(
    ("place", "district", "is_said"),
    [
        ("E01013600", "Nottingham", True), ("NG1 1AA", "Blaby", True),
        ("E01013600", "Blaby", True), ("E01013600", "Leicester City", False),
        ("E01013600", "LLR", False), ("NG1 1AA", "Nottingham", False), ("E01013600", "", False),
    ],
)  # fmt: skip
def test_place_and_district_that_disagree_are_said(read, place, district, is_said):
    headings = [*HEADINGS[:4], "Postcode", "District"]
    content = text([*grant()[:4], place, district], headings=headings)
    for leaves_out in (frozenset(), EVERYTHING_BUT_OURS):
        found = read(content, leaves_out=leaves_out)
        assert ("the district disagrees with the place" in said(found)) == is_said


RANGES = ("E01013600 - E01013605", "E01013600-E01013605", "E01013600 to E01013605")


@pytest.mark.parametrize("cell", RANGES)
def test_range_of_codes_is_not_its_two_ends(read, hoods, pack, known, cell):
    assert "a range of codes" in read(text(grant(district=cell))).problems[0].advice
    found = hoods(text(["A", cell], headings=["name", "members"]))
    assert found.drafts == ()
    assert "a range of codes" in found.problems[0].advice
    with pytest.raises(InsightError, match="a range of codes"):
        read_pasted(cell, pack, known)


def test_codes_behind_bullets_are_no_range(pack, known):
    assert len(read_pasted("- E01013600\n- E01013605", pack, known).placed) == 2


# Neighbourhoods


@pytest.fixture(scope="module")
def hoods(pack, known):
    codes = import_codes(pack, known)
    points = known.levels[Level.LSOA].geometry.representative_point()

    def reading(content, name="hoods.csv", answers=None):
        return read_neighbourhoods(name, content.encode(), codes, points, answers)

    return reading


def members(found) -> dict[str, int]:
    return {each.name: len(each.members) for each in found.drafts}


@pytest.mark.parametrize(
    "headings",
    [
        ("Priority neighbourhood", "LSOA code (2021)"), ("Area name", "lsoa_code_21"),
        ("Neighborhood", "LSOA 2021 Code"), ("Community name", "Small area"),
        ("Name of neighbourhood", "GSS code"), ("Priority place", "Area codes"),
        ("Estate", "Code of LSOA"),
    ],
)  # fmt: skip
def test_row_for_each_lsoa_under_headings_of_many_kinds(hoods, headings):
    rows = [["A", "E01013600"], ["A", "E01013601; E01013602"], ["B", "E01013605"]]
    found = hoods(text(*rows, headings=headings))
    assert members(found) == {"A": 3, "B": 1}
    assert found.notes == ("Rows of one name were combined: 2 names.",)


def test_name_and_rank_of_an_lsoa_are_not_its_code(hoods):
    headings = ["Neighbourhood", "LSOA name", "LSOA rank", "LSOA11CD", "LSOA21CD"]
    row = ["A", "Leicester 012A", "5", "E01013600", "E01013601"]
    found = hoods(text(row, headings=headings))
    assert found.drafts[0].members == ("E01013601",)
    assert set(found.ignored) == {"LSOA name", "LSOA rank", "LSOA11CD"}


def layer(*properties, outlines=None) -> str:
    shapes = outlines or [None] * len(properties)
    features = [
        {"type": "Feature", "properties": each, "geometry": shape}
        for each, shape in zip(properties, shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_features_of_one_name_are_one_neighbourhood(hoods, known):
    codes = ({"name": "A", "LSOA21CD": "E01013600"}, {"name": "A", "LSOA21CD": "E01013601"})
    assert members(hoods(layer(*codes), "a.geojson")) == {"A": 2}
    shapes = known.levels[Level.LSOA].geometry.iloc[:2].to_crs(4326)
    outlines = [each.__geo_interface__ for each in shapes]
    found = hoods(layer({"WD24NM": "A"}, {"WD24NM": "A"}, outlines=outlines), "a.geojson")
    assert members(found) == {"A": 2}
    assert any("Features of one name were combined: 1 name." in note for note in found.notes)


def test_name_of_a_feature_is_not_its_place_or_size(hoods):
    first = {"name": "A", "place": "Leicester", "area": 12.5, "LSOA21CD": "E01013600"}
    second = {"name": "B", "place": "Leicester", "area": 2.5, "LSOA21CD": "E01013601"}
    found = hoods(layer(first, second), "a.geojson")
    assert members(found) == {"A": 1, "B": 1}
    assert set(found.ignored) == {"place", "area"}


def test_codes_of_2021_are_read_beside_those_of_2011(hoods):
    one = {"name": "A", "LSOA21CD": "E01013601", "LSOA11CD": "E01013600"}
    found = hoods(layer(one), "a.geojson")
    assert found.drafts[0].members == ("E01013601",)
    assert found.ignored == ("LSOA11CD",)


def test_register_of_a_council_is_read_by_its_headings():
    headings = ["Body Name", "Directorate", "Payment Date", "Net Amount", "Supplier Name"]
    row = ["Leicester City Council", "Public Health", "01/04/2024", "1,250.00", "Club"]
    grid = ledger_grid("register.csv", text(row, headings=headings).encode())
    found = guessed(grid.names)
    assert {Field.FUNDER, Field.START, Field.AMOUNT, Field.RECIPIENT} <= set(found)


# Answers, and what is told of them


def test_answer_that_overrules_the_file_is_what_is_said():
    options = {"comma": "A comma", "point": "A point"}
    one = FileDecision("sign", "What is the decimal point?", options, "comma", "Commas were read.")
    assert one.answered({"sign": "comma"}).note == "Commas were read."
    assert "A point" in one.answered({"sign": "point"}).note
    assert "Commas were read" not in one.answered({"sign": "point"}).note


def test_dates_of_the_second_of_two_columns_of_one_name(pack, known):
    rows = [["Trust", "Club", "1", "1", "04/13/2025", "Blaby"]]
    headings = ["Funder", "Recipient", "Amount", "Date", "Date", "District"]
    grid = ledger_grid("grants.csv", text(*rows, headings=headings).encode())
    mapping = guessed(grid.names) | {Field.START: 4}
    with pytest.raises(InsightError, match="in row 2"):
        read_ledger(grid, mapping, Assumed(), StudyArea(pack, known, ()))


def test_credits_with_a_decimal_comma_are_asked_about(read):
    found = read(text(grant("1.234,50 CR"), grant("2.000,00")))
    assert [each.key for each in found.decisions if each.key == "credit"] == ["credit"]
    assert total(found) == 200_000 - 123_450


@pytest.mark.parametrize("figure", ["30m", "800 k", "5 CR"])
def test_suffix_of_money_is_no_part_of_a_figure(here, figure):
    with pytest.raises(InsightError, match="not a number"):
        own(here, figures(["1.5"] * 8 + [figure]))


def test_people_of_a_merged_cell_are_not_counted_for_each_row(read):
    def change(_, sheet):
        sheet.merge_range("F2:F3", 240)

    headings = [*HEADINGS, "Participants"]
    rows = [[*grant("100"), ""], [*grant("200"), ""], [*grant("300"), "7"]]
    found = read(book(*rows, headings=headings, change=change), "grants.xlsx")
    assert [each.count for each in found.entries] == [7]
    assert found.wrong == 2


def test_merged_cell_whose_first_row_is_left_out_is_no_crash(read):
    def change(_, sheet):
        sheet.merge_range("F2:F3", 240)
        sheet.set_row(1, None, None, {"hidden": True})

    headings = [*HEADINGS, "Participants"]
    rows = [[*grant("100"), ""], [*grant("200"), ""], [*grant("300"), "7"]]
    found = read(book(*rows, headings=headings, change=change), "grants.xlsx", {"hidden": "leave"})
    assert [each.count for each in found.entries] == [7]
    assert found.wrong == 1


def test_share_of_a_merged_cell_is_of_no_group():
    def change(_, sheet):
        sheet.merge_range("B2:B3", 40)

    rows = [[str(at), "" if at < 3 else str(20 + at), "1000"] for at in range(1, 6)]
    content = book(*rows, headings=["group", "value", "population"], change=change)
    with pytest.raises(InsightError, match="merged cell"):
        read_group_table("groups.xlsx", content)


def test_neighbourhood_whose_rows_differ_is_said(hoods):
    rows = [["Quay", "E01013600", "One"], ["Quay", "E01013601", "Two"], ["Hill", "E01013602", ""]]
    found = hoods(text(*rows, headings=["name", "code", "description"]))
    (note,) = [each for each in found.notes if "Quay" in each]
    assert "differ" in note
    assert "Hill" not in note
