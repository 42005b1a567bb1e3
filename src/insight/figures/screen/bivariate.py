"""Map of two things at once, in three classes each, with its square legend."""

from dataclasses import replace
from textwrap import wrap

import plotly.graph_objects as go

from insight.figures.area_map import MapLayer
from insight.figures.bivariate import WAYS, BivariateKey, cell_counts
from insight.figures.caption import Caption
from insight.figures.highlights import Highlights
from insight.figures.palette import Palette
from insight.figures.screen.base_map import (
    TITLE_PX,
    Outlines,
    class_colours,
    map_frame,
    map_layers,
    map_layout,
    name_layers,
    source_height,
)
from insight.figures.screen.legend import LegendColumn

CELL_PX = 42
WORD_PX = 12
COUNT_PX = 14
GRID_LEFT_PX = 70
"""Room left of the cells: the axis' title, upright, and the words of its classes."""
HEAD_PX = 40
BESIDE_PX = GRID_LEFT_PX + WAYS * CELL_PX + 8
WORD_LETTERS = 8
FOOT_PX = 62
"""Room beneath the cells: words in two lines and the title of the axis."""


def bivariate_map(  # noqa: PLR0913 - each is a record of one concern
    outlines: Outlines,
    layer: MapLayer,
    key: BivariateKey,
    *,
    caption: Caption,
    palette: Palette,
    height: int,
    highlights: Highlights,
) -> go.Figure:
    """A map of areas in nine classes, and a square of nine cells right of it.

    The strip of the legend is apart from the map, so that it never covers an area.
    """
    traces = map_layers(outlines, layer, highlights, palette=palette)
    frame = map_frame(outlines, caption, None, height, marks=highlights.marks, beside_px=BESIDE_PX)
    frame = replace(frame, legend=_other_entries(frame.caption, height))
    traces += name_layers(frame, palette)
    layout = map_layout(outlines, frame, palette)
    layout["coloraxis"] = class_colours(palette.bivariate.colours)
    layout["template"] = {"layout": _defaults(palette)}
    layout["shapes"] = _squares(cell_counts(layer.bands), palette)
    layout["annotations"] = [*layout["annotations"], *_words(key, palette)]
    return go.Figure(traces, layout=layout)


def _defaults(palette: Palette) -> dict[str, object]:
    """What all squares and all words of the legend share, said once.

    Both are placed in pixels from the top right corner of the map.
    """
    corner = {"xref": "paper", "yref": "paper"}
    return {
        "shapedefaults": corner
        | {
            "type": "rect",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": 1,
            "yanchor": 1,
            "line": {"color": palette.background, "width": 1},
            "label": {"font": {"size": COUNT_PX}},
        },
        "annotationdefaults": corner
        | {
            "x": 1,
            "y": 1,
            "xanchor": "center",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": WORD_PX, "color": palette.text_muted},
        },
    }


def _squares(counts: list[int], palette: Palette) -> list[dict[str, object]]:
    """The nine cells, the lowest of both at the bottom left."""
    squares = []
    for at, fill in enumerate(palette.bivariate.colours):
        row, column = divmod(at, WAYS)
        left, bottom = column * CELL_PX, (row - WAYS) * CELL_PX - HEAD_PX
        squares.append(
            {
                "x0": GRID_LEFT_PX + left,
                "x1": GRID_LEFT_PX + left + CELL_PX,
                "y0": bottom,
                "y1": bottom + CELL_PX,
                "fillcolor": fill,
                "label": {"text": str(counts[at]), "font": {"color": palette.bivariate.labels[at]}},
            }
        )
    return squares


def _words(key: BivariateKey, palette: Palette) -> list[dict[str, object]]:
    """Titles and class words round the cells."""
    strong = {"size": WORD_PX + 1, "weight": 600, "color": palette.text}
    middle = GRID_LEFT_PX + WAYS * CELL_PX / 2
    foot = -HEAD_PX - WAYS * CELL_PX
    upright = {"font": strong, "textangle": -90, "yanchor": "middle"}
    words = [
        _text(key.title.replace(" in each", "<br>in each"), middle, 0),
        _text(f"{key.across.title} →", middle, foot - 36, font=strong),
        _text(f"{key.up.title} →", 12, foot + WAYS * CELL_PX / 2, **upright),
    ]
    side = {"xanchor": "right", "yanchor": "middle", "align": "right"}
    for at, each in enumerate(zip(key.across.words, key.up.words, strict=True)):
        along = (at + 0.5) * CELL_PX
        across, up = (
            "<br>".join(wrap(word, WORD_LETTERS, break_long_words=False)) for word in each
        )
        words.append(_text(across, GRID_LEFT_PX + along, foot - 2))
        words.append(_text(up, GRID_LEFT_PX - 5, foot + along, **side))
    return words


def _text(text: str, x: float, y: float, **more: object) -> dict[str, object]:
    """Words at a place in pixels from the top right corner of the map."""
    return {"text": text, "xshift": x, "yshift": y, **more}


def _other_entries(caption: Caption, height: int) -> dict[str, object]:
    """Whatever else needs a key, such as areas without a figure, under the cells."""
    down = HEAD_PX + WAYS * CELL_PX + FOOT_PX
    return {
        **LegendColumn("", ()).look(),
        "x": 1,
        "xanchor": "left",
        "y": 1 - down / (height - TITLE_PX - source_height(caption, height)),
        "yanchor": "top",
    }
