"""Workbooks to fill in: the columns, an example that is never read, and what is allowed."""

from collections.abc import Mapping, Sequence

import pandas as pd

from insight.exports.files import Download, csv_download, xlsx_download
from insight.exports.table import ExportSheet, ExportTable
from insight.records.kinds.investments import Form, Part, Place
from insight.records.kinds.neighbourhoods import Status
from insight.records.reading import COLUMNS
from insight.tables.group_columns import GroupColumn
from insight.tables.ledger_columns import MEANINGS, Field
from insight.tables.ledger_sheet import OWN_COLUMNS, meanings
from insight.tables.reader.layout import EXAMPLE

ABOUT = "What to write"
VALUES = "Allowed values"
MOST_VALUES = 2_000  # of a column, which a list to choose from can hold


def ledger_templates(known: Mapping[str, Sequence[str]] | None = None) -> tuple[Download, Download]:
    """For investments; `known` are values of the ledger that there is, by our headings."""
    headings = [field.value for field in OWN_COLUMNS]
    row = [MEANINGS[field].example for field in OWN_COLUMNS]
    row[headings.index(Field.REFERENCE.value)] = EXAMPLE
    table = ExportTable(pd.DataFrame([row], columns=headings))
    allowed: dict[str, Sequence[str]] = {
        Field.FORM.value: [str(each) for each in Form],
        Field.PART.value: [str(each) for each in Part],
        Field.LEVEL.value: [str(each) for each in Place],
        **(known or {}),
    }
    sheet = ExportSheet("Ledger", table, widths=[18] * len(headings), is_text=True)
    parts = ("ledger-template",)
    return (
        xlsx_download("Template, XLSX", parts, lambda: [sheet, meanings(), _values(allowed)]),
        csv_download("Template, CSV", parts, lambda: table),
    )


def figures_template(names: pd.Series) -> Download:
    """For an own indicator: a row for each area, by its code in the index."""
    columns = ["area_code", "area_name", "figure"]
    rows = [[EXAMPLE, "Example area", "12.3"], *([code, name, ""] for code, name in names.items())]
    lines = (
        ("area_code", "Code of a 2021 LSOA, 2021 MSOA, ward or district"),
        ("area_name", "Area name, for your reference"),
        ("figure", "A number. If you have no figure, leave it empty or enter *."),
    )
    return _template("own-indicator-template", "Figures", columns, rows, lines)


def estimates_template(names: pd.Series) -> Download:
    """For small-area estimates: a row for each area, by its code in the index."""
    shares = ["inactive_pct", "active_pct", "inactive_low_pct", "inactive_high_pct"]
    columns = ["area_code", "area_name", *shares]
    rows = [
        [EXAMPLE, "Example area", "24.1", "63.0", "20.2", "28.4"],
        *([code, name, *[""] * len(shares)] for code, name in names.items()),
    ]
    lines = (
        ("area_code", "Code of a 2021 LSOA or MSOA. Every area needs a row."),
        ("inactive_pct", "Share of all adults who are inactive, per cent"),
        ("active_pct", "Share of all adults who are active, per cent"),
        ("inactive_low_pct", "Lower 95% confidence limit, if there is one"),
        ("inactive_high_pct", "Upper 95% confidence limit, if there is one"),
    )
    return _template("small-area-template", "Estimates", columns, rows, lines)


def groups_template() -> Download:
    """For the gap between the most and the least deprived: a row for each fifth."""
    columns = [each.value for each in GroupColumn if each is not GroupColumn.CLASS]
    example = {"group": EXAMPLE, "population": "200000", "sample": "900", "value": "33.0",
               "lower": "30.1", "upper": "35.9", "period": "2023/24"}  # fmt: skip
    rows = [[example.get(name, "") for name in columns]]
    rows += [[str(at), *[""] * (len(columns) - 1)] for at in range(1, 6)]
    lines = (
        ("group", "1 is the most deprived fifth or tenth"),
        ("population", "Number of people in the group"),
        ("sample", "Number of responses"),
        ("value", "The share, per cent"),
        ("lower", "Lower 95% confidence limit, if there is one"),
        ("upper", "Upper 95% confidence limit, if there is one"),
        ("period", "For example, 2023/24, to compare two periods"),
    )
    return _template("inequality-template", "Groups", columns, rows, lines)


def neighbourhood_template(names: Sequence[str]) -> Download:
    """For neighbourhoods; `names` are those that are saved."""
    example = {"name": EXAMPLE, "description": "What it is", "status": str(Status.PROPOSED),
               "defined_by": "By hand", "members": "E01013600 E01013601"}  # fmt: skip
    rows = [[example[name] for name in COLUMNS]]
    lines = (
        ("name", "A new name. The name of a saved neighbourhood changes that one."),
        ("description", "A short description (optional)"),
        ("status", "One of the values on the next sheet"),
        ("defined_by", "How its areas were chosen"),
        ("members", "2021 LSOA codes, separated by spaces"),
    )
    allowed = {"status": [str(each) for each in Status], "saved names": names}
    return _template("neighbourhood-template", "Neighbourhoods", COLUMNS, rows, lines, allowed)


def places_template() -> Download:
    """For the checker: a column of places to copy."""
    rows = [[EXAMPLE, "LE1 1AA"]]
    lines = (("place", "A postcode or LSOA code. Other columns are ignored."),)
    return _template("checker-template", "Places", ["your reference", "place"], rows, lines)


def _template(
    stem: str,
    sheet: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    lines: Sequence[tuple[str, str]],
    *allowed: Mapping[str, Sequence[str]],
) -> Download:
    table = ExportTable(pd.DataFrame(rows, columns=list(columns)))
    about = ExportTable(pd.DataFrame(lines, columns=["Heading", "What it contains"]))
    sheets = [
        ExportSheet(sheet, table, widths=[20] * len(columns), is_text=True),
        ExportSheet(ABOUT, about, widths=(20, 80)),
        *(_values(each) for each in allowed if each),
    ]
    return xlsx_download("Template, XLSX", (stem,), lambda: sheets)


def _values(allowed: Mapping[str, Sequence[str]]) -> ExportSheet:
    """What a column may hold; its headings are none that a reading looks for."""
    columns = {
        f"Allowed in {name}": pd.Series(list(values)[:MOST_VALUES], dtype=object)
        for name, values in allowed.items()
    }
    table = pd.DataFrame(columns).fillna("")
    return ExportSheet(VALUES, ExportTable(table), widths=[24] * len(columns))
