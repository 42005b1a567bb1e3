"""Words inside a figure, so that a picture of it is complete."""

from dataclasses import dataclass
from html import escape
from textwrap import wrap

from insight.figures.palette import Palette

MARGIN_PX = 4
SUBTITLE_PX = 13
SOURCE_TYPE_PX = 10.5
SOURCE_LINE_PX, SOURCE_PAD_PX = 14, 10


@dataclass(frozen=True)
class Caption:
    """Words inside the figure, so that a picture of it is complete."""

    title: str
    subtitle: str
    source: str


def in_figure(words: str) -> str:
    """Words that people wrote, for a figure, which would read tags in them.

    Examples
    --------
    >>> in_figure("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return escape(words, quote=False)


def heading(caption: Caption, palette: Palette, *, type_px: int) -> dict[str, object]:
    """Title and subtitle at the top left, as plotly's layout wants them."""
    return {
        "text": f"{caption.title}<br><span style='font-size:{SUBTITLE_PX}px;"
        f"font-weight:400;color:{palette.text_muted}'>{caption.subtitle}</span>",
        "font": {"size": type_px, "weight": 600},
        **{"x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "yref": "container"},
        "pad": {"l": MARGIN_PX, "t": 22},
    }


def source_px(caption: Caption, *, letters: int) -> int:
    """Pixels that the source needs where so many letters fit beside each other."""
    return SOURCE_LINE_PX * len(wrap(caption.source, letters)) + SOURCE_PAD_PX


def source_note(
    caption: Caption, palette: Palette, *, below_px: float, letters: int
) -> dict[str, object]:
    """The source beneath the plot, as one of plotly's annotations."""
    return {
        "text": "<br>".join(wrap(caption.source, letters)),
        **{"xref": "paper", "yref": "paper", "x": 0, "y": 0, "yshift": -below_px},
        **{"xanchor": "left", "yanchor": "top", "align": "left"},
        "showarrow": False,
        "font": {"size": SOURCE_TYPE_PX, "color": palette.text_muted},
    }
