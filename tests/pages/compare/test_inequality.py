"""Tables that readers bring, what is said of them, and what is refused."""

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import pypdf
import pytest
import xlsxwriter

from insight.errors import InsightError
from insight.figures.palette import palette_for
from insight.figures.screen.inequality import gradient_figure
from insight.figures.sheet.sheet import Format, Size
from insight.measures.inequality import InequalityError
from insight.pack.catalogue import INDICATORS
from insight.pages.compare.inequality import (
    EXAMPLE,
    TableDescription,
    change_words,
    finding,
    fit_words,
    gap_of,
    headlines,
    limits_words,
    method_words,
    ratio_words,
)
from insight.pages.compare.inequality_figures import gap_download, gap_statement, gradient_chart
from insight.pages.compare.inequality_refusals import refused_shelves
from insight.shell.registry import PAGES
from insight.statement import PaperLink
from insight.tables.decisions import UnansweredError
from insight.tables.deprivation_groups import ordered
from insight.tables.group_table import read_group_table, read_pasted

LINK = PaperLink("https://insight.example/compare?show=gap", date(2026, 11, 23))
TOLD = TableDescription("Adults inactive", "England", "Example publisher")
PEOPLE = (200, 210, 220, 230, 240)
SHARES = (32.0, 28.0, 25.0, 22.0, 19.0)
FINGERTIPS = (
    "Most deprived decile (IMD2019)", "Second most deprived decile (IMD2019)",
    "Third more deprived decile (IMD2019)", "Fourth more deprived decile (IMD2019)",
    "Fifth more deprived decile (IMD2019)", "Fifth less deprived decile (IMD2019)",
    "Fourth less deprived decile (IMD2019)", "Third less deprived decile (IMD2019)",
    "Second least deprived decile (IMD2019)", "Least deprived decile (IMD2019)",
)  # fmt: skip


def text(shares=SHARES, *, answers=1000, period=None, head=True) -> str:
    """Fifths as somebody pastes them out of a spreadsheet."""
    heads = ["group", "population", "n", "value"] + (["period"] if period else [])
    rows = [
        [at, people, answers, share, *([period] if period else [])]
        for at, (people, share) in enumerate(zip(PEOPLE, shares, strict=True), 1)
    ]
    lines = [*([heads] if head else []), *rows]
    return "\n".join("\t".join(map(str, line)) for line in lines)


def two(earlier, later, *, answers=100_000) -> str:
    return "\n".join(
        [
            text(later, answers=answers, period="2023-24"),
            text(earlier, answers=answers, period="2021-22", head=False),
        ]
    )


def gap(table_text=None, told=TOLD, periods=None):
    table = read_pasted(table_text or text())
    return gap_of(table, told, periods or table.periods)


def said(content: str) -> str:
    with pytest.raises(InsightError) as caught:
        read_pasted(content)
    return str(caught.value)


def test_pasted_table_is_read():
    table = read_pasted(text())
    assert table.rows["position"].tolist() == [1, 2, 3, 4, 5]
    assert table.rows["value"].tolist() == pytest.approx([x / 100 for x in SHARES])
    assert table.rows["population"].tolist() == list(PEOPLE)
    assert table.rows["answers"].eq(1000).all()
    assert table.groups == 5
    assert not table.has_limits
    assert not table.is_illustrative


@pytest.mark.parametrize("written", ["32.5%", " 32.5 ", "32.5 %", "3.25E1"])
def test_numbers_are_read_however_they_are_written(written):
    content = text().replace("32.0", written)
    assert read_pasted(content).rows["value"].iloc[0] == pytest.approx(0.325)


def test_cell_that_is_no_number_is_named():
    words = said(text().replace("32.0", "much"))
    assert "1 of 5 rows: the 'value' column has no number" in words
    assert "group '1' in row 2, which is 'much', not a number" in words


def test_decimal_sign_is_decided_by_the_whole_column_or_asked():
    everywhere = read_pasted(text().replace(".", ","))
    assert everywhere.rows["value"].tolist() == read_pasted(text()).rows["value"].tolist()
    mixed = text().replace("32.0", "32,5")
    with pytest.raises(UnansweredError, match="can be read in two ways") as caught:
        read_pasted(mixed)
    (decision,) = caught.value.decisions
    assert set(decision.options) == {"point", "comma"}


