"""The figures of targeting on paper: complete, legible in grey, true to the list."""

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from insight.analysis.ranking import RankingChange, Wish, certainty, ranking
from insight.analysis.suggested import picked_by, suggestions
from insight.analysis.targeting import Targeting
from insight.figures.bivariate import Axis, BivariateKey
from insight.figures.ranks import RankChart
from insight.figures.sheet.bivariate import (
    HATCHES,
    Closer,
    PaperNeeds,
    needs_ramp,
    paper_bivariate,
    window_of,
)
from insight.figures.sheet.lettering import MM_PER_INCH
from insight.figures.sheet.maps import PaperLayer
from insight.figures.sheet.ranks import MOST_ROWS, paper_ranks
from insight.figures.sheet.sheet import Format, Size
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds
from insight.measures.need import HIGH
from insight.measures.reach import Reach
from insight.measures.uncertainty import SimulationSettings
from insight.pack.catalogue import Level, Provenance
from insight.pack.pack import said_version
from insight.pages.targeting.certainty import how_sure, listed_areas, what_would_change
from insight.pages.targeting.neighbourhoods import neighbourhood_list
from insight.pages.targeting.steps import activity_need, least_active, social_need, where_both_meet
from insight.statement import Item, PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/targeting?step=both", date(2026, 11, 23))
LEICESTER, RUTLAND, CHARNWOOD = "E06000016", "E06000017", "E07000130"
LONG = "The neighbourhood of Upper and Lower Somewhere by the River $x$ <b>"
EDGE_MM = 2
"""Of paper round a sheet that nothing may touch."""
DOTS_PER_MM = 300 / MM_PER_INCH


@pytest.fixture(scope="module")
def made(pack, known):
    kept = {}

    def make(**wish) -> Targeting:
        key = repr(wish)
        if key not in kept:
            found = ranking(pack, known, Wish(**wish))
            kept[key] = Targeting(pack, known, found)
        return kept[key]

    return make


@pytest.fixture(scope="module")
def sure_of():
    kept = {}

    def make(view: Targeting):
        if id(view) not in kept:
            kept[id(view)] = certainty(view.found, SimulationSettings(draws=200))
        return kept[id(view)]

    return make


@pytest.fixture(scope="module")
def suggested(pack, known, sure_of):
    touching = links(known.levels[Level.LSOA], within=known.district_of)

    def make(view: Targeting):
        picked = picked_by(pack, known, touching, view.found, bounds=Bounds(), count=10)
        found = suggestions(view, picked, sure_of(view))
        return neighbourhood_list(view, found)

    return make


@pytest.fixture(scope="module")
def items(made, sure_of, suggested):
    """One sheet of each kind."""
    view, quota = made(), made(reach=Reach.QUOTA)
    changes = (RankingChange("IMD 2019 instead of 2025", 8, 30), RankingChange(LONG, 0, 30))
    findings = {
        "dots": least_active(view),
        "activity": activity_need(view, selected="E01013726"),
        "social": social_need(made(districts=(RUTLAND,))),
        "both": where_both_meet(view, selected="E01013726"),
        "list": suggested(view),
        "quota": suggested(quota),
        "areas": listed_areas(quota, sure_of(quota)),
        "sure": how_sure(view, sure_of(view)),
        "change": what_would_change(view, changes),
    }
    return {kind: item_of(each) for kind, each in findings.items()}


def item_of(finding) -> Item:
    return finding.statement.item(LINK)


def rows_of(item) -> list[dict[str, str]]:
    headings, rows = item.table.headings, item.table.texts
    return [dict(zip(headings, row, strict=True)) for row in rows]


KINDS = ("dots", "activity", "social", "both", "list", "quota", "areas", "sure",
         "change")  # fmt: skip


def bare(text: str) -> str:
    """Without spaces: lines are broken anywhere."""
    return "".join(text.split())


