"""One figure and one verdict of each district, whichever page is asked."""

from datetime import date

import pandas as pd
import pytest

from insight.analysis.compared_place import place_of
from insight.analysis.profile import facts, inactivity_words
from insight.analysis.ranking import Wish, ranking
from insight.analysis.small_areas import Basis, small_areas
from insight.analysis.surveyed import surveyed_inactivity
from insight.analysis.targeting import Screen, Targeting
from insight.figures.comparison import Answer
from insight.figures.palette import palette_for
from insight.measures.survey import differ_together
from insight.pack.catalogue import Level
from insight.pages.compare.findings import Against, side_by_side
from insight.pages.compare.side_by_side import finding
from insight.pages.overview.findings import overview, trend_of
from insight.pages.targeting.steps import least_active, local_context
from insight.statement import PaperLink
from insight.verdicts import Verdict

LINK = PaperLink("https://insight.example/", date(2026, 11, 23))
SCREEN = Screen(dict.fromkeys(Level, "/outlines"), palette_for("light"), 500)


@pytest.fixture(scope="module")
def areas(pack, known):
    return small_areas(pack, known, Basis())


@pytest.fixture(scope="module")
def codes(known):
    return tuple(known.levels[Level.LOCALITY].index)


@pytest.fixture(scope="module")
def beside(pack, known, areas, codes):
    """Every district on Compare, by its comparator."""
    places = [place_of(known, code, "LLR") for code in codes]
    return {
        against: dict(
            zip(codes,
                side_by_side(pack, known, areas, places, against)
                .line("inactive").readings, strict=True)
        )
        for against in Against
    }  # fmt: skip


def test_every_page_has_the_same_verdict_against_england(pack, known, beside, codes):
    table = overview(pack, known, ()).districts
    rows = dict(zip(codes, table.rows.to_dict("records")[:-1], strict=True))
    for code in codes:
        reading = beside[Against.ENGLAND][code]
        verdict = str(reading.answer)
        assert rows[code]["verdict"] == verdict
        assert rows[code]["inactive"] == pytest.approx(reading.value, abs=1e-9)
        # Its own page and its paper.
        own = overview(pack, known, (code,))
        share = f"{reading.value:.1f}%"
        said = f"{Verdict(verdict).against} England"
        assert own.headlines[1].value == share
        assert said in own.headlines[1].note
        assert any(share in each and said in each for each in own.findings)
        title = trend_of(pack, known, (code,)).item(LINK).words.title
        assert share in title
        assert said in title
        found = surveyed_inactivity(pack, known, (code,)).found
        ends = (reading.low, reading.high)
        assert (100 * found.low, 100 * found.high) == pytest.approx(ends, abs=1e-9)


def test_every_page_has_the_same_verdict_against_the_whole(pack, known, areas, beside, codes):
    view = Targeting(pack, known, ranking(pack, known, Wish()))
    step = least_active(view)
    names = known.levels[Level.LOCALITY]["name"]
    on_screen = step.table.rows.set_index("name")
    on_paper = {row[0]: row for row in least_active(view).statement.item(LINK).table.texts}
    context = local_context(view).table.rows.set_index("name")
    for code in codes:
        reading = beside[Against.AREA][code]
        verdict, name = str(reading.answer), str(names[code])
        assert on_screen.at[name, "answer"].lower() == verdict
        assert on_paper[name][-1].lower() == verdict
        assert on_screen.at[name, "inactive"] == pytest.approx(reading.value)
        assert context.at[name, "inactive"] == pytest.approx(reading.value)
        assert on_paper[name][1] == f"{reading.value:.1f}"
        members = known.district_of.index[known.district_of.eq(code)]
        profile = facts(pack, known, areas, list(members))
        assert 100 * profile.inactive == pytest.approx(reading.value)
        assert profile.verdict(areas.whole) == Verdict(verdict).against
    assert 100 * surveyed_inactivity(pack, known, codes).found.share == pytest.approx(
        100 * areas.whole
    )


def test_many_comparisons_at_once_are_counted_alike(pack, known, areas, beside, codes):
    view = Targeting(pack, known, ranking(pack, known, Wish()))
    every = dict.fromkeys(Against, ())
    for against in Against:
        places = [place_of(known, code, "LLR") for code in codes]
        found = side_by_side(pack, known, areas, places, against)
        p = pd.Series(found.line("inactive").probabilities)
        singly = sum(beside[against][code].answer is not Answer.ALIKE for code in codes)
        after = int(differ_together(p).sum())
        assert int(p.lt(0.05).sum()) == singly
        assert after <= singly
        every[against] = (f"{singly} of 9", f"{after} after allowing for 9")
        said = found.several("inactive")
        assert [each for each in every[against] if each not in said] == []
    page = overview(pack, known, ())
    notes = " ".join(least_active(view).notes)
    sheet = least_active(view).statement.item(LINK).words.caveat
    for said, against in (
        (page.districts_words, Against.ENGLAND),
        (notes, Against.AREA),
        (sheet, Against.AREA),
    ):
        assert [each for each in every[against] if each not in said] == []


def test_every_page_prints_the_years_of_its_figure(pack, known, areas, codes):
    period = "2022/23 to 2024/25"
    page = overview(pack, known, ())
    view = Targeting(pack, known, ranking(pack, known, Wish()))
    place = place_of(known, codes[0], "LLR")
    beside = side_by_side(pack, known, areas, [place], Against.ENGLAND)
    profile = facts(pack, known, areas, list(place.members))
    for said in (
        page.headlines[1].label,
        page.districts.columns["inactive"].label,
        trend_of(pack, known, ()).item(LINK).words.title,
        local_context(view).table.columns["inactive"].label,
        least_active(view).table.columns["inactive"].label,
        least_active(view).statement.item(LINK).words.subtitle,
        beside.line("inactive").measure.unit,
        finding(beside),
        inactivity_words(profile, "LLR"),
    ):
        assert period in said
