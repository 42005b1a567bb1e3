"""The mark of what is made up."""

import plotly.graph_objects as go

from insight.figures.palette import Palette

WATERMARK = "EXAMPLE DATA"
WATERMARK_PX = 54


def watermarked(plot: go.Figure, palette: Palette) -> go.Figure:
    """The same figure with a mark across it that its numbers are made up."""
    return plot.add_annotation(
        text=WATERMARK,
        **{"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5},
        **{"xanchor": "center", "yanchor": "middle", "xshift": 0},
        showarrow=False,
        textangle=-24,
        opacity=0.3,
        font={"size": WATERMARK_PX, "color": palette.text, "weight": 700},
    )
