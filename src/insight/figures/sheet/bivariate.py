"""Maps on paper of two things at once: nine classes, and a square for their legend."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from insight.figures.bivariate import WAYS, Axis, BivariateKey, cell_counts
from insight.figures.palette import Ramp
from insight.figures.sheet.lettering import PALETTE, in_mm, in_type, lettering
from insight.figures.sheet.maps import (
    HATCH_PT,
    MISSING_HATCH,
    PaperLayer,
    Room,
    draw_closer,
    draw_ground,
    draw_north,
    framed,
    rooms,
    say_nothing,
)
from insight.figures.sheet.names import Box, name_districts
from insight.figures.sheet.sheet import Format, Sheet, Size, Words, broken, rendered, sheet

HATCHES = ("......",) * WAYS + ("",) * WAYS + ("-----", "\\" * 6, "//////")
"""Of the nine classes, so that a grey print tells all nine: dots, nothing or lines
tell what runs up, and each step across is darker. Two of the highest are near each
other in grey, so that their lines run another way."""

KEY_BOTTOM = 0.4
"""Of the room's height, what is left under the legend."""
CELL_MM = {Size.HALF: 8.5, Size.FULL: 12.0, Size.WIDE: 15.0}
LEAST_CELL_MM = 5.0
WORD_LINES = 8
"""Of the legend, around and under its cells."""
LINE = 1.25
GAP_MM = 1.0


@dataclass(frozen=True, eq=False)
class Closer:
    """A part of the map drawn once more, larger: its name, and which areas are in it."""

    name: str
    is_in: np.ndarray


@dataclass(frozen=True)
class Spot:
    """A word on the map, such as a number, and where: metres of the grid."""

    text: str
    easting: float
    northing: float


@dataclass(frozen=True, eq=False)
class PaperNeeds:
    """What a map of two things on paper shows, its classes as of `BivariateKey`.

    `marked_words` say what the heavy outlines are, and `mark_names` what the marks number, from 1;
    `closer` is what is too dense on the map.
    """

    layer: PaperLayer
    key: BivariateKey
    marks: tuple[Spot, ...] = ()
    marked_words: str = ""
    closer: Closer | None = None
    mark_names: tuple[str, ...] = ()


def needs_ramp() -> Ramp:
    """The nine fills of paper as classes of one scale."""
    found = PALETTE.bivariate
    return Ramp(found.name, "categorical", found.colours, found.labels)


def paper_bivariate(needs: PaperNeeds, words: Words, size: Size, kind: Format) -> bytes:
    """A map in nine classes as a file."""
    made = sheet(words, size)
    layer = needs.layer
    if layer.areas.empty:
        say_nothing(made.axes(), made)
        return rendered(made, kind, words)
    key, inset, ground = rooms(size, made)
    if size is not Size.FULL:
        bottom = 0 if needs.mark_names and needs.closer is None else KEY_BOTTOM
        key = key | {"y": bottom, "height": 1 - bottom}
        inset = inset | {"height": KEY_BOTTOM - 0.05}
    axes = made.axes(**ground)
    draw_ground(axes, layer, made)
    draw_north(axes, made)
    window = None if needs.closer is None else window_of(layer, needs.closer)
    taken = _draw_marks(axes, made, needs, but=window)
    if window is not None:
        taken.append(framed(axes, window))
    name_districts(axes, made, layer.districts, taken=taken)
    if needs.closer is not None and window is not None:
        larger = replace(needs.layer, bounds=window)
        _draw_marks(draw_closer(made, larger, needs.closer.name, inset), made, needs)
    _draw_key(made, needs, key, size)
    return rendered(made, kind, words)


def _draw_key(made: Sheet, needs: PaperNeeds, room: Room, size: Size) -> None:
    """The square of nine cells with the words of both axes, drawn in millimetres."""
    axes = made.axes(**room)
    axes.set_axis_off()
    tall = room.get("height", 1) * made.high_mm
    axes.set_xlim(0, room["width"] * made.wide_mm)
    axes.set_ylim(tall, 0)
    line = LINE * in_mm(made.size.text_pt)
    fits = (tall - WORD_LINES * line) / WAYS
    cell = max(LEAST_CELL_MM, min(CELL_MM[size], fits))
    key = _Key(axes, made, cell, line, room["width"], is_low=size is Size.FULL)
    up, across = needs.key.up, needs.key.across
    top = key.text(0, 0, key.lines(needs.key.title)) + GAP_MM
    side, foot = key.left(up), top + WAYS * cell
    _draw_cells(key, needs.layer, side, top)
    for at, word in enumerate(up.words):
        key.text(side - GAP_MM, foot - (at + 0.5) * cell, (word,), ha="right", va="center")
    middle = {"ha": "center", "va": "center", "rotation": 90, **key.type(weight="bold")}
    axes.text(line / 2, (top + foot) / 2, f"{up.title} →", **middle)
    ends = [
        key.text(side + (at + 0.5) * cell, foot + GAP_MM, word.split(), ha="center")
        for at, word in enumerate(across.words)
    ]
    under = middle | {"va": "top", "rotation": 0}
    axes.text(side + WAYS / 2 * cell, max(ends), f"{across.title} →", **under)
    _draw_other_entries(key, needs, max(ends) + line + GAP_MM)


