"""Charts on paper: one look for their axes, dots with ranges, and ordered bars."""

from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes

from insight.figures.comparison import Bar, BarChart, SpreadChart, SpreadRow, verdict_mark
from insight.figures.sheet.lettering import FAMILIES, PALETTE, lettering
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet

NAME_SHARE = {Size.HALF: 0.3, Size.FULL: 0.32, Size.WIDE: 0.24}
BESIDE = 0.94
"""Of the room for names, what they may take."""
NAME_LINES = 2
FOOT_SHARE = 0.1
TOP_SHARE = 0.06
HIGHEST_ROW_MM = 11

MARKERS = {"higher": "^", "lower": "v", "similar": "o", "": "s"}
"""Another shape for each answer, so that grey tells them apart."""


def styled(axes: Axes, made: Sheet, lines: Literal["x", "y", "both"] = "x") -> None:
    """One look for all charts: no box, faint lines across, small type."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(PALETTE.border)
    axes.tick_params(
        colors=PALETTE.text_muted,
        labelsize=made.size.foot_pt,
        labelfontfamily=FAMILIES,
        length=2,
        width=0.5,
    )
    axes.grid(visible=True, axis=lines, color=PALETTE.rule, linewidth=0.5)
    axes.set_axisbelow(True)


def styled_rows(axes: Axes, made: Sheet, count: int) -> None:
    """The look of a chart of so many rows, the first at the top."""
    styled(axes, made)
    axes.set_ylim(max(count, 1) - 0.4, -0.6)
    axes.set_yticks([])


def paper_spreads(chart: SpreadChart, words: Words, size: Size, kind: Format) -> bytes:
    """Dots with ranges as a file, a row for each place."""
    made = sheet(words, size)
    axes = _rows_axes(chart, made, size)
    for at, row in enumerate(chart.rows):
        mark = verdict_mark(row.answer, chart.need, PALETTE)
        colour = mark.colour if mark else PALETTE.verdicts.neither
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [at, at], color=colour, linewidth=1.1)
        axes.plot(
            [row.value],
            [at],
            MARKERS[row.answer],
            color=colour,
            markersize=5,
            markeredgecolor=PALETTE.text,
            markeredgewidth=0.4,
        )
    return rendered(made, kind, words)


def paper_bars(chart: BarChart, words: Words, size: Size, kind: Format) -> bytes:
    """Ordered bars as a file; those that are not pointed out are dotted."""
    made = sheet(words, size)
    axes = _rows_axes(chart, made, size)
    ink = PALETTE.categorical.colours[0]
    for at, row in enumerate(chart.rows):
        fill, hatch = (ink, None) if row.is_chosen else ("white", "...")
        axes.barh(
            at, row.value, height=0.62, edgecolor=ink, linewidth=0.6, facecolor=fill, hatch=hatch
        )
    axes.set_xlim(left=0)
    return rendered(made, kind, words)


def _rows_axes(chart: SpreadChart | BarChart, made: Sheet, size: Size) -> Axes:
    """Axes with names at the left, figures at the right, and the comparator's line."""
    names, count = NAME_SHARE[size], max(len(chart.rows), 1)
    high = min(1 - FOOT_SHARE - TOP_SHARE, HIGHEST_ROW_MM * count / made.high_mm)
    axes = made.axes(x=names, y=1 - TOP_SHARE - high, width=1 - 2 * names, height=high)
    styled_rows(axes, made, count)
    axes.set_xlabel(chart.axis, **lettering(PALETTE.text_muted, made.size.text_pt))
    if not chart.rows:
        middle = {"transform": axes.transAxes, "ha": "center", "va": "center"}
        words = "No figures for these places."
        axes.text(0.5, 0.5, words, **lettering(PALETTE.text_muted, made.size.foot_pt) | middle)
    ink = lettering(
        PALETTE.text, made.size.foot_pt, transform=axes.get_yaxis_transform(), va="center"
    )
    rows: Sequence[SpreadRow | Bar] = chart.rows
    for at, row in enumerate(rows):
        axes.text(-0.02, at, _in_lines(row.name, made, names), ha="right", **ink)
        axes.text(1.02, at, row.words, ha="left", **ink)
    if (whole := chart.comparator) is not None:
        axes.axvline(whole.value, color=PALETTE.text, linewidth=0.9, linestyle="--", zorder=3)
        axes.annotate(
            whole.words,
            (whole.value, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            annotation_clip=False,
            **lettering(PALETTE.text, made.size.foot_pt),
        )
    return axes


def _in_lines(name: str, made: Sheet, share: float) -> str:
    """A name in lines that stand beside its row, cut after the second."""
    lines = broken(name, made.size, made.size.foot_pt, share=BESIDE * share)
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1].rstrip(' ,&(')}…"]
    return "\n".join(lines)
