"""How sure a list is, on paper: each rank with its range and its chance."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from insight.figures.ranks import AS_IT_STANDS, AXIS, KEY, MARKS, RankChart
from insight.figures.sheet.charts import styled_rows
from insight.figures.sheet.lettering import FAMILIES, PALETTE, in_mm, lettering
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet
from insight.words import out_of_hundred

MOST_ROWS = 30
NAMES_SHARE = {Size.HALF: 0.36, Size.FULL: 0.36, Size.WIDE: 0.26}
CHANCE_SHARE = 0.11
HEAD_LINES, FOOT_LINES = 4.0, 4.8
"""Above the rows: the key and the words over the columns. Under them: the axis, and
what is drawn."""
LINE = 1.3
ROW = 1.35
TWO_LINES = 2.5
"""Height of a row from which a name can take two lines."""
HIGHEST_ROW_MM = 7
MARKERS = {"always": "o", "depends": "D", "never": "X"}
"""Another shape for each group, so that grey tells them apart."""
MARK_PT = 4.5
STROKE: dict[str, Any] = {"marker": "|", "color": PALETTE.text}
STROKE |= {"markersize": 7.0, "markeredgewidth": 1.3}
"""The list as it is: an upright stroke, which no group has for its mark."""


def paper_ranks(ranks: RankChart, words: Words, size: Size, kind: Format) -> bytes:
    """Dots with ranges as a file, a row for each area.

    Where not all rows fit, those with the greatest chance of a place are drawn, and
    how many are left out is said.
    """
    made = sheet(words, size)
    drawn = ranks.likeliest(min(_fits(made), MOST_ROWS))
    axes = _rows_axes(made, size, len(drawn.names))
    _draw_rows(axes, made, drawn, size)
    axes.set_xlim(*drawn.span)
    axes.set_xticks(drawn.ticks)
    _draw_heads(axes, made, drawn)
    _draw_key(made)
    _say_what_is_drawn(axes, made, drawn)
    return rendered(made, kind, words)


def _line_share(made: Sheet) -> float:
    """Of the room's height, what a line of type takes."""
    return LINE * in_mm(made.size.foot_pt) / made.high_mm


def _fits(made: Sheet) -> int:
    """Rows that there is room for."""
    left = made.high_mm * (1 - (HEAD_LINES + FOOT_LINES) * _line_share(made))
    return max(1, int(left / (ROW * in_mm(made.size.foot_pt))))


def _rows_axes(made: Sheet, size: Size, count: int) -> Axes:
    line = _line_share(made)
    high = min(1 - (HEAD_LINES + FOOT_LINES) * line, HIGHEST_ROW_MM * max(count, 4) / made.high_mm)
    names = NAMES_SHARE[size]
    axes = made.axes(
        x=names, y=1 - HEAD_LINES * line - high, width=1 - names - CHANCE_SHARE, height=high
    )
    styled_rows(axes, made, count)
    axes.set_xlabel(AXIS, labelpad=2, **lettering(PALETTE.text_muted, made.size.foot_pt))
    return axes


def _draw_rows(axes: Axes, made: Sheet, ranks: RankChart, size: Size) -> None:
    pt = made.size.foot_pt
    share = 0.97 * NAMES_SHARE[size]
    count = len(ranks.names)
    high_mm = axes.get_position().height * made.size.height_mm / max(count, 1)
    lines = 2 if high_mm >= TWO_LINES * in_mm(pt) else 1
    beside = lettering(PALETTE.text, pt, va="center", transform=axes.get_yaxis_transform())
    for y in range(count):
        mark = _mark(ranks.group[y])
        axes.plot([ranks.low[y], ranks.high[y]], [y, y], color=mark["color"], linewidth=1.1)
        axes.plot([ranks.median[y]], [y], linestyle="", zorder=4, **mark)
        axes.plot([ranks.rank[y]], [y], linestyle="", zorder=5, **STROKE)
        axes.text(-0.01, y, _fitted(ranks.names[y], made, share, lines), ha="right", **beside)
        axes.text(1.01, y, out_of_hundred(ranks.chance[y]), ha="left", **beside)
    if not count:
        style = lettering(PALETTE.text_muted, made.size.text_pt, ha="center", va="center")
        axes.text(0.5, 0.5, "No area could be on this list.", transform=axes.transAxes, **style)


def _fitted(name: str, made: Sheet, share: float, most: int) -> str:
    """A name in no more lines than there is room for, cut where it does not fit."""
    lines = broken(name, made.size, made.size.foot_pt, share=share)
    if len(lines) > most:
        # Again with room for the dots.
        lines = broken(name, made.size, made.size.foot_pt, share=0.96 * share)[:most]
        lines[-1] = f"{lines[-1].rstrip(' ,&(-')}…"
    return "\n".join(lines)


def _mark(group: str) -> dict[str, Any]:
    colour = getattr(PALETTE.standings, group).colour
    return {"marker": MARKERS[group], "color": colour, "markersize": MARK_PT}


def _draw_heads(axes: Axes, made: Sheet, ranks: RankChart) -> None:
    """The line behind the last place, and what stands over the columns."""
    above = {"xytext": (0, 2), "textcoords": "offset points", "annotation_clip": False}
    style = lettering(PALETTE.text, made.size.foot_pt, va="bottom", **above)
    axes.annotate(
        "On the\nlist",
        (1.01, 1),
        xycoords="axes fraction",
        ha="left",
        **style | {"color": PALETTE.text_muted},
    )
    if ranks.places is None:
        return
    at, side = ranks.places + 0.5, axes.get_xaxis_transform()
    axes.axvline(at, color=PALETTE.text, linewidth=0.9, linestyle="--", zorder=3)
    axes.annotate(ranks.places_words, (at, 1), xycoords=side, ha=ranks.places_side, **style)


def _draw_key(made: Sheet) -> None:
    """What the marks mean, over the rows."""
    axes = made.axes(y=1 - 2 * _line_share(made), height=2 * _line_share(made))
    axes.set_axis_off()
    looks = [*(_mark(group) | {"linewidth": 1.1} for group in KEY), STROKE | {"linestyle": ""}]
    axes.legend(
        [Line2D([], [], **look) for look in looks],
        [*KEY.values(), AS_IT_STANDS],
        loc="upper left",
        frameon=False,
        ncols=4,
        borderaxespad=0,
        prop={"family": FAMILIES, "size": made.size.foot_pt},
        columnspacing=1.6,
        borderpad=0,
        labelcolor=PALETTE.text,
    )


def _say_what_is_drawn(axes: Axes, made: Sheet, ranks: RankChart) -> None:
    """What the marks are and how many areas are not here, under the axis."""
    count, whole = len(ranks.names), ranks.whole
    said = f"{MARKS}."
    if whole > count:
        said += (
            f" Shown are the {count} areas most often on the list. {whole - count:,} others could "
            "be on it."
        )
    lines = "\n".join(broken(said, made.size, made.size.foot_pt))
    y = axes.get_position().y0 - 2.6 * _line_share(made) * made.height
    made.figure.text(made.left, y, lines, **lettering(PALETTE.text, made.size.foot_pt, va="top"))
