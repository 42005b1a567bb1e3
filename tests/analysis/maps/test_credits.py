"""Every map credits whoever made the boundaries that it draws.

A function that makes a sheet with the drawing of maps, and is not among
`SHEETS`, fails here.
"""

import ast
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import insight
from insight.analysis.maps.downloads import downloads
from insight.analysis.maps.indicator import map_legend, map_provided
from insight.analysis.measurement import Choice, measure
from insight.analysis.money.accounts import Filter
from insight.analysis.money.cell_needs import Need
from insight.analysis.papers.map import map_item
from insight.analysis.papers.profile import profile_item
from insight.analysis.place import Study
from insight.analysis.ranking import Wish, certainty, ranking
from insight.analysis.small_areas import Basis, small_areas
from insight.analysis.suggested import picked_by, suggestions
from insight.analysis.targeting import Screen, Targeting
from insight.figures.palette import palette_for
from insight.figures.screen.multiples import multiples
from insight.figures.sheet.sheet import Format, Size
from insight.geography.contiguity import links
from insight.geography.levels import outline_sources
from insight.geography.neighbourhoods import Bounds
from insight.measures.uncertainty import SimulationSettings
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pages.compare.maps import locality_maps, maps_statement
from insight.pages.investment import state
from insight.pages.investment.beside_map import map_download
from insight.pages.investment.maps import Measure, MoneyMap, map_figure, map_statement
from insight.pages.investment.state import MoneyChoice
from insight.pages.neighbourhood.saved import saved_downloads
from insight.pages.targeting.certainty import listed_areas
from insight.pages.targeting.neighbourhoods import neighbourhood_list
from insight.pages.targeting.steps import activity_need, social_need, where_both_meet
from insight.records.kinds.investments import Place as MoneyPlace
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/map", date(2026, 11, 23))
SCREEN = Screen({level: f"/{level}" for level in Level}, palette_for("light"), 560)
DRAWING = {
    f"insight.figures.sheet.{name}" for name in ("maps", "bivariate", "multiples", "profile")
} | {"insight.pages.targeting.maps"}
"""Modules of the figures that draw boundaries on paper."""
NO_MAP = {"least_active", "local_context", "how_sure", "what_would_change", "needs_statement"}
"""Sheets of the same modules without one."""
OF_ANOTHER = {"profile_statement"}
"""What `profile_item` is made of."""
INSIGHT = Path(insight.__file__).parent


def money(level=MoneyPlace.LSOA):
    return state.money_of(MoneyChoice("", "illustrative", Filter(), level, (), Basis()), None, "")


def choice(key, level=Level.LSOA):
    indicator = INDICATORS[key]
    statistic = indicator.statistics[level][0]
    return Choice(indicator, level, statistic, Scale.AREA, "2025")


@pytest.fixture(scope="module")
def view(pack, known):
    return Targeting(pack, known, ranking(pack, known, Wish()))


@pytest.fixture(scope="module")
def sheets(pack, known, view):
    touching = links(known.levels[Level.LSOA], within=known.district_of)
    sure = certainty(view.found, SimulationSettings(draws=50))
    picked = picked_by(pack, known, touching, view.found, bounds=Bounds(), count=3)
    targeting = {
        "where_both_meet": where_both_meet(view),
        "neighbourhood_list": neighbourhood_list(view, suggestions(view, picked, sure)),
        "listed_areas": listed_areas(view, sure),
        "activity_need": activity_need(view),
        "social_need": social_need(view),
    }
    areas = small_areas(pack, known, Basis())
    ground = Study(pack, known, areas, touching, Bounds(4000, 7500))
    place = ground.place(("E01013725", "E01013726"), "New Parks")
    return {
        "map_item": [
            map_item(pack, known, choice("imd", level), LINK)
            for level in (Level.LSOA, Level.MSOA, Level.LOCALITY)
        ],
        "map_statement": [
            map_statement(MoneyMap(money(level), each, need)).item(LINK)
            for level in (MoneyPlace.LSOA, MoneyPlace.DISTRICT)
            for each in Measure
            for need in Need
        ],
        "maps_statement": [maps_statement(locality_maps(pack, known, choice("imd"))).item(LINK)],
        **{name: [each.statement.item(LINK)] for name, each in targeting.items()},
        "profile_item": [profile_item(ground, place, LINK)],
    }


def made_with_maps() -> set[str]:
    """Functions that make a sheet, in modules that draw boundaries on paper."""
    found = set()
    for file in [*INSIGHT.glob("analysis/**/*.py"), *INSIGHT.glob("pages/**/*.py")]:
        tree = ast.parse(file.read_text("utf-8"))
        imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if not imports & DRAWING:
            continue
        found |= {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and isinstance(node.returns, ast.Name)
            and node.returns.id in {"Item", "Profile", "Statement", "Finding"}
        }
    return found


def credits_of(pack, level=Level.LSOA):
    sources = outline_sources(pack, level)
    assert sources
    return [each.line() for each in sources], [each.licence.attribution for each in sources]


def test_every_sheet_with_a_map_is_among_those_tried_here(sheets):
    assert made_with_maps() == set(sheets) | NO_MAP | OF_ANOTHER


def test_every_sheet_with_a_map_names_source_and_licence_of_its_boundaries(pack, sheets):
    lines, licences = credits_of(pack)
    for name, items in sheets.items():
        for item in items:
            assert all(line in item.words.source for line in lines), name
            assert all(each in item.words.licence for each in licences), name


@pytest.mark.parametrize("measured", Measure)
def test_the_credit_stands_on_the_sheet_itself(measured):
    shown = money()
    item = map_statement(MoneyMap(shown, measured)).item(LINK)
    half, full = (
        " ".join(pdf_text(item.draw(size, Format.PDF)).split()) for size in (Size.HALF, Size.FULL)
    )
    for source in outline_sources(shown.pack, Level.LSOA):
        assert source.short in half
        assert source.licence.short in half
        assert source.line() in full
        assert source.licence.attribution in full


def bare(text: str) -> str:
    """Without what breaks a line, which may stand behind a hyphen."""
    return text.replace("<br>", "").replace(" ", "")


def test_maps_on_screen_name_the_source_of_their_boundaries(pack, known):
    shown = money()
    shorts = {each.short for each in outline_sources(pack, Level.LSOA)}
    plots = [map_figure(MoneyMap(shown, each), SCREEN).plot for each in Measure]
    palette = palette_for("light")
    found = locality_maps(pack, known, choice("imd"))
    plots.append(
        multiples(
            found.chart,
            "/lsoa",
            map_legend(found.measurement, palette),
            found.caption,
            palette=palette,
            height=600,
        )
    )
    for plot in plots:
        texts = [bare(each.text) for each in plot.layout.annotations]
        assert all(any(bare(short) in text for text in texts) for short in shorts)


def test_files_with_outlines_name_source_and_licence_of_them(pack, known):
    lines, licences = credits_of(pack)
    one = choice("imd")
    found = measure(pack, known, one)
    files = [
        *downloads(found, known, np.arange(3), map_provided(pack, one)),
        *saved_downloads([], pack, known),
        map_download(money()),
    ]
    for file in files:
        stamp = file.table().stamp
        assert all(line in stamp.source for line in lines)
        assert all(each in stamp.licence for each in licences)


def test_wards_are_credited_beside_the_areas_that_they_are_drawn_with():
    class Warded:
        def sources_of(self, *names):
            return names

    assert outline_sources(Warded(), Level.WARD)[:2] == ("wards", "areas")