def _draw_cells(key: "_Key", layer: PaperLayer, left: float, top: float) -> None:
    """The nine cells, the lowest of both at the bottom left, with their counts."""
    half = key.cell / 2
    for at, count in enumerate(cell_counts(layer.bands)):
        row, column = divmod(at, WAYS)
        x, y = left + column * key.cell, top + (WAYS - 1 - row) * key.cell
        fill, ink = layer.ramp.colours[at], layer.ramp.labels[at]
        look = {"facecolor": fill, "edgecolor": PALETTE.background, "linewidth": 0.8}
        cell = Rectangle((x, y), key.cell, key.cell, hatch=HATCHES[at] or None, hatchcolor=ink)
        cell.set(hatch_linewidth=HATCH_PT, **look)
        key.axes.add_patch(cell)
        style = key.type(weight="bold") | {"ha": "center", "va": "center", "color": ink}
        ground = {"facecolor": fill, "edgecolor": "none", "pad": 1.2}
        key.axes.text(x + half, y + half, f"{count:,}", bbox=ground, **style)


def _draw_other_entries(key: "_Key", needs: PaperNeeds, top: float) -> None:
    """Areas without a figure, and what the heavy outlines are."""
    missing = int((needs.layer.bands < 0).sum())
    outline: dict[str, Any] = {"edgecolor": PALETTE.text, "linewidth": 1.6}
    entries = [(needs.marked_words, outline)] if needs.marked_words else []
    if missing:
        hatch = {"hatch": MISSING_HATCH, "edgecolor": PALETTE.no_data.outline}
        entries.insert(0, (f"No figure · {missing}", hatch))
    line, left = key.line, 2.6 * key.line
    for words, look in entries:
        box = Rectangle((0.4, top + 0.1 * line), 2 * line, 0.8 * line)
        key.axes.add_patch(box).set(facecolor=PALETTE.background, **look)
        top = key.text(left, top, key.lines(words, less=left)) + GAP_MM
    pt, x = key.made.size.foot_pt, 0.0
    if key.is_low:
        x, top = 1.1 * key.share * key.made.wide_mm, 0.0
    for at, name in enumerate(needs.mark_names, start=1):
        said = broken(f"{at}  {name}", key.made.size, pt, share=0.96 * key.share)[0]
        key.axes.text(x, top, said, **lettering(PALETTE.text, pt, va="top"))
        top += LINE * in_mm(pt)


@dataclass(frozen=True, eq=False)
class _Key:
    """The axes of the legend, with its measures in millimetres.

    Where it `is_low`, there is more room beside it than under it.
    """

    axes: Axes
    made: Sheet
    cell: float
    line: float
    share: float
    is_low: bool

    def type(self, *, weight: str = "normal") -> dict[str, Any]:
        """How words look."""
        return lettering(PALETTE.text, self.made.size.text_pt, weight=weight)

    def left(self, up: Axis) -> float:
        """Where the cells begin: right of the upright title and the class words."""
        letters = max(len(word) for word in up.words)
        pt_mm = in_mm(self.made.size.text_pt)
        return self.line + 0.62 * letters * pt_mm + 2 * GAP_MM

    def lines(self, words: str, *, less: float = 0) -> list[str]:
        """Words in lines that fit, with so many millimetres less."""
        share = 0.96 * self.share - less / self.made.wide_mm
        return broken(words, self.made.size, self.made.size.text_pt, share=share)

    def text(
        self, x: float, y: float, lines: Sequence[str], *, ha: str = "left", va: str = "top"
    ) -> float:
        """Lines of type; returns where they end."""
        self.axes.text(x, y, "\n".join(lines), ha=ha, va=va, **self.type())
        return y + len(lines) * self.line


def window_of(layer: PaperLayer, closer: Closer) -> Box:
    """The frame of the part that is drawn larger, and of all outlines that touch it."""
    bounds = layer.areas[closer.is_in].total_bounds
    if layer.marked is not None:
        # One outline can be in many places, of which the far ones are not in the frame.
        parts = layer.marked.explode()
        inside = parts[parts.intersects(shapely.box(*bounds))]
        bounds = np.vstack([bounds, inside.bounds.to_numpy()])
        low, high = bounds.min(axis=0), bounds.max(axis=0)
        bounds = np.array([low[0], low[1], high[2], high[3]])
    west, south, east, north = (float(each) for each in bounds)
    return west, south, east, north


def _draw_marks(axes: Axes, made: Sheet, needs: PaperNeeds, *, but: Box | None = None) -> list[Box]:
    """Words on the map but for those in a part of it; where they stand."""
    axes.apply_aspect()  # else the map is measured as it was before it was fitted
    unit = axes.transData.inverted().transform
    renderer = made.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    style = lettering(PALETTE.text, made.size.text_pt, weight="bold", ha="center", va="center")
    glow = [withStroke(linewidth=2.4, foreground=PALETTE.background)]
    boxes = []
    for spot in needs.marks:
        is_elsewhere = but is not None and _is_in(spot, but)
        if is_elsewhere or not _is_in(spot, (west, south, east, north)):
            continue
        at = (spot.easting, spot.northing, in_type(spot.text))
        label = axes.text(*at, zorder=9, path_effects=glow, **style)
        # Once more, unseen: a glow is a drawing in a PDF, and the word is to be found.
        axes.text(*at, alpha=0, **style)
        box = label.get_window_extent(renderer)
        boxes.append((*unit((box.x0, box.y0)), *unit((box.x1, box.y1))))
    return boxes


def _is_in(spot: Spot, box: Box) -> bool:
    west, south, east, north = box
    return west < spot.easting < east and south < spot.northing < north
