"""How words look on paper, and in which colours all of it is printed."""

from typing import Any

from insight.figures.palette import palette_for

MM_PER_INCH, PT_PER_INCH = 25.4, 72
FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that a sheet looks the same on every machine."""
PALETTE = palette_for("light")
"""Of all that is printed."""


def lettering(colour: str, pt: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """How words are written, as matplotlib's texts take it."""
    return {"family": FAMILY, "color": colour, "size": pt} | more


def in_mm(pt: float) -> float:
    """Points in millimetres."""
    return pt / PT_PER_INCH * MM_PER_INCH
