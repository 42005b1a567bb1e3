"""Charts of how sure a list is: what is drawn is what was given."""

from dataclasses import replace

import pandas as pd
import pytest

from insight.figures.caption import Caption
from insight.figures.comparison import Bar
from insight.figures.palette import palette_for
from insight.figures.ranks import RankChart
from insight.figures.screen.ranks import NAME_LETTERS, change_chart, rank_chart, shorten_name
from insight.words import out_of_hundred

LIGHT = palette_for("light")
WORDS = Caption("How sure", "Toy town", "Source: Toy office.")
LONG = "North 001A, Upper and Lower Long Meadow with Little Meadow"
RANKS = RankChart(
    names=["South 001A", LONG, "South 002A", "North 003B"],
    rank=[1, 2, 3, 4],
    median=[1, 3, 2, 30],
    low=[1, 1, 1, 12],
    high=[2, 9, 5, 60],
    chance=[0.999, 0.55, 0.796, 0.004],
    group=["always", "depends", "depends", "never"],
    places=2,
    whole=4,
)
COLUMNS = ("names", "rank", "median", "low", "high", "chance", "group")


def chart(ranks=RANKS, **more):
    return rank_chart(replace(ranks, **more), caption=WORDS, palette=LIGHT)


def texts(plot):
    return [each.text for each in plot.layout.annotations]


def test_each_group_has_its_own_shape_and_words():
    marks = {trace.marker.symbol: trace.name for trace in chart().data[:3]}
    assert marks == {
        "circle": "Nearly always (80 or more of 100)",
        "diamond": "Uncertain (20 to 79 of 100)",
        "x": "Rarely (under 20 of 100)",
    }


def test_dot_and_whisker_are_median_and_interval():
    depends = chart().data[1]
    assert list(depends.y) == [1, 2]
    assert list(depends.x) == [3, 2]
    assert list(depends.x + depends.error_x.array) == [9, 5]
    assert list(depends.x - depends.error_x.arrayminus) == [1, 1]


def test_rank_as_it_stands_is_a_mark_of_its_own():
    plain = chart().data[-1]
    assert list(plain.x) == [1, 2, 3, 4]
    assert plain.marker.symbol == "line-ns"
    assert plain.name == "Rank on the list"


def test_line_stands_between_the_last_place_and_the_next():
    plot = chart(places=2)
    assert plot.layout.shapes[0].x0 == plot.layout.shapes[0].x1 == 2.5
    assert "the list has 2 places" in texts(plot)
    assert "the list has 1 place" in texts(chart(places=1))


def test_shared_list_has_no_last_place():
    plot = chart(places=None)
    assert not plot.layout.shapes
    assert not any("the list has" in each for each in texts(plot))


def test_greatest_need_is_at_the_top_left():
    layout = chart().layout
    left, right = layout.xaxis.range
    assert left < 1 < 60 < right
    assert layout.xaxis.tickvals[0] == 1
    assert layout.yaxis.range[0] > layout.yaxis.range[1]
    assert layout.yaxis.ticktext[0] == "South 001A"


def test_chances_stand_at_the_right():
    axis = chart().layout.yaxis2
    assert axis.side == "right"
    assert list(axis.ticktext) == ["99 of 100", "55 of 100", "79 of 100", "<1 of 100"]
    assert axis.range == chart().layout.yaxis.range


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "100 of 100"),
        (0.29, "29 of 100"),
        (0.8, "80 of 100"),
        (0.7999, "79 of 100"),
        (0.2, "20 of 100"),
        (0.0, "0 of 100"),
    ],
)
def test_chance_never_reads_as_more_than_it_is(chance, words):
    assert out_of_hundred(chance) == words


def test_long_name_is_cut_on_the_axis_and_whole_under_the_pointer():
    plot = chart()
    shown = plot.layout.yaxis.ticktext[1]
    assert shown.endswith("…")
    assert len(shown) <= NAME_LETTERS
    assert plot.data[1].customdata[0][0] == LONG


@pytest.mark.parametrize("name", ["A & B", "Leicester 012D, New Parks & Stokes Wood End"])
def test_cut_name_does_not_end_in_a_loose_sign(name):
    assert not shorten_name(name).rstrip("…").endswith((" ", "&", ","))


def test_series_of_any_index_can_be_drawn():
    index = ["d", "b", "a", "c"]
    given = {name: pd.Series(getattr(RANKS, name), index=index) for name in COLUMNS}
    assert chart(**given).to_json() == chart().to_json()


def test_absent_group_has_no_entry():
    only = RankChart(["South 001A"], [1], [1], [1], [2], [0.9], ["always"], 2, 1)
    assert [trace.name[:6] for trace in chart(only).data] == ["Nearly", "Rank o"]


def test_chart_grows_with_its_rows():
    twice = {name: list(getattr(RANKS, name)) * 2 for name in COLUMNS}
    assert chart(**twice).layout.height - chart().layout.height == 4 * 23


def changed(*choices):
    bars = [Bar(words, count, f"{count} of 30", bool(count)) for words, count in choices]
    return change_chart(bars, places=30, caption=WORDS, palette=LIGHT)


def test_other_choices_stand_by_what_they_change():
    plot = changed(("IMD 2019", 5), ("Weights", 0))
    assert list(plot.data[0].customdata) == ["IMD 2019", "Weights"]
    assert list(plot.data[0].x) == [5, 0]
    assert list(plot.data[0].text) == ["5 of 30", "0 of 30"]
    assert plot.layout.yaxis.range[0] > plot.layout.yaxis.range[1]
    assert plot.layout.xaxis.range[0] == 0


def test_points_of_a_weighting_are_not_torn_apart():
    words = "Weights “Inactivity first”, so called (70 / 30 / 0)"
    plot = changed((words, 1))
    last = plot.layout.yaxis.ticktext[0].split("<br>")[-1]
    assert last.endswith("(70\u00a0/\u00a030\u00a0/\u00a00)")


def test_words_are_inside_each_chart():
    for plot in (chart(), changed(("Reach", 1))):
        assert "How sure" in plot.layout.title.text
        assert "Source: Toy office." in texts(plot)
