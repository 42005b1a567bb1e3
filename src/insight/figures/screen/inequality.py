"""Shares by group of deprivation with the line through them, for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from insight.figures.caption import in_figure
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout
from insight.figures.watermark import watermarked

CHART_PX = 340
HEADROOM = 1.14
"""Of the highest point, so that its figure fits above it."""
APART = 0.012
"""By which two periods stand beside each other, of the width."""
AXIS = "All people, from the most to the least deprived"
MOST, LEAST = "most deprived", "least deprived"
SYMBOLS = ("circle", "diamond-open")
DASHES = ("solid", "dash")


@dataclass(frozen=True)
class Gradient:
    """The groups of one period and their line.

    Attributes
    ----------
    name
        The period; empty if there is one without a name.
    ranks
        Middle of each group among the people, 0 the most deprived and 1 the least.
    values, lows, highs
        Per cent; without limits the last two are empty.
    line_ranks, line_values
        Points of the line, from 0 to 1.
    """

    name: str
    ranks: tuple[float, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    line_ranks: tuple[float, ...]
    line_values: tuple[float, ...]

    @property
    def highest(self) -> float:
        """The highest of all that is drawn."""
        return max(*self.values, *self.line_values, *(self.highs or self.values))


def group_words(at: int, groups: int) -> str:
    """What a group is called under an axis, the first and the last in words.

    Examples
    --------
    >>> group_words(1, 5), group_words(2, 5)
    ('1 most deprived', '2')
    """
    end = {1: f" {MOST}", groups: f" {LEAST}"}.get(at, "")
    return f"{at}{end}"


def shifts(count: int) -> tuple[float, ...]:
    """How far the dots of each period stand beside the middle of their group."""
    return (0.0,) if count == 1 else (-APART / 2, APART / 2)


def gradient_figure(
    gradients: Sequence[Gradient], *, unit: str, palette: Palette, is_illustrative: bool = False
) -> go.Figure:
    """Dots with intervals and the line through them.

    Parameters
    ----------
    gradients
        Of one period, or of the earlier and the later one; the last is drawn full.
    unit
        What the shares are of, such as ``% of adults``.
    palette
        Colours of the reader's theme.
    is_illustrative
        Whether the figure is marked as made up.
    """
    plot = go.Figure()
    order = list(zip(gradients, shifts(len(gradients)), strict=True))[::-1]
    for at, (gradient, shift) in enumerate(order):
        for trace in _traces(gradient, at, shift, palette):
            plot.add_trace(trace)
    last = gradients[-1]
    count = len(last.ranks)
    top = max(each.highest for each in gradients) * HEADROOM
    plot.update_layout(
        **base_layout(palette),
        height=CHART_PX,
        margin={"l": 52, "r": 12, "t": 40, "b": 62},
        showlegend=True,
        legend={
            "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom",
            "itemclick": False, "itemdoubleclick": False,
        },
        xaxis={
            "range": [-0.08, 1.08],
            "tickvals": list(last.ranks),
            "ticktext": [
                group_words(at, count).replace(" ", "<br>", 1)
                for at in range(1, count + 1)
            ],
            "title": {"text": AXIS, "standoff": 6},
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
            "linecolor": palette.border,
            "fixedrange": True,
        },
        yaxis={
            "range": [0, top],
            "title": {"text": in_figure(unit), "standoff": 6},
            "ticksuffix": "%",
            "nticks": 6,
            "gridcolor": palette.rule,
            "zeroline": False,
            "fixedrange": True,
        },
    )  # fmt: skip
    return watermarked(plot, palette) if is_illustrative else plot


def _traces(gradient: Gradient, at: int, shift: float, palette: Palette) -> list[go.Scatter]:
    """The line and the dots of one period."""
    colour = palette.categorical.colours[0] if at == 0 else palette.text_muted
    name = in_figure(gradient.name)
    said = f"{name}: " if name else ""
    error = {
        "type": "data",
        "symmetric": False,
        "array": [
            high - value for high, value in zip(gradient.highs, gradient.values, strict=False)
        ],
        "arrayminus": [
            value - low for low, value in zip(gradient.lows, gradient.values, strict=False)
        ],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }
    count = len(gradient.values)
    ends = {0: gradient.line_values[0], len(gradient.line_values) - 1:
            gradient.line_values[-1]} if at == 0 else {}  # fmt: skip
    line = go.Scatter(
        x=list(gradient.line_ranks),
        y=list(gradient.line_values),
        mode="lines+text",
        text=[
            f"<b>{ends[each]:.1f}%</b>" if each in ends else ""
            for each in range(len(gradient.line_values))
        ],
        textposition=[
            "middle right" if each else "middle left" for each in range(len(gradient.line_values))
        ],
        textfont={"color": colour, "size": 13},
        line={"color": colour, "width": 2, "dash": DASHES[at]},
        name=f"{said}line",
        hovertemplate=f"{said}line %{{y:.1f}}%<extra></extra>",
    )
    dots = go.Scatter(
        x=[rank + shift for rank in gradient.ranks],
        y=list(gradient.values),
        mode="markers",
        marker={"symbol": SYMBOLS[at], "size": 10, "color": colour},
        error_y=error if gradient.highs else None,
        name=f"{said}groups" + (" with 95% confidence intervals" if gradient.highs else ""),
        text=[
            f"{said}group {group_words(each + 1, count)}: {gradient.values[each]:.1f}%"
            + (
                f" (95% confidence interval {gradient.lows[each]:.1f}% to "
                f"{gradient.highs[each]:.1f}%)"
                if gradient.highs
                else ""
            )
            for each in range(count)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    return [line, dots]
