"""The matrix drawn: every stage is told by position and by word."""

import pytest

from insight.figures.caption import Caption
from insight.figures.matrix import LADDER, ColumnHead, MatrixChart, RowHead, Square
from insight.figures.palette import palette_for
from insight.figures.screen.matrix import COMPACT_FROM, stage_matrix

CAPTION = Caption("Title", "Finding", "Source: records.")


def square(row=0, column=0, **changes) -> Square:
    return Square(row, column, key=f"k{row}-{column}", hover="h", **changes)


def drawn(squares, rows=1, columns=1, **choices):
    chart = MatrixChart(
        [RowHead(f"Place {at}", "need", "0 of 1", "") for at in range(rows)],
        [ColumnHead(f"System {at}", "in 0 of 1", "") for at in range(columns)],
        squares,
    )
    return stage_matrix(chart, CAPTION, palette_for("light"), **choices)


def texts(plot) -> list[str]:
    return list(
        next(trace for trace in plot.data if trace.type == "scatter" and trace.mode == "text").text
    )


@pytest.mark.parametrize("stage", range(1, LADDER + 1))
def test_boxes_are_filled_up_to_the_stage(stage):
    filled, old, empty = drawn(
        [square(stage=stage, words="Word", when="Mar 2026", is_present=True)]
    ).data[:3]
    assert (len(filled.x), len(old.x), len(empty.x)) == (stage, 0, LADDER - stage)
    assert max(filled.x) < min(empty.x, default=9)


def test_old_evidence_is_hollow_and_marked_in_words():
    plot = drawn([square(stage=2, words="Embed", when="Jan 2024", is_present=True, is_stale=True)])
    filled, old, _ = plot.data[:3]
    assert (len(filled.x), len(old.x)) == (0, 2)
    assert "! Jan 2024" in texts(plot)[0]


def test_absent_and_nothing_differ_in_word_and_frame():
    plot = drawn([square(), square(column=1, is_absent=True)], columns=2)
    assert texts(plot) == ["–", "absent"]
    frames = [each for each in plot.layout.shapes if each.type == "rect"]
    assert len(frames) == 1
    assert frames[0].line.dash == "dash"


def test_presence_without_stage_and_end_have_marks_of_their_own():
    plot = drawn(
        [
            square(words="Present", is_present=True),
            square(column=1, words="Ended", is_ended=True),
            square(column=2, words="Present", is_present=True, is_stale=True),
        ],
        columns=3,
    )
    assert list(plot.data[3].marker.symbol) == ["diamond", "x-thin-open", "diamond-open"]


def test_chosen_cell_is_framed():
    plot = drawn([square(), square(column=1)], columns=2, selected="k0-1")
    frames = [each for each in plot.layout.shapes if each.type == "rect"]
    assert [each.x0 > 1 for each in frames] == [True]


def height(rows: int) -> int:
    plot = drawn([square(at) for at in range(rows)], rows=rows)
    assert len(plot.data[-1].customdata) == rows
    return plot.layout.height


def test_figure_grows_with_its_rows_which_are_lower_where_there_are_many():
    one, two = height(1), height(2)
    assert height(0) == one < two < height(10) < height(60)
    assert height(COMPACT_FROM + 1) - height(COMPACT_FROM) < two - one


def test_compact_rows_keep_the_word():
    squares = [square(stage=1, words="Foundations", when="May 2026", is_present=True)]
    assert texts(drawn(squares, rows=COMPACT_FROM)) == ["Foundations"]


def test_a_click_fades_nothing():
    for trace in drawn([square(stage=1, words="Embed", is_present=True)]).data:
        if trace.type == "scatter" and trace.mode == "markers":
            assert trace.unselected.marker.opacity == trace.selected.marker.opacity


def test_long_names_are_cut_and_whole_when_pointed_at():
    chart = MatrixChart(
        [RowHead("N" * 80, "need", "0 of 1", "high need, no system")],
        [ColumnHead("Voluntary, community, faith and social enterprise", "in 0", "x")],
        [square()],
    )
    plot = stage_matrix(chart, CAPTION, palette_for("dark"))
    heads = [each for each in plot.layout.annotations if each.hovertext]
    assert {len(each.hovertext) for each in heads} == {80, 52}
    assert all("N" * 40 not in each.text for each in heads)
    assert any("▲ high need" in each.text for each in plot.layout.annotations)