def svg_lines(content: bytes) -> list[str]:
    """What is drawn as outlines stands beside them as comments."""
    found = re.findall(r"<!--(.*?)-->", content.decode(), flags=re.DOTALL)
    return [unescape(line.strip()) for each in found for line in each.splitlines()]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_has_its_words_inside(items, pack, kind, size):
    words = items[kind].words
    text = bare(pdf_text(items[kind].draw(size, Format.PDF)))
    every = (words.subtitle, words.caveat, f"Source: {words.source}", words.licence, LINK.address)
    for said in (
        words.title, Provenance(words.provenance).label, said_version(pack.version),
        "Made on 23 November 2026", *(every if size is Size.FULL else ()),
    ):  # fmt: skip
        assert bare(said) in text


@pytest.mark.parametrize(
    ("kind", "form"),
    [*((kind, Format.PDF) for kind in KINDS), ("quota", Format.PNG),
     ("quota", Format.SVG)],
)  # fmt: skip
def test_every_sheet_is_the_same_twice(items, kind, form):
    draw = items[kind].draw
    assert draw(Size.HALF, form) == draw(Size.HALF, form)


def touches_an_edge(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        ink = np.asarray(picture.convert("L")) < 250
    edge = int(EDGE_MM * DOTS_PER_MM)
    return bool(
        ink[:edge].any() or ink[-edge:].any()
        or ink[:, :edge].any() or ink[:, -edge:].any()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "size"),
    [*((kind, Size.HALF) for kind in KINDS), ("quota", Size.WIDE),
     ("quota", Size.FULL), ("sure", Size.WIDE)],
)  # fmt: skip
def test_nothing_touches_the_edge(items, kind, size):
    assert not touches_an_edge(items[kind].draw(size, Format.PNG))


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_a_cell_under_each_heading(items, kind):
    headings, rows = items[kind].table.headings, items[kind].table.texts
    assert rows
    assert {len(row) for row in rows} == {len(headings)}
    assert all(isinstance(cell, str) for row in rows for cell in row)


def test_modelled_sheets_say_so_and_surveyed_ones_do_not(items):
    classes = {kind: items[kind].words.provenance for kind in KINDS}
    assert {kind for kind, each in classes.items() if each == "official"} == {
        "dots", "social",
    }  # fmt: skip
    assert set(classes.values()) == {"official", "modelled"}


def test_estimates_and_circularity_are_in_the_caveat_of_each_list(items):
    for kind in ("activity", "both", "list", "quota", "areas", "sure"):
        caveat = items[kind].words.caveat
        assert "partly from deprivation" in caveat
        assert "correlation 0.52" in caveat


@pytest.mark.parametrize("size", Size)
def test_legend_of_both_needs_has_nine_counts_and_the_words_of_both_axes(items, made, size):
    rows = made().rows
    lines = svg_lines(items["both"].draw(size, Format.SVG))
    counted = [
        str(int(((rows["activity_class"] == up) & (rows["deprivation_class"] == on))
                .sum()))
        for up in range(3) for on in range(3)
    ]  # fmt: skip
    assert sum(int(each) for each in counted) == 634
    for count in counted:
        assert lines.count(count) >= counted.count(count)
    for said in ("More inactive →", "More deprived →", "lower", "similar", "higher",
                 "3–5", "1–2", "6–10", "N"):  # fmt: skip
        assert said in lines
    assert {"10 km", "2 km", "Leicester, enlarged"} <= set(lines)


def test_grey_tells_all_nine_classes_apart():
    ramp = needs_ramp()

    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert len(ramp.colours) == len(HATCHES) == 9
    for one, other in combinations(range(9), 2):
        apart = abs(grey(ramp.colours[one]) - grey(ramp.colours[other]))
        assert HATCHES[one] != HATCHES[other] or apart >= 20


def test_hatches_show_on_their_fills():
    ramp = needs_ramp()
    assert all(ink != fill for fill, ink in zip(ramp.colours, ramp.labels, strict=True))


