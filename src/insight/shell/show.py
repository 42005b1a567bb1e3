"""Draw the parts of a view: figures, tables, downloads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from insight.analysis.view import Figure, Headline
from insight.exports.files import Download
from insight.exports.table import escape_formula
from insight.figures.screen.legend import mark_of_class
from insight.shell.frame import Page
from insight.shell.layout.column_widths import ROW_PX, WHOLE_PX, fitted
from insight.shell.written import plain
from insight.statement import Column, Table

HEADLINE = (1, 2.6)
"""Of a number in the width, and of its words."""


@dataclass(frozen=True)
class RowChoice:
    """What a click on any cell of a row opens, and what is told of all rows that are ticked."""

    open: Callable[[int], None]
    ticks: Callable[[list[int]], None] | None = None


def show_figure(
    page: Page,
    figure: Figure,
    *,
    key: str,
    on_select: Callable[[], None] | None = None,
    has_zoom: bool = False,
) -> None:
    """A chart or map with its alternative text."""
    # A map of thousands of areas has a subplot, and so buttons, of another kind.
    is_wide = bool(figure.plot.layout.map.to_plotly_json())
    kind = "Map" if is_wide else "Geo"
    reset = "resetViewMap" if is_wide else "resetGeo"
    st.plotly_chart(
        figure.plot,
        key=key,
        theme=None,
        on_select=on_select or "ignore",
        selection_mode="points",
        config={
            # A stub in the served folder answers plotly's question for an outline
            # of the world, which would otherwise go to a server outside.
            "topojsonURL": page.served,
            "displayModeBar": has_zoom,
            "modeBarButtons": [[f"zoomIn{kind}", f"zoomOut{kind}", reset]],
            "displaylogo": False,
            "scrollZoom": False,
            "doubleClick": "reset" if has_zoom else False,
        },
        alt=figure.alt,
    )
    rules = mark_of_class(
        figure.plot, f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}", page.map_palette.text
    )
    if rules:
        st.html(f"<style>{rules}</style>")


def show_headlines(headlines: tuple[Headline, ...]) -> None:
    """Large numbers beside each other."""
    if not headlines:
        return
    for column, each in zip(st.columns(len(headlines)), headlines, strict=True):
        column.metric(each.label, each.value, help=each.help or None)
        column.caption(each.note)


def show_headline(headline: Headline) -> None:
    """A number and, next to it, what it is: one of several below each other."""
    number, words = st.columns(HEADLINE, gap="small")
    number.subheader(headline.value, anchor=False)
    words.markdown(f"{headline.label}  \n:small[{headline.note}]", help=headline.help or None)


def show_table(
    table: Table,
    *,
    key: str,
    most_px: int | None = None,
    on_select: Callable[[], None] | RowChoice | None = None,
    room_px: int = WHOLE_PX,
) -> None:
    """Rows that can be sorted and, if `on_select` is given, chosen.

    As high as its rows, or `most_px`. In less room long texts are wrapped. No text
    is a formula to a spreadsheet, because the browser can save a table as CSV.
    """
    has_marks = on_select.ticks is not None if isinstance(on_select, RowChoice) else bool(on_select)
    fit = fitted(table, room_px, has_marks=has_marks)
    whole = ROW_PX + fit.row_px * len(table.rows) + 3
    react: Any = on_select or "ignore"
    mode: Any = "single-row"
    if isinstance(on_select, RowChoice):
        react = partial(_chosen_in, key, on_select)
        mode = ["single-cell", *(["multi-row"] if on_select.ticks else [])]
    st.dataframe(
        guarded_texts(table.rows),
        key=key,
        hide_index=True,
        column_order=list(fit.widths),
        column_config=_column_config(table.columns, fit.widths),
        height=min(most_px or whole, whole),
        row_height=fit.row_px,
        placeholder="no figure",
        on_select=react,
        selection_mode=mode,
        alt=table.alt,
    )
    if fit.left_out:
        left_out = "; ".join(table.columns[name].heading for name in fit.left_out)
        st.caption(plain(f"More columns: {left_out}. Show them with the eye above the table."))


def _chosen_in(key: str, choice: RowChoice) -> None:
    """Tell of the cell that was clicked, or of all rows that are ticked."""
    selection = st.session_state[key]["selection"]
    if selection["cells"]:
        choice.open(selection["cells"][0][0])
    elif choice.ticks is not None:
        choice.ticks(list(selection["rows"]))


def guarded_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with an apostrophe before each text that could be a formula."""
    texts = rows.select_dtypes(["object", "string"])
    return rows.assign(
        **{
            str(name): [escape_formula(cell) if isinstance(cell, str) else cell for cell in column]
            for name, column in texts.items()
        }
    )


def _column_config(
    columns: Mapping[str, Column], widths: Mapping[str, int]
) -> dict[str, ColumnConfig]:
    config: dict[str, ColumnConfig] = {}
    for name, column in columns.items():
        label = escape_formula(column.heading)
        about = ". ".join(filter(None, (column.short and column.label, column.help))) or None
        if column.decimals is None:
            text = st.column_config.TextColumn
            config[name] = text(label, help=about, width=widths.get(name))
        else:
            mark = f"%,.{column.decimals}f{column.suffix.replace('%', '%%')}"
            number = st.column_config.NumberColumn
            config[name] = number(label, help=about, format=mark, width=widths.get(name))
    return config


def show_downloads(downloads: tuple[Download, ...]) -> None:
    """One button a file; nothing is made before it is asked for."""
    for download in downloads:
        download_button(download, f"download:{download.label}")


def download_button(download: Download, key: str) -> None:
    """A button that makes a file when it is pressed, without running the page again."""
    label = download.label
    # Names of formats keep their capitals.
    middle = label[:1].lower() + label[1:] if label.split()[0][1:].islower() else label
    st.download_button(
        f"Download {middle}",
        data=download.content,
        file_name=download.file_name,
        mime=download.mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
