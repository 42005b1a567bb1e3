"""Places side by side: figures, answers, and what is made of them."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from insight.analysis.compared_place import (
    WHOLE,
    Compared,
    PlaceKind,
    in_order,
    likely_places,
    place_of,
)
from insight.analysis.maps.indicator import map_legend
from insight.analysis.measurement import Choice, measure, periods
from insight.analysis.small_areas import Basis, small_areas
from insight.figures.comparison import Answer, ComparedFigure
from insight.figures.palette import palette_for
from insight.figures.screen.charts import bars, dots
from insight.figures.screen.multiples import multiples
from insight.figures.sheet import rug as rug_sheet
from insight.figures.sheet.sheet import Format, Size
from insight.pack.catalogue import INDICATORS, NATIONAL_LSOAS_2025, RATES, Level, Provenance, Scale
from insight.pack.pack import open_pack
from insight.pages.compare.findings import Against, _answer, side_by_side
from insight.pages.compare.maps import locality_maps, maps_statement
from insight.pages.compare.measures import measures
from insight.pages.compare.one_measure import (
    bar_chart,
    bar_statement,
    spread_chart,
    spread_finding,
    spread_statement,
)
from insight.pages.compare.side_by_side import (
    comparison_download,
    comparison_statement,
    comparison_table,
    finding,
    wide_text,
)
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/compare", date(2026, 11, 23))
LEICESTER, CHARNWOOD, RUTLAND = "E06000016", "E07000130", "E06000017"
MOST_DEPRIVED = "E01013726"


@pytest.fixture(scope="module")
def areas(pack, known):
    return small_areas(pack, known, Basis())


@pytest.fixture(scope="module")
def compare(pack, known, areas):
    """A function that compares places, each set of them once for all tests."""

    @cache
    def made(*keys, against=Against.AREA, more=()):
        found = [place_of(known, key, "LLR") for key in keys]
        places = in_order([*(each for each in found if each), *more])
        return side_by_side(pack, known, areas, places, against)

    return made


def reading(found, key, place):
    at = [each.key for each in found.places].index(place)
    return found.line(key).readings[at]


@pytest.mark.parametrize(
    ("value", "low", "high", "comparator", "answer"),
    [
        (30, 25, 35, 24.9, Answer.HIGHER),
        (30, 25, 35, 25, Answer.ALIKE),
        (30, 25, 35, 35, Answer.ALIKE),
        (30, 25, 35, 35.1, Answer.LOWER),
        (30, None, None, 29, Answer.ABOVE),
        (30, None, None, 31, Answer.BELOW),
        (30.04, None, None, 29.96, Answer.SAME),
        (30, 25, 35, None, Answer.NONE),
        (float("nan"), None, None, 30, Answer.NONE),
    ],
)
def test_answer_asks_the_interval_and_says_when_there_is_none(value, low, high, comparator, answer):
    assert _answer(value, low, high, comparator, 1) is answer


def test_average_positions_are_the_publishers_average_ranks(compare):
    found = compare(WHOLE, LEICESTER, RUTLAND)
    # Average ranks of File 10 and File 14, from the most deprived down.
    for place, rank in ((WHOLE, 15613.85), (LEICESTER, 25204.55), (RUTLAND, 8552.38)):
        share = 100 * (rank - 1) / NATIONAL_LSOAS_2025
        assert reading(found, "imd", place).value == pytest.approx(share, abs=0.01)


def test_localities_have_their_own_survey_and_smaller_places_its_estimate(compare, areas):
    found = compare(LEICESTER, MOST_DEPRIVED)
    surveyed = reading(found, "inactive", LEICESTER)
    estimated = reading(found, "inactive", MOST_DEPRIVED)
    assert surveyed.value == pytest.approx(100 * areas.districts.at[LEICESTER, "inactive"])
    assert estimated.value == pytest.approx(100 * areas.shares.at[MOST_DEPRIVED, "inactive"])
    assert (surveyed.decimals, estimated.decimals) == (1, 0)
    assert estimated.high - estimated.low > surveyed.high - surveyed.low


def test_the_whole_is_known_better_than_any_of_its_parts(compare, known):
    codes = [str(code) for code in known.levels[Level.LOCALITY].index]
    found = compare(WHOLE, *codes)
    widths = {
        place.key: each.high - each.low
        for place, each in zip(found.places, found.line("inactive").readings, strict=True)
    }
    assert widths[WHOLE] < min(widths[code] for code in codes)
    assert reading(found, "inactive", WHOLE).answer is Answer.ITSELF


def test_a_place_of_one_whole_locality_has_the_figures_of_that_locality(compare, known):
    members = tuple(known.district_of.index[known.district_of.eq(RUTLAND)])
    mine = Compared("n" * 10, "All of it", PlaceKind.NEIGHBOURHOOD, members)
    found = compare(RUTLAND, more=(mine,))
    for line in found.lines:
        one, other = line.readings
        if line.measure.key not in ("children", "inactive", "active"):
            assert one.value == pytest.approx(other.value)
    # Benchmarked: its LSOAs add up to its survey; only the interval is wider.
    one, other = found.line("inactive").readings
    assert one.value == pytest.approx(other.value)


def test_children_are_compared_by_the_publisher_with_england_alone(compare):
    found = compare(RUTLAND, MOST_DEPRIVED, against=Against.ENGLAND)
    assert reading(found, "children", RUTLAND).answer is Answer.LOWER
    assert reading(found, "children", MOST_DEPRIVED).value is None
    against_area = compare(RUTLAND, MOST_DEPRIVED)
    assert reading(against_area, "children", RUTLAND).answer is Answer.NONE


def test_england_has_what_a_ranking_gives_it_and_no_ages(compare):
    found = compare(LEICESTER, against=Against.ENGLAND)
    assert (found.line("imd").against, found.line("deprived").against) == (50, 20)
    assert found.line("old").against is None
    assert reading(found, "old", LEICESTER).answer is Answer.NONE


def test_rates_are_those_of_the_map_and_england_has_none(compare, pack, known):
    found = compare(LEICESTER, "E07000129")
    for key in RATES:
        one = INDICATORS[key]
        choice = Choice(one, Level.LOCALITY, one.statistics[Level.LOCALITY][0],
                        Scale.AREA, "2025")  # fmt: skip
        mapped = measure(pack, known, choice).values
        for place in (LEICESTER, "E07000129"):
            assert reading(found, key, place).value == pytest.approx(mapped[place])
        assert reading(found, key, LEICESTER).answer is Answer.ABOVE
    assert "6 of 634 areas" in found.line("childpoverty").measure.note
    assert "LSOAs" not in found.line("incomerate").measure.note
    england = compare(LEICESTER, against=Against.ENGLAND)
    assert england.line("childpoverty").against is None
    assert england.line("adultskills").against == 50


def test_a_place_without_a_rate_has_no_figure(compare):
    found = compare("E01032600")
    assert reading(found, "childpoverty", "E01032600").value is None
    assert reading(found, "incomerate", "E01032600").value == pytest.approx(13.8)


def test_likely_places_begin_with_those_that_are_looked_at(areas):
    found = likely_places(areas, (RUTLAND,))
    assert found[:2] == (RUTLAND, LEICESTER)
    assert len(found) == len(set(found)) == 6


def test_unknown_code_is_no_place(known):
    assert place_of(known, "E09000001", "LLR") is None


def test_finding_begins_with_the_district_that_was_chosen_and_names_it(pack, known, areas):
    codes = (*known.levels[Level.LOCALITY].index[:6],)
    places = [place_of(known, str(code), "LLR") for code in codes]
    chosen = [replace(each, is_chosen=each.key == CHARNWOOD) for each in places]
    ordered = in_order(chosen)
    assert ordered[0].key == CHARNWOOD
    said = finding(side_by_side(pack, known, areas, ordered, Against.AREA))
    first = said.split(" in ")[1]
    assert first.startswith("Charnwood")
    assert "Charnwood" not in finding(side_by_side(pack, known, areas, places, Against.AREA))


def test_finding_names_two_and_counts_more(compare):
    assert finding(compare(LEICESTER, RUTLAND)) == (
        "Inactivity is higher than LLR in Leicester and lower in Rutland"
    )
    assert "lower in 3 places" in finding(compare(RUTLAND, CHARNWOOD, "E07000134", LEICESTER))


def test_finding_of_one_measure(compare):
    found = compare(LEICESTER, RUTLAND)
    assert spread_finding(found, "inactive") == (
        "Adults inactive: 1 place higher than LLR and 1 place lower"
    )
    assert "highest in Leicester (75%), lowest in Rutland (25%)" in spread_finding(found, "imd")
    assert "no figure" in spread_finding(compare(MOST_DEPRIVED), "children")


def test_copied_text_is_a_rectangle_without_formulas(compare):
    members = (MOST_DEPRIVED,)
    bad = Compared("n" * 10, "=1+1\t\nx", PlaceKind.NEIGHBOURHOOD, members)
    lines = wide_text(compare(LEICESTER, more=(bad,))).split("\n")
    assert len(lines) == 1 + len(measures(open_pack()))
    assert {line.count("\t") for line in lines} == {2 + 4 * 2}
    assert "'=1+1 x" in lines[0]
    first = lines[1].split("\t")
    assert float(first[3]) == pytest.approx(29.3, abs=0.05)


def test_table_and_file_have_every_figure_and_say_where_from(compare):
    found = compare(LEICESTER, RUTLAND)
    table = comparison_table(found)
    assert len(table.rows) == 2 * len(measures(open_pack()))
    text = comparison_download(found).content().decode("utf-8-sig")
    assert found.provided().pack_version in text
    assert "Open Government Licence" in text


def test_rug_on_paper_holds_every_answer_and_is_the_same_twice(compare):
    bad = Compared("n" * 10, "A <b>$ & name " + "long " * 12, PlaceKind.NEIGHBOURHOOD,
                   (MOST_DEPRIVED,))  # fmt: skip
    said = comparison_statement(compare(LEICESTER, RUTLAND, more=(bad,)))
    item, rows = said.item(LINK), said.table.texts
    content = item.draw(Size.FULL, Format.PDF)
    text = pdf_text(content)
    assert content == item.draw(Size.FULL, Format.PDF)
    for said in ("Leicester", "29.3%", "higher", "A <b>$ &", "Open Government", LINK.address):
        assert said in text
    assert len(rows) == len(measures(open_pack()))
    assert "Child poverty (IDACI)" in text
    # A sheet has no room for them; the table behind it has.
    assert "Adult skills" not in text
    assert "Adult skills" in {row[0] for row in rows}
    assert "29.3% (27.0–31.6, higher)" in rows[0]


@pytest.mark.parametrize("key", [each.key for each in measures(open_pack())])
def test_one_measure_is_drawn_for_screen_and_paper(compare, known, key):
    found = compare(WHOLE, LEICESTER, RUTLAND, MOST_DEPRIVED)
    codes = [str(code) for code in known.levels[Level.LOCALITY].index]
    localities = compare(*codes)
    palette = palette_for("light")
    shown = list(bars(bar_chart(found, localities, key), palette).data[0].x)
    assert shown == sorted(shown, reverse=True)
    marked = sum(len(trace.x) for trace in dots(spread_chart(found, key), palette).data)
    order = bar_statement(found, localities, key)
    assert len(order.table.rows) == 9
    names = list(spread_statement(found, key).table.rows["name"])
    assert marked == len(names)
    # What the places are held against is the line, and no row.
    assert not ("LLR" in names and found.line(key).against is not None)
    text = pdf_text(order.item(LINK).draw(Size.HALF, Format.PDF))
    assert "districts in order" in text


def test_one_measure_without_a_figure_is_an_empty_frame_that_says_so(compare):
    found = compare(MOST_DEPRIVED)
    said = spread_statement(found, "children")
    assert "No figures for these places" in pdf_text(said.item(LINK).draw(Size.HALF, Format.PDF))
    assert not dots(spread_chart(found, "children"), palette_for("dark")).data
    assert "no figure" in said.title


def test_sources_and_class_are_those_of_the_measure_that_is_shown(compare):
    found = compare(LEICESTER, RUTLAND)
    assert found.provided("imd").provenance is Provenance.OFFICIAL
    assert {each.table for each in found.provided("imd").sources} == {"deprivation", "population"}
    assert found.provided("inactive").provenance is Provenance.MODELLED
    assert found.provided().provenance is Provenance.MODELLED


def lsoa_choice(pack, key="imd", scale=Scale.ENGLAND):
    one = INDICATORS[key]
    statistic = next(s for s in one.statistics[Level.LSOA] if not s.is_count)
    return Choice(one, Level.LSOA, statistic, scale, periods(pack, one)[0])


def test_small_maps_have_the_same_classes_and_every_area_once(pack, known):
    found, palette = locality_maps(pack, known, lsoa_choice(pack)), palette_for("light")
    plot = multiples(
        found.chart,
        "/lsoa",
        map_legend(found.measurement, palette),
        found.caption,
        palette=palette,
        height=600,
    )
    maps = [trace for trace in plot.data if trace.type == "choropleth"]
    assert len(maps) == 9
    assert {trace.coloraxis for trace in maps} == {"coloraxis"}
    assert sum(len(trace.locations) for trace in maps) == len(known.district_of)
    assert found.finding == (
        "111 areas are in England’s most deprived 20%, with 101 in Leicester and none in 4 "
        "districts"
    )


def test_small_maps_on_paper_add_up(pack, known):
    item = maps_statement(
        locality_maps(pack, known, lsoa_choice(pack, "estinactive", Scale.AREA))
    ).item(LINK)
    counted = sum(int(cell) for row in item.table.texts for cell in row[1:])
    assert counted == len(known.district_of)
    text = pdf_text(item.draw(Size.WIDE, Format.PDF))
    for said in ("Harborough", "km", "Modelled estimate", "634 small areas (LSOAs)"):
        assert said in text


def test_every_answer_has_words_and_a_part_is_never_written_as_all():
    assert [each for each in Answer if not each] == [Answer.NONE]
    assert {each for each in Answer if each.is_tested} == {
        Answer.HIGHER,
        Answer.LOWER,
        Answer.ALIKE,
    }
    assert ComparedFigure(99.8, None, None, Answer.ABOVE, 0).text == "over 99%"


@pytest.mark.parametrize("size", Size)
def test_no_cell_of_the_rug_is_printed_over_another(compare, monkeypatch, size):
    drawn, whole = [], rug_sheet.rendered

    def noted(made, *rest):
        drawn.append(made.figure)
        return whole(made, *rest)

    monkeypatch.setattr(rug_sheet, "rendered", noted)
    found = compare(LEICESTER, CHARNWOOD, RUTLAND, "E07000129", "E07000133", "E07000135")
    comparison_statement(found).item(LINK).draw(size, Format.PNG)
    (figure,) = drawn
    renderer = figure.canvas.get_renderer()
    sheet = figure.get_window_extent(renderer)
    texts = [each for axes in figure.axes for each in axes.texts if each.get_text()]
    boxes = [each.get_window_extent(renderer) for each in texts]
    assert len(boxes) > 100
    for at, box in enumerate(boxes):
        assert box.x0 >= sheet.x0
        assert box.x1 <= sheet.x1
        for other in boxes[at + 1 :]:
            wide = min(box.x1, other.x1) - max(box.x0, other.x0)
            high = min(box.y1, other.y1) - max(box.y0, other.y0)
            # Lines of a cell may come as near as lines of one text do.
            assert wide <= 0 or high <= 0.3 * min(box.height, other.height)