def test_title_counts_where_both_needs_are_high(made, known):
    rows = made().rows
    both = [
        code for code, row in rows.iterrows()
        if row["activity_class"] == HIGH and row["deprivation_class"] == HIGH
    ]  # fmt: skip
    city = sum(known.district_of[code] == LEICESTER for code in both)
    item = item_of(where_both_meet(made()))
    assert item.words.title == (
        f"Both needs are high in {len(both)} of 634 areas, "
        f"{'all' if city == len(both) else city} in Leicester"
    )
    rows = rows_of(item)
    yes = [row["Both needs high"] == "yes" for row in rows]
    assert yes == [True] * len(both) + [False] * (634 - len(both))
    assert {row["Code"] for row in rows[: len(both)]} == set(both)


def test_titles_of_one_and_of_no_district_with_any(made):
    assert item_of(where_both_meet(made(districts=(RUTLAND,)))).words.title == (
        "Both needs are high in 0 of 26 areas in Rutland"
    )
    two = made(districts=(RUTLAND, CHARNWOOD))
    said = item_of(social_need(two)).words
    assert re.fullmatch(r"\d+ of 128 areas are in England’s most deprived 20%", said.title)
    assert said.subtitle.startswith("All in Charnwood.")


def test_chosen_area_is_named_where_it_is_looked_at(made, items):
    said = "Outlined: Leicester 012D"
    assert said in items["activity"].words.subtitle
    lines = " ".join(svg_lines(items["both"].draw(Size.HALF, Format.SVG)))
    assert said in lines
    elsewhere = item_of(where_both_meet(made(districts=(RUTLAND,)), selected="E01013726"))
    lines = svg_lines(elsewhere.draw(Size.HALF, Format.SVG))
    assert not any("Outlined" in line for line in lines)


def test_chosen_district_is_not_drawn_twice(made):
    item = item_of(where_both_meet(made(districts=(LEICESTER,))))
    assert "Leicester, larger" not in svg_lines(item.draw(Size.HALF, Format.SVG))


def test_map_of_both_shows_another_area_chosen(made):
    one, other = (
        item_of(where_both_meet(made(), selected=code)).draw(Size.HALF, Format.PNG)
        for code in ("", "E01013726")
    )
    assert one != other


@pytest.mark.parametrize("kind", ["list", "quota"])
def test_each_suggested_neighbourhood_has_its_number_once(items, kind, made):
    lines = svg_lines(items[kind].draw(Size.WIDE, Format.SVG))
    view = made() if kind == "quota" else made().looking_at((LEICESTER,))
    rows = view.rows
    cells = [
        int(((rows["activity_class"] == up) & (rows["deprivation_class"] == on)).sum())
        for up in range(3) for on in range(3)
    ]  # fmt: skip
    for at in range(1, 11):
        assert lines.count(str(at)) == 1 + cells.count(at)


def test_list_says_how_often_it_comes_out(items, suggested, made):
    shown = suggested(made())
    assert "of the simulations gave exactly" in shown.notes[0]
    assert shown.notes[0] in items["list"].words.caveat
    chances = [row["On the list"] for row in rows_of(items["list"])]
    assert chances == list(shown.table.rows["chance"])


def test_tied_areas_say_so_in_the_table_of_ranks(made, sure_of):
    view = made()
    first = str(view.found.listed.index[0])
    table = view.found.table.assign(tied=0.0)
    table.loc[first, "tied"] = 2
    tied = replace(view, found=replace(view.found, table=table))
    rows = rows_of(item_of(how_sure(tied, sure_of(view))))[:2]
    assert [(row["Rank"], row["Ties"]) for row in rows] == [("1", "tied with 2 others"), ("2", "")]


def test_list_in_many_localities_counts_them(items):
    title = items["quota"].words.title
    assert re.fullmatch(r"10 neighbourhoods with about [\d,]+ residents in 9 of 9 districts", title)
    assert items["areas"].words.title == "30 areas on the list, in 9 of 9 districts"
    assert items["list"].words.title.endswith("all 10 in Leicester")
    assert "An equal share for each district" in items["quota"].words.subtitle


def test_what_is_saved_today_is_not_on_a_paper(items):
    headings, rows = items["list"].table.headings, items["list"].table.texts
    assert "Saved as" not in headings
    assert "Not saved" not in {cell for row in rows for cell in row}


