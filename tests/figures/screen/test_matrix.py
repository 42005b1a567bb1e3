"""The matrix drawn: every stage is told by position and by word."""

import pytest

from insight.figures.caption import Caption
from insight.figures.palette import palette_for
from insight.figures.screen.matrix import (
    LADDER,
    ColumnHead,
    RowHead,
    Square,
    matrix_px,
    stage_matrix,
)

CAPTION = Caption("Title", "Finding", "Source: records.")


def square(row=0, column=0, **changes) -> Square:
    values = {
        "stage": 0, "words": "", "when": "", "is_present": False, "is_ended": False,
        "is_stale": False, "is_absent": False, "key": f"k{row}-{column}", "hover": "h",
    }  # fmt: skip
    return Square(row, column, **{**values, **changes})


def drawn(squares, rows=1, columns=1, **choices):
    return stage_matrix(
        [RowHead(f"Place {at}", "need", "0 of 1", "") for at in range(rows)],
        [ColumnHead(f"System {at}", "in 0 of 1", "") for at in range(columns)],
        squares,
        caption=CAPTION,
        palette=palette_for("light"),
        **choices,
    )


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
    assert "† Jan 2024" in texts(plot)[0]


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
    assert list(plot.data[3].marker.symbol) == [
        "diamond", "x-thin-open", "diamond-open",
    ]  # fmt: skip


def test_chosen_cell_is_framed():
    plot = drawn([square(), square(column=1)], columns=2, selected="k0-1")
    frames = [each for each in plot.layout.shapes if each.type == "rect"]
    assert [each.x0 > 1 for each in frames] == [True]


@pytest.mark.parametrize("rows", [0, 1, 10, 60])
def test_figure_grows_with_its_rows(rows):
    plot = drawn([square(at) for at in range(rows)], rows=rows)
    assert plot.layout.height == matrix_px(rows, CAPTION, is_compact=False)
    assert len(plot.data[-1].customdata) == rows


def test_compact_rows_are_lower_and_keep_the_word():
    squares = [square(stage=1, words="Foundations", when="May 2026", is_present=True)]
    assert texts(drawn(squares, is_compact=True)) == ["Foundations"]
    assert matrix_px(60, CAPTION, is_compact=True) < matrix_px(60, CAPTION, is_compact=False)


def test_a_click_fades_nothing():
    for trace in drawn([square(stage=1, words="Embed", is_present=True)]).data:
        if trace.type == "scatter" and trace.mode == "markers":
            assert trace.unselected.marker.opacity == trace.selected.marker.opacity


def test_long_names_are_cut_and_whole_when_pointed_at():
    plot = stage_matrix(
        [RowHead("N" * 80, "need", "0 of 1", "high need, no system")],
        [ColumnHead("Voluntary, community, faith and social enterprise", "in 0", "x")],
        [square()],
        caption=CAPTION,
        palette=palette_for("dark"),
    )
    heads = [each for each in plot.layout.annotations if each.hovertext]
    assert {len(each.hovertext) for each in heads} == {80, 52}
    assert all("N" * 40 not in each.text for each in heads)
    assert any("▲ high need" in each.text for each in plot.layout.annotations)
