"""How sure a list is, on paper: each rank with its range and its chance."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.ranks import MOST_TICKS, NEAR_START, TICK_STEPS, Ranks, out_of_hundred
from insight.figures.sheet.charts import styled
from insight.figures.sheet.sheet import (
    FAMILY,
    MM_PER_INCH,
    PT_PER_INCH,
    Format,
    Sheet,
    Size,
    Words,
    broken,
    rendered,
    sheet,
)
from insight.measures.uncertainty import ALWAYS, NEVER

MOST_ROWS = 30
NAMES_SHARE = {Size.HALF: 0.36, Size.FULL: 0.36, Size.WIDE: 0.26}
"""Of the room's width, for the names at the left."""
CHANCE_SHARE = 0.11
"""Of the room's width, for the chances at the right."""
HEAD_LINES, FOOT_LINES = 4.0, 4.8
"""Above the rows: the key and the words over the columns. Under them: the axis, and
what is drawn."""
LINE = 1.3
"""From one line of type to the next, in sizes of type."""
ROW = 1.35
"""Least height of a row, in sizes of its type."""
TWO_LINES = 2.5
"""Height of a row from which a name can take two lines."""
HIGHEST_ROW_MM = 7
MARKERS = {"always": "o", "depends": "D", "never": "X"}
"""Another shape for each group, so that grey tells them apart."""
MARK_PT, RANK_PT = 4.5, 7.0
AXIS = "Rank, 1 = greatest need"
MARKS = "The mark is the middle of the simulations, the line through it their 90% interval."


def paper_ranks(  # noqa: PLR0913 - rows, the list, and the sheet
    ranks: Ranks, words: Words, size: Size, kind: Format, *, places: int | None, whole: int
) -> bytes:
    """Dots with ranges as a file, a row for each area.

    Where not all rows fit, those with the greatest chance of a place are drawn, and
    how many are left out is said.

    Parameters
    ----------
    ranks
        Areas in the order of their rank.
    words, size, kind
        Of the sheet.
    places
        Places on the list; a line stands behind the last. None where they are shared
        out, so that no rank is the last on the list.
    whole
        Areas that could be on it.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    rows = drawn(ranks, _fits(made))
    axes = _rows_axes(made, size, len(rows), palette)
    _draw_rows(axes, made, ranks, rows, size, palette)
    _draw_axis(axes, ranks, rows, places)
    _draw_heads(axes, made, places, palette)
    _draw_key(made, palette)
    _say_what_is_drawn(axes, made, len(rows), whole, palette)
    return rendered(made, kind, words)


def drawn(ranks: Ranks, most: int) -> list[int]:
    """Which rows are drawn: the likeliest to be on the list, in the order of rank.

    Parameters
    ----------
    ranks
        Areas in the order of their rank.
    most
        How many rows there is room for.

    Examples
    --------
    >>> three = Ranks("abc", [1, 2, 3], [1, 2, 3], [1, 1, 1], [3, 3, 3],
    ...               [0.9, 0.2, 0.8], ["always", "depends", "always"])
    >>> drawn(three, 2)
    [0, 2]
    """
    order = sorted(range(len(ranks.names)), key=lambda at: (-ranks.chance[at], at))
    return sorted(order[: min(most, MOST_ROWS)])


def _mm(pt: float) -> float:
    return pt / PT_PER_INCH * MM_PER_INCH


def _line_share(made: Sheet) -> float:
    """Of the room's height, what a line of type takes."""
    room_mm = made.height * made.size.height_mm
    return LINE * _mm(made.size.foot_pt) / room_mm


def _fits(made: Sheet) -> int:
    """Rows that there is room for."""
    room_mm = made.height * made.size.height_mm
    left = room_mm * (1 - (HEAD_LINES + FOOT_LINES) * _line_share(made))
    return max(1, int(left / (ROW * _mm(made.size.foot_pt))))