def test_proportions_are_known_by_their_size_unless_written_as_per_cent():
    halves = text([0.32, 0.28, 0.25, 0.22, 0.19])
    table = read_pasted(halves)
    assert table.rows["value"].iloc[0] == 0.32
    assert any("proportions" in note for note in table.notes)
    with_sign = text(["0.9%", "0.8%", "0.7%", "0.6%", "0.5%"])
    assert read_pasted(with_sign).rows["value"].iloc[0] == pytest.approx(0.009)


def test_workbook_and_csv_give_the_same_table():
    rows = [line.split("\t") for line in text().splitlines()]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Cover").write(0, 0, "About this file")
        sheet = book.add_worksheet("Data")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell if at == 0 else float(cell))
    from_book = read_group_table("a.xlsx", file.getvalue())
    from_csv = read_group_table("a.csv", text().replace("\t", ",").encode())
    assert from_book.rows.drop(columns="label").equals(from_csv.rows.drop(columns="label"))
    assert any("worksheet 'Data'" in note for note in from_book.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("\t25.0", "\t*"), "1 of 5 rows: the 'value' column has no number, first group"
         " '3' in row 4, which is '*', not a number"),
        (("\t25.0", "\t"), "which is empty"),
        (("220", "x"), "the 'population' column has no number"),
        (("group", "name"), "has no column for group"),
        (("value", "size"), "has no column for value"),
        (("population\tn", "a\tb"), "no column for population or sample"),
        (("population\tn", "value\tn"), "has 2 columns for the value: 'value', "
         "'value'"),
        (("\n3\t", "\n2\t"), "2 of 5 rows: more than one row for a group, first group "
         "'2' in row 3"),
        (("\n3\t", "\nthe third\t"), "1 of 5 rows: the group is not one of 1 to 5"),
        (("\n3\t", "\n0\t"), "1 of 5 rows: the group is not one of 1 to 5"),
        (("\n2\t", "\n6\t"), "does not have 1 of 6 groups, first 2"),
        (("group", "decile"), "does not have 5 of 10 groups, first 6, 7, 8"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_a_sentence(change, words):
    assert words in said(text().replace(*change, 1))


def test_empty_and_foreign_text_are_refused_with_what_to_bring():
    for content in ("  \n", "Dear colleague"):
        assert "group (1 is the most deprived), population or sample" in said(content)


def test_four_groups_are_too_few():
    lines = text().splitlines()[:-1]
    assert "There are 4 groups" in said("\n".join(lines))


def test_rows_about_everybody_are_left_out_and_counted():
    table = read_pasted(text() + "\nEngland\t1100\t5000\t25\n\t1100\t5000\t25")
    assert table.groups == 5
    assert any(note.startswith("2 of 7 rows") for note in table.notes)


def test_file_of_fingertips_is_read_by_its_headings_and_names():
    lines = [
        "Area Name,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,"
        "Lower CI 99.8 limit,Count,Denominator",
        "England,,2022/23,22,21,23,20,1,1",
    ]
    for period in ("2022/23", "2021/22"):
        for at, name in enumerate(FINGERTIPS[::-1]):
            share = 20 + at
            lines.append(f"England,{name},{period},{share},{share - 1},{share + 1},0,9,100")
    table = read_group_table("f.csv", "\n".join(lines).encode())
    assert table.periods == ("2021/22", "2022/23")
    assert table.has_limits
    first = table.of("2021/22")
    assert first["label"].tolist() == list(FINGERTIPS)
    assert first["value"].iloc[0] == pytest.approx(0.29)
    assert first["low"].iloc[0] == pytest.approx(0.28)
    assert any("not used: 'Area Name'" in note for note in table.notes)


@pytest.mark.parametrize(
    ("labels", "heading", "positions", "words"),
    [
        (FINGERTIPS, "", tuple(range(1, 11)), "by their names"),
        (("Most deprived quintile", "Second most deprived quintile", "Middle quintile",
          "Second least deprived quintile", "Least deprived quintile"), "",
         (1, 2, 3, 4, 5), "by their names"),
        (("Most deprived fifth", "2nd most deprived fifth", "Middle fifth",
          "2nd least deprived fifth", "Least deprived fifth"), "", (1, 2, 3, 4, 5),
         "by their names"),
        (("1 (most deprived)", "2", "3"), "", (1, 2, 3), "named as the most deprived"),
        (("1", "2", "3"), "", (1, 2, 3), "took group 1 as the most deprived"),
        (("1 - least deprived", "2", "3"), "", (3, 2, 1), "reversed the order"),
        (("1", "2", "5 (most deprived)"), "quintile", (5, 4, 1), "reversed the order"),
        (("IMD2019 decile 1", "IMD 2019 decile 10"), "", (1, 10), "took group 1 as"),
        (("Most deprived 20%", "1-2", "nonsense", "3"), "", (None, None, None, 3), ""),
    ],
)  # fmt: skip
def test_groups_are_put_in_order_by_number_or_name(labels, heading, positions, words):
    found = ordered(labels, heading)
    assert found.positions == positions
    assert words in found.said


def test_order_of_the_rows_is_of_no_matter():
    lines = text().splitlines()
    turned = "\n".join([lines[0], *lines[:0:-1]])
    assert finding(gap(turned)) == finding(gap())


def test_numbers_from_the_least_deprived_give_the_same_finding():
    turned = text()
    for at in range(1, 6):
        turned = turned.replace(f"\n{at}\t", f"\n<{6 - at}>\t")
    turned = turned.replace("<1>", "1 (least deprived)")
    turned = turned.replace("<", "").replace(">", "")
    assert finding(gap(turned)) == finding(gap())


def test_finding_says_the_points_and_their_interval():
    found = gap()
    points = found.last.gap
    assert points.slope_index == pytest.approx(15.8182, abs=1e-4)
    assert finding(found) == (
        f"Adults inactive: 15.8 percentage points higher among the most deprived than the least "
        f"deprived (95% CI {points.slope_low:.1f} to {points.slope_high:.1f})"
    )
    assert ratio_words(found).startswith("The share among the most deprived is 1.90 times (")


def test_share_that_is_higher_among_the_least_deprived_is_called_lower():
    found = gap(text(SHARES[::-1]), replace(TOLD, measure="Adults active"))
    assert "lower among the most deprived than the least deprived" in finding(found)
    assert headlines(found)[0].value.startswith("+")
    assert "−" not in finding(found)


def test_gap_that_may_be_chance_is_not_called_one():
    found = gap(text([26, 25, 26, 25, 25], answers=100))
    assert "no clear difference" in finding(found)


def test_without_limits_and_answers_chance_is_not_ruled_out():
    found = gap(text().replace("\tn\t", "\tignored\t"))
    assert finding(found).endswith("(not tested, no confidence interval)")
    assert headlines(found)[0].note == "no confidence interval"
    assert limits_words(found).endswith("responses to your table.")
    assert "simulations" not in method_words(found)
    assert "low" not in found.last.groups


def test_slope_is_negative_as_ohid_writes_it():
    slope, relative = headlines(gap())
    assert slope.value == "−15.8 points"
    assert slope.note.startswith("95% confidence interval −")
    assert relative.value == "0.53"


def test_limits_come_from_answers_only_where_none_are_given():
    assert limits_words(gap()).endswith("too narrow.")
    lines = [
        "\t".join((line, *(("lower", "upper") if at == 0 else ("10", "60"))))
        for at, line in enumerate(text().splitlines())
    ]
    found = gap("\n".join(lines))
    assert limits_words(found) == ""
    assert found.last.groups["low"].eq(0.1).all()


def test_groups_that_stray_from_the_line_are_counted():
    assert fit_words(gap()) == ""
    bent = gap(text([40, 20, 20, 20, 40], answers=5000))
    assert "off the line" in fit_words(bent)
    assert fit_words(bent) in gap_statement(bent, "p").caveats


def test_fault_in_a_figure_names_the_group_as_the_reader_called_it():
    with pytest.raises(InsightError, match=r"1 of 5 rows.*share.*first 132 in row 2"):
        read_pasted(text([132, 28, 25, 22, 19]))
    table = read_pasted(text([0, 28, 25, 22, 19]).replace("\n1\t", "\n1 most deprived\t"))
    with pytest.raises(InequalityError, match="first '1 most deprived'"):
        gap_of(table, TOLD, table.periods)


FLAT = (27.0, 26.0, 25.0, 24.0, 23.0)


@pytest.mark.parametrize(
    ("earlier", "later", "words", "relative"),
    [
        (SHARES, FLAT, "The gap narrowed between 2021-22 and 2023-24, by ",
         "so the relative gap narrowed."),
        (FLAT, SHARES, "The gap widened between 2021-22 and 2023-24, by ",
         "so the relative gap widened."),
        (SHARES, SHARES, "There is no clear change in the gap",
         "which is no clear change."),
        (SHARES, SHARES[::-1], "The gap reversed", "so it reversed."),
        # Both shares halve: fewer points, and the same ratio.
        (SHARES, tuple(x / 2 for x in SHARES), "The gap narrowed", "no clear change."),
    ],
)  # fmt: skip
def test_change_is_said_only_where_the_interval_bears_it(earlier, later, words, relative):
    slope, ratio = change_words(gap(two(earlier, later)))
    assert slope.startswith(words)
    assert ratio.endswith(relative)


def test_periods_are_in_order_of_time_and_one_alone_has_no_change():
    table = read_pasted(two(SHARES, FLAT))
    assert table.periods == ("2021-22", "2023-24")
    one = gap_of(table, TOLD, table.periods[-1:])
    assert change_words(one) == ()
    assert "in 2023-24" in finding(one)
    both = gap_of(table, TOLD, table.periods)
    assert one.last.index.slope_low == both.last.index.slope_low
    drawn = [found.index.slope_draws for found in both.periods]
    assert abs(np.corrcoef(drawn)[0, 1]) < 0.05


def test_change_without_intervals_is_not_judged():
    bare = two(SHARES, FLAT).replace("\tn\t", "\tignored\t")
    (words,) = change_words(gap(bare))
    assert words.startswith("We cannot say whether the gap changed")


def test_period_of_a_merged_cell_counts_for_the_rows_beneath():
    lines = two(SHARES, FLAT).splitlines()
    kept = (1, 6)
    merged = [
        line if at in kept or at == 0 else line.rsplit("\t", 1)[0] + "\t"
        for at, line in enumerate(lines)
    ]
    table = read_pasted("\n".join(merged))
    assert table.periods == ("2021-22", "2023-24")
    assert any("use the period above" in note for note in table.notes)


def test_figure_shows_the_table_and_the_line():
    found = gap()
    line, dots = gradient_figure(gradient_chart(found), palette_for("light")).data
    assert list(dots.y) == pytest.approx(SHARES)
    assert list(dots.x) == pytest.approx((np.cumsum(PEOPLE) - np.array(PEOPLE) / 2) / sum(PEOPLE))
    assert list(dots.error_y.array) == pytest.approx(
        100 * (found.last.groups["high"] - found.last.groups["value"])
    )
    assert line.y[0] - line.y[-1] == pytest.approx(found.last.gap.slope_index)
    assert (line.x[0], line.x[-1]) == (0, 1)


def test_two_periods_differ_in_more_than_colour():
    plot = gradient_figure(gradient_chart(gap(two(SHARES, FLAT))), palette_for("dark"))
    dots = [trace for trace in plot.data if "markers" in trace.mode]
    lines = [trace for trace in plot.data if "lines" in trace.mode]
    assert len({trace.marker.symbol for trace in dots}) == 2
    assert len({trace.line.dash for trace in lines}) == 2
    assert not set(dots[0].x) & set(dots[1].x)


def pdf_text(content: bytes) -> str:
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("size", Size)
def test_sheet_has_all_a_reader_needs(size):
    found = gap(told=TableDescription("Adults <b> $x$ and $y$", "England", "Example publisher"))
    item = gap_statement(found, "p1").item(LINK)
    words = pdf_text(item.draw(size, Format.PDF))
    whole = ("(SII) −15.8 percentage points", "(RII) 0.53", "not included in the link")
    for part in (
        "15.8 percentage points", "5 groups, England", "most deprived",
        "least deprived", "95% confidence intervals",
        "32.0%",
        "Source: Example publisher, uploaded by the reader (Pasted table)",
        "Partnership record", "Data version p1", LINK.address,
        *(whole if size is Size.FULL else ()),
    ):  # fmt: skip
        assert part in words
    assert "EXAMPLE DATA" not in words


def test_same_table_gives_the_same_bytes():
    one, other = (gap_statement(gap(), "p").item(LINK).draw(Size.HALF, Format.PNG)
                  for _ in range(2))  # fmt: skip
    assert one == other


def test_sheet_of_two_periods_says_whether_the_gap_narrowed():
    item = gap_statement(gap(two(SHARES, FLAT)), "p").item(LINK)
    words = pdf_text(item.draw(Size.FULL, Format.PDF))
    assert "The gap narrowed between 2021-22 and 2023-24" in words
    assert "2021-22: line" in words
    assert "2023-24: line" in words
    assert len(item.table.rows) == 10
    assert item.table.headings[:2] == ("Period", "Group")


def test_twenty_groups_can_be_drawn():
    rows = "\n".join(f"{at},{1000},500,{50 - at}" for at in range(1, 21))
    item = gap_statement(gap(f"group,population,n,value\n{rows}"), "p").item(LINK)
    assert len(item.table.rows) == 20
    for size in Size:
        assert "20" in pdf_text(item.draw(size, Format.PDF))


def test_table_has_the_line_beside_the_shares():
    rows = gap_statement(gap(), "p").table.rows
    assert rows["group"].tolist()[::4] == ["1 (most deprived)", "5 (least deprived)"]
    assert rows["people"].sum() == pytest.approx(100)
    assert rows["value"].tolist() == pytest.approx(SHARES)


def test_download_has_results_in_every_row_and_reads_back():
    found = gap(two(SHARES, FLAT), TableDescription("=1+1", "+x", "@y"))
    content = gap_download(found, "p1").content()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 10
    assert {row["provenance"] for row in rows} == {"record"}
    assert all(float(row["sii_points"]) < 0 for row in rows)
    assert all(row["change"].startswith("The gap narrowed") for row in rows)
    assert rows[0]["measure"] == "'=1+1"
    assert rows[0]["area_name"] == "'+x"
    again = read_group_table("inequality.csv", content)
    back = gap_of(again, TOLD, again.periods).last.index
    assert back.slope_index == pytest.approx(found.last.index.slope_index, abs=1e-5)
    assert back.slope_low == pytest.approx(found.last.index.slope_low, abs=1e-4)


def test_example_is_marked_wherever_it_goes():
    found = gap(EXAMPLE)
    assert found.table.is_illustrative
    assert len(found.periods) == 2
    plot = gradient_figure(gradient_chart(found), palette_for("light"))
    assert any(note.text == "EXAMPLE DATA" for note in plot.layout.annotations)
    item = gap_statement(found, "p").item(LINK)
    assert "EXAMPLE DATA" in pdf_text(item.draw(Size.HALF, Format.PDF))
    assert "not real" in item.words.source
    back = read_group_table("a.csv", gap_download(found, "p").content())
    assert back.is_illustrative


def test_every_indicator_of_the_app_is_refused_with_a_reason_and_a_way(pack):
    shelves = refused_shelves(pack)
    assert sum(len(shelf.labels) for shelf in shelves) == len(INDICATORS)
    groups = {each.group for each in INDICATORS.values()}
    assert {shelf.group for shelf in shelves} == groups
    for shelf in shelves:
        assert "; ".join(shelf.labels) in shelf.words
        for way in shelf.ways:
            one = INDICATORS[way.choices["indicator"]]
            assert way.page in PAGES
            assert one.group is shelf.group
            assert way.choices["level"] in {level.value for level in one.statistics}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("estinactive", "measure its own inputs"),
        ("inactive", "surveyed by district"),
        ("children", "surveyed by district"),
        ("imd", "deprivation with itself"),
        ("people", "not an outcome"),
    ],
)
def test_refusal_fits_the_kind_of_figure(key, words, pack):
    label = INDICATORS[key].label
    (found,) = [each for each in refused_shelves(pack) if label in each.labels]
    assert words in found.words