def test_rows_of_the_list_are_written_with_units(items):
    first, areas = rows_of(items["list"])[0], rows_of(items["areas"])[0]
    assert first["No."] == "1"
    assert re.fullmatch(r"\d,\d{3}", first["People"])
    assert re.fullmatch(r"\d+", areas["Inactive (modelled estimate), %"])


def ground(bands: list[int], marked=None) -> PaperLayer:
    """As many squares of a kilometre in a row, the first in the west."""
    squares = [
        shapely.box(450_000 + 1000 * at, 300_000, 451_000 + 1000 * at, 301_000)
        for at in range(len(bands))
    ]
    areas = gpd.GeoSeries(squares, crs=27700)
    whole = shapely.union_all(squares) if squares else shapely.Point(0, 0).buffer(1)
    return PaperLayer(
        areas=areas,
        bands=np.array(bands, dtype="int8"),
        labels=("",) * 9,
        ramp=needs_ramp(),
        legend_title="",
        districts=gpd.GeoDataFrame({"place": [LONG]}, geometry=[whole], crs=27700),
        marked=None if marked is None else gpd.GeoSeries(marked, crs=27700),
        hatches=HATCHES,
    )


def test_frame_of_what_is_larger_holds_the_outlines_that_touch_it_and_no_others():
    near = shapely.box(450_500, 299_000, 451_500, 300_500)
    far = shapely.box(458_000, 300_000, 459_000, 301_000)
    is_in = np.array([True] + [False] * 9)
    layer = ground([0] * 10, [shapely.MultiPolygon([near, far])])
    assert window_of(layer, Closer("A", is_in)) == (450_000, 299_000, 451_500, 301_000)
    alone = replace(layer, marked=None)
    assert window_of(alone, Closer("A", is_in)) == (450_000, 300_000, 451_000, 301_000)


def needs(layer: PaperLayer, **more) -> PaperNeeds:
    return PaperNeeds(
        layer,
        BivariateKey(
            Axis("More inactive", ("below", "around", "above")),
            Axis("More deprived", ("decile 6–10", "3–5", "1–2")),
            "LSOAs",
        ),
        **more,
    )


def test_areas_without_a_figure_are_counted_apart(items):
    what = needs(ground([-1, -1, 8]), marked_words=LONG)
    lines = svg_lines(paper_bivariate(what, items["both"].words, Size.HALF, Format.SVG))
    assert "No figure · 2" in lines
    assert lines.count("1") == 1
    assert lines.count("0") == 8


@pytest.mark.parametrize("size", Size)
def test_long_words_of_a_legend_stay_on_the_sheet(items, size):
    closer = Closer(LONG, np.array([True, False, False]))
    what = needs(ground([0, 4, 8]), marked_words=LONG, closer=closer)
    content = paper_bivariate(what, items["both"].words, size, Format.PNG)
    assert not touches_an_edge(content)


@pytest.mark.parametrize("size", Size)
def test_no_area_is_said(items, size):
    content = paper_bivariate(needs(ground([])), items["both"].words, size, Format.PDF)
    assert "No areas to show." in pdf_text(content)


def test_localities_that_differ_are_named_if_few_and_counted_if_many(items):
    rows = rows_of(items["dots"])
    answers = pd.Series({row["Locality (district)"]: row["Compared with LLR"] for row in rows})
    higher = list(answers.index[answers.eq("Higher")])
    assert higher == ["Leicester", "Oadby and Wigston"]
    similar = list(answers.index[answers.eq("Similar")])
    words = items["dots"].words
    assert words.title == "Leicester and Oadby and Wigston are more inactive than LLR (23%)"
    assert f"{similar[0]} is similar to LLR" in words.alt
    assert f"{int(answers.eq('Lower').sum())} districts are less inactive than LLR" in words.alt
    shares = [row[1] for row in items["dots"].table.texts]
    assert shares == sorted(shares, reverse=True)


