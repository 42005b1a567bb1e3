"""Places side by side on screen: a table that a screen reader and a clipboard understand."""

from html import escape

from insight.figures.comparison import ComparedFigure, Rug, verdict_mark
from insight.figures.palette import Palette

FAINT = "29"
"""Of 255 in hexadecimal: how much of an answer's colour its cell has."""


def rug_html(rug: Rug, palette: Palette) -> str:
    """The table as HTML, with every word that people wrote escaped."""
    line = f"border-bottom:1px solid {palette.rule}"
    head = f"padding:4px 8px;text-align:center;vertical-align:bottom;{line}"
    heads = "".join(
        f'<th scope="col" style="{head}">{escape(name)}'
        f'<br><span style="font-weight:400">{escape(kind)}</span></th>'
        for name, kind in zip(rug.places, rug.kinds, strict=True)
    )
    body, shelf = [], ""
    for row in rug.rows:
        if row.shelf != shelf:
            shelf = row.shelf
            body.append(
                f'<tr><th scope="colgroup" colspan="{len(rug.places) + 2}" '
                f'style="text-align:left;padding:5px 8px 1px;font-size:0.8rem;'
                f'color:{palette.text_muted};{line}">{escape(shelf)}</th></tr>'
            )
        cells = "".join(_cell(cell, row.need, line, palette) for cell in row.cells)
        body.append(
            f'<tr><th scope="row" style="text-align:left;font-weight:400;'
            f'padding:2px 8px;{line}">{escape(row.label)}</th>'
            f'<td style="text-align:center;color:{palette.text_muted};{line}">'
            f"{escape(row.comparator)}</td>{cells}</tr>"
        )
    return (
        f'<table style="width:100%;border-collapse:collapse;table-layout:fixed;'
        f'color:{palette.text};font-size:0.875rem;line-height:1.2"><thead><tr>'
        f'<th scope="col" style="{head};text-align:left;width:22%">Measure</th>'
        f'<th scope="col" style="{head};width:9%">{escape(rug.comparator)}'
        f'<br><span style="font-weight:400">comparator</span></th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _cell(cell: ComparedFigure, need: int, line: str, palette: Palette) -> str:
    mark = verdict_mark(cell.answer, need, palette)
    style, figure = f"text-align:center;padding:2px 4px;{line}", escape(cell.text)
    if mark is not None:
        style += f";background:{mark.colour}{FAINT};border:1px solid {mark.colour}"
        figure = f"<strong>{mark.glyph} {figure}</strong>"
    small = f"font-size:0.75rem;color:{palette.text}"
    between = "<br>" if cell.interval else " "
    said = f'<span style="{small}">{escape(cell.words)}</span>'
    return f'<td style="{style}">{figure}{between}{said}</td>'
