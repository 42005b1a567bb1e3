"""A figure for a paper as files: each size and format, made when it is asked for."""

from collections.abc import Callable
from functools import cache as cached

from insight.exports.files import Download
from insight.figures.sheet.sheet import Format, Size
from insight.statement import Item

MIME = {Format.PNG: "image/png", Format.SVG: "image/svg+xml", Format.PDF: "application/pdf"}


def papers_of(make: Callable[[], Item], stem: str) -> dict[tuple[Size, Format], Download]:
    """A figure in every size and format; nothing is made before one is asked for.

    `stem` begins the files' names, as `file_stem` makes it.
    """
    item = cached(make)
    return {
        (size, kind): Download(
            kind.value.upper(),
            f"{stem}-{size.value}.{kind.value}",
            MIME[kind],
            lambda size=size, kind=kind: item().draw(size, kind),  # type: ignore[misc]
        )
        for size in Size
        for kind in Format
    }