def test_answer_follows_the_interval(items, made):
    whole = 100 * made().found.activity.whole
    for row in rows_of(items["dots"]):
        low, high = (float(row[each]) for each in ("95% CI from, %", "95% CI to, %"))
        assert low < high
        wanted = "Higher" if low > whole else "Lower" if high < whole else "Similar"
        assert row["Compared with LLR"] == wanted


def ranks(count: int, name: str = "Area {at}", whole: int | None = None) -> RankChart:
    """The further down the list, the smaller the chance; the last is sure of it."""
    chances = [1 - at / max(count, 1) for at in range(count)]
    if count:
        chances[-1] = 1.0
    return RankChart(
        names=[name.format(at=at) for at in range(count)],
        rank=[at + 1 for at in range(count)],
        median=[at + 1 for at in range(count)],
        low=[max(1, at - 5) for at in range(count)],
        high=[at + 9 for at in range(count)],
        chance=chances,
        group=[("always", "depends", "never")[at % 3] for at in range(count)],
        places=3,
        whole=count if whole is None else whole,
    )


@pytest.mark.parametrize("count", [0, 1, 2, 29, 30, 31, 60])
@pytest.mark.parametrize("size", Size)
def test_rows_that_are_not_drawn_are_counted(items, size, count):
    content = paper_ranks(ranks(count), items["sure"].words, size, Format.SVG)
    lines = svg_lines(content)
    rows = [line for line in lines if re.fullmatch(r"Area \d+", line)]
    assert len(rows) <= MOST_ROWS
    said = " ".join(lines)
    if count == 0:
        assert "No area could be on this list." in said
    if len(rows) < count:
        assert f"Shown are the {len(rows)} areas most often on the list. " in said
        assert f"{count - len(rows)} others could be on it" in said
    else:
        assert "left out" not in said
    assert rows == list(ranks(count).likeliest(len(rows)).names)
    if count > 1:
        # The last, with the greatest chance, is drawn, and drawn last.
        assert rows[-1] == f"Area {count - 1}"


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("count", [1, 5, 60])
def test_long_names_of_ranks_stay_on_the_sheet(items, size, count):
    content = paper_ranks(ranks(count, LONG, 634), items["sure"].words, size, Format.PNG)
    assert not touches_an_edge(content)


def test_full_page_has_room_for_thirty(items):
    lines = svg_lines(items["sure"].draw(Size.FULL, Format.SVG))
    assert "Shown are the 30 areas most often on the list. 604 others" in " ".join(lines)
    assert "the list has 30 places" in lines


def test_shared_list_has_no_last_place(made, sure_of):
    view = made(reach=Reach.QUOTA)
    item = item_of(how_sure(view, sure_of(view)))
    lines = svg_lines(item.draw(Size.HALF, Format.SVG))
    assert not any(line.startswith("the list has") for line in lines)


def test_title_of_the_ranks_adds_up_to_all_that_could_be_listed(items, made, sure_of):
    groups = sure_of(made()).table["group"]
    counts = [int(groups.eq(each).sum()) for each in ("always", "depends", "never")]
    rows = rows_of(items["sure"])
    assert sum(counts) == len(rows) == 634
    words = items["sure"].words
    assert words.title.startswith("No area is" if not counts[0] else f"{counts[0]} area")
    assert f"{counts[1]} depend" in words.caveat
    assert f"{counts[2]} are rarely" in words.caveat
    assert [int(row["Rank"]) for row in rows] == list(range(1, 635))


def test_other_choices_are_bars_with_their_places(items):
    lines = svg_lines(items["change"].draw(Size.HALF, Format.SVG))
    assert {"8 of 30", "0 of 30", "Areas that would change"} <= set(lines)
    assert items["change"].table.texts[0] == ("IMD 2019 instead of 2025", "8")


def test_dollars_and_angles_are_shown_as_they_are(made):
    changes = (RankingChange("$a$ & <b> $x$", 3, 30),)
    item = item_of(what_would_change(made(), changes))
    text = pdf_text(item.draw(Size.HALF, Format.PDF))
    assert text.count("$a$ & <b> $x$") == 2
