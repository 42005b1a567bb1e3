"""A figure for a paper as files: each size and format, drawn when it is asked for."""

from insight.exports.files import Download, file_stem
from insight.figures.paper import SIZES, Format, Size
from insight.reports.paper import Item

MIME = {
    Format.PNG: "image/png",
    Format.SVG: "image/svg+xml",
    Format.PDF: "application/pdf",
}


def papers_of(item: Item, stem: str) -> dict[tuple[Size, Format], Download]:
    """A figure in every size and format; none is drawn before it is asked for.

    Parameters
    ----------
    item
        The figure.
    stem
        Beginning of the names of the files.
    """
    return {
        (size, kind): Download(
            f"{SIZES[size].words}, {kind.value.upper()}",
            f"{file_stem(stem, size.value)}.{kind.value}",
            MIME[kind],
            lambda size=size, kind=kind: item.draw(size, kind),  # type: ignore[misc]
        )
        for size in Size
        for kind in Format
    }
