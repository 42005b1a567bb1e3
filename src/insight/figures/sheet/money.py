"""Charts of money on paper: what is placed, and who it reaches."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from insight.figures.palette import Palette, palette_for
from insight.figures.screen.money import PENCE, Segment
from insight.figures.sheet.charts import styled
from insight.figures.sheet.sheet import FAMILY, Format, Sheet, Size, Words, rendered, sheet

NAME_SHARE, WORDS_SHARE = 0.34, 0.2
HIGHEST_ROW_MM = 13
FOOT_SHARE = 0.12
SQUARE_MM = {Size.HALF: 70, Size.FULL: 120, Size.WIDE: 110}
"""Side of the square that curves are drawn in, at the most."""


def paper_placed(segments: Sequence[Segment], words: Words, size: Size, kind: Format) -> bytes:
    """How much of the money has a place, a bar for each part.

    Parameters
    ----------
    segments
        What is placed first, then the rest by where it is recorded.
    words, size, kind
        Of the sheet.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    room_mm = made.height * made.size.height_mm
    high = min(1 - FOOT_SHARE, HIGHEST_ROW_MM * max(len(segments), 1) / room_mm)
    axes = made.axes(x=NAME_SHARE, y=1 - high, width=1 - NAME_SHARE - WORDS_SHARE, height=high)
    styled(axes, made, palette)
    ink = palette.categorical.colours[0]
    for at, each in enumerate(segments):
        axes.barh(
            at, each.pence / PENCE, height=0.62, edgecolor=ink, linewidth=0.6,
            facecolor="white" if at else ink, hatch="..." if at else None,
        )  # fmt: skip
        said = f"£{each.pence / PENCE:,.0f}"
        for x, text, side in ((-0.02, each.words, "right"), (1.02, said, "left")):
            axes.text(
                x, at, text, transform=axes.get_yaxis_transform(), ha=side,
                va="center", family=FAMILY, size=made.size.foot_pt, color=palette.text,
            )  # fmt: skip
    axes.set_ylim(max(len(segments), 1) - 0.4, -0.6)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: f"£{value:,.0f}")
    axes.xaxis.set_major_locator(MaxNLocator(4))
    return rendered(made, kind, words)


def paper_curves(  # noqa: PLR0913 - two curves, their names, and the sheet
    spend: pd.DataFrame,
    need: pd.DataFrame,
    names: tuple[str, str],
    words: Words,
    size: Size,
    kind: Format,
) -> bytes:
    """Cumulative shares of money and of need, the most deprived people first.

    Parameters
    ----------
    spend, need
        ``people_share`` and ``amount_share``, proportions.
    names
        What the two are called.
    words, size, kind
        Of the sheet.
    """
    made = sheet(words, size)
    palette = palette_for("light")
    width_mm = made.width * made.size.width_mm
    height_mm = made.height * made.size.height_mm
    side = min(SQUARE_MM[size], 0.62 * width_mm, (1 - FOOT_SHARE) * height_mm)
    axes = made.axes(x=0.1, y=1 - side / height_mm, width=side / width_mm, height=side / height_mm)
    styled(axes, made, palette)
    axes.grid(visible=True, axis="y", color=palette.rule, linewidth=0.5)
    axes.plot([0, 100], [0, 100], color=palette.text_muted, linestyle=":", linewidth=1)
    ink, other = palette.categorical.colours[0], palette.categorical.colours[3]
    for curve, colour, style, width in (
        (need, other, "--", 1.4), (spend, ink, "-", 2.0)
    ):  # fmt: skip
        axes.plot(
            100 * curve["people_share"], 100 * curve["amount_share"], color=colour,
            linestyle=style, linewidth=width,
        )  # fmt: skip
    for set_range, set_ticks in (
        (axes.set_xlim, axes.set_xticks), (axes.set_ylim, axes.set_yticks)
    ):  # fmt: skip
        set_range(0, 100)
        set_ticks(range(0, 101, 20), [f"{each}%" for each in range(0, 101, 20)])
    axes.set_xlabel(
        "Residents, the most deprived first", size=made.size.foot_pt, family=FAMILY,
        color=palette.text_muted,
    )  # fmt: skip
    _curve_key(axes, made, names, palette)
    return rendered(made, kind, words)


def _curve_key(axes: Axes, made: Sheet, names: tuple[str, str], palette: Palette) -> None:
    """Lines with their words, beside the square."""
    ink, other = palette.categorical.colours[0], palette.categorical.colours[3]
    for at, (name, colour, style, width) in enumerate(
        (
            (names[0], ink, "-", 2.0),
            (names[1], other, "--", 1.4),
            ("The same for each resident", palette.text_muted, ":", 1.0),
        )
    ):
        y = 0.96 - at * 0.09
        axes.plot(
            [1.05, 1.13], [y, y], transform=axes.transAxes, color=colour,
            linestyle=style, linewidth=width, clip_on=False,
        )  # fmt: skip
        axes.text(
            1.15, y, name, transform=axes.transAxes, va="center", family=FAMILY,
            size=made.size.foot_pt, color=palette.text,
        )  # fmt: skip