def _rows_axes(made: Sheet, size: Size, count: int, palette: Palette) -> Axes:
    line = _line_share(made)
    room_mm = made.height * made.size.height_mm
    high = min(1 - (HEAD_LINES + FOOT_LINES) * line, HIGHEST_ROW_MM * max(count, 4) / room_mm)
    names = NAMES_SHARE[size]
    axes = made.axes(
        x=names, y=1 - HEAD_LINES * line - high, width=1 - names - CHANCE_SHARE,
        height=high,
    )  # fmt: skip
    styled(axes, made, palette)
    axes.set_ylim(max(count, 1) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xlabel(
        AXIS, size=made.size.foot_pt, family=FAMILY, color=palette.text_muted,
        labelpad=2,
    )  # fmt: skip
    return axes


def _draw_rows(  # noqa: PLR0913 - where, what, and how it is drawn
    axes: Axes, made: Sheet, ranks: Ranks, rows: list[int], size: Size, palette: Palette
) -> None:
    pt = made.size.foot_pt
    share = 0.97 * NAMES_SHARE[size]
    high_mm = axes.get_position().height * made.size.height_mm / max(len(rows), 1)
    lines = 2 if high_mm >= TWO_LINES * _mm(pt) else 1
    for y, at in enumerate(rows):
        mark = getattr(palette.standings, ranks.group[at])
        axes.plot([ranks.low[at], ranks.high[at]], [y, y], color=mark.colour, linewidth=1.1)
        axes.plot(
            [ranks.median[at]], [y], marker=MARKERS[ranks.group[at]], linestyle="",
            color=mark.colour, markersize=MARK_PT, zorder=4,
        )  # fmt: skip
        axes.plot(
            [ranks.rank[at]], [y], marker="|", linestyle="", color=palette.text,
            markersize=RANK_PT, markeredgewidth=1.3, zorder=5,
        )  # fmt: skip
        name = _fitted(ranks.names[at], made, share, lines)
        chance = out_of_hundred(ranks.chance[at])
        for x, text, side in ((-0.01, name, "right"), (1.01, chance, "left")):
            axes.text(
                x, y, text, transform=axes.get_yaxis_transform(), ha=side, va="center",
                family=FAMILY, size=pt, color=palette.text,
            )  # fmt: skip
    if not rows:
        axes.text(
            0.5, 0.5, "No area could be on this list.", transform=axes.transAxes,
            ha="center", va="center", size=made.size.text_pt, family=FAMILY,
            color=palette.text_muted,
        )  # fmt: skip


def _fitted(name: str, made: Sheet, share: float, most: int) -> str:
    """A name in no more lines than there is room for, cut where it does not fit."""
    lines = broken(name, made.size, made.size.foot_pt, share=share)
    if len(lines) > most:
        # Again with room for the dots.
        lines = broken(name, made.size, made.size.foot_pt, share=0.96 * share)[:most]
        lines[-1] = f"{lines[-1].rstrip(' ,&(-')}…"
    return "\n".join(lines)


def _draw_axis(axes: Axes, ranks: Ranks, rows: list[int], places: int | None) -> None:
    """Ranks from 1, with 1 among the ticks and no 0."""
    ends = [float(max(ranks.high[at], ranks.rank[at])) for at in rows]
    end = max([*ends, (places or 0) + 1.0, 2.0])
    axes.set_xlim(1 - 0.03 * end, 1.02 * end)
    step = next((each for each in TICK_STEPS if end / each <= MOST_TICKS), 2000)
    axes.set_xticks([1, *range(step, int(end) + 1, step)])


def _draw_heads(axes: Axes, made: Sheet, places: int | None, palette: Palette) -> None:
    """The line behind the last place, and what stands over the columns."""
    style: dict[str, Any] = {
        "family": FAMILY,
        "size": made.size.foot_pt,
        "va": "bottom",
        "annotation_clip": False,
        "xytext": (0, 2),
        "textcoords": "offset points",
    }
    axes.annotate(
        "Draws on\nthe list", (1.01, 1), xycoords="axes fraction", ha="left",
        color=palette.text_muted, linespacing=1.1, **style,
    )  # fmt: skip
    if places is None:
        return
    at, end = places + 0.5, axes.get_xlim()[1]
    axes.axvline(at, color=palette.text, linewidth=0.9, linestyle="--", zorder=3)
    axes.annotate(
        f"the list has {places} place{'s' if places > 1 else ''}", (at, 1),
        xycoords=axes.get_xaxis_transform(),
        # On the side of the line that has the room.
        ha="left" if at < NEAR_START * end else "right", color=palette.text, **style,
    )  # fmt: skip


def _draw_key(made: Sheet, palette: Palette) -> None:
    """What the marks mean, over the rows."""
    axes = made.axes(y=1 - 2 * _line_share(made), height=2 * _line_share(made))
    axes.set_axis_off()
    standings = palette.standings
    meanings = (
        (standings.always, "always", f"Always: {100 * ALWAYS:.0f} or more of 100"),
        (
            standings.depends,
            "depends",
            f"Depends: {100 * NEVER:.0f} to {100 * ALWAYS - 1:.0f} of 100",
        ),
        (standings.never, "never", f"Never: fewer than {100 * NEVER:.0f} of 100"),
    )
    handles = [
        Line2D([], [], color=mark.colour, marker=MARKERS[group], markersize=MARK_PT,
               linewidth=1.1)
        for mark, group, _ in meanings
    ]  # fmt: skip
    handles.append(
        Line2D([], [], color=palette.text, marker="|", markersize=RANK_PT,
               markeredgewidth=1.3, linestyle="")
    )  # fmt: skip
    names = [*(said for _, _, said in meanings), "Rank as it stands"]
    shown = axes.legend(
        handles, names, loc="upper left", frameon=False, ncols=4, borderaxespad=0,
        prop={"family": FAMILY, "size": made.size.foot_pt}, columnspacing=1.6,
        borderpad=0,
    )  # fmt: skip
    for text in shown.get_texts():
        text.set_color(palette.text)


def _say_what_is_drawn(axes: Axes, made: Sheet, count: int, whole: int, palette: Palette) -> None:
    """What the marks are and how many areas are not here, under the axis."""
    left_out = (
        f"Drawn are the {count} areas most often on the list; {whole - count:,} others "
        "that could be on it are left out here."
        if whole > count
        else ""
    )
    said = broken(f"{MARKS} {left_out}", made.size, made.size.foot_pt)
    line = _line_share(made) * made.height
    made.figure.text(
        made.left, axes.get_position().y0 - 2.6 * line, "\n".join(said),
        size=made.size.foot_pt, family=FAMILY, color=palette.text, va="top",
    )  # fmt: skip
