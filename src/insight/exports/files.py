"""Files that are made when they are asked for, and what they are called."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from insight.characters import normalised
from insight.exports.table import ExportSheet, ExportTable, csv_bytes, geojson_bytes, xlsx_bytes

CSV, GEOJSON = "text/csv", "application/geo+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_PART = 60


@dataclass(frozen=True)
class Download:
    """A file that is made when it is asked for, and the table that it is made from, if any."""

    label: str
    file_name: str
    mime: str
    content: Callable[[], bytes]
    table: Callable[[], ExportTable] | None = None

    def with_table(self, change: Callable[[ExportTable], ExportTable]) -> "Download":
        """The same file of the table after a change; others are left as they are."""
        if self.table is None:
            return self
        before, write = self.table, WRITERS[self.mime]

        def after() -> ExportTable:
            return change(before())

        return replace(self, table=after, content=lambda: write(after()))


WRITERS = {CSV: csv_bytes, GEOJSON: geojson_bytes}


def csv_download(label: str, parts: Sequence[str], make: Callable[[], ExportTable]) -> Download:
    """A table as CSV, its file named by the parts."""
    return Download(label, f"{file_stem(*parts)}.csv", CSV, lambda: csv_bytes(make()), make)


def geojson_download(label: str, parts: Sequence[str], make: Callable[[], ExportTable]) -> Download:
    """A table with outlines as GeoJSON."""
    name = f"{file_stem(*parts)}.geojson"
    return Download(label, name, GEOJSON, lambda: geojson_bytes(make()), make)


def xlsx_download(
    label: str, parts: Sequence[str], make: Callable[[], Sequence[ExportSheet]]
) -> Download:
    """Sheets as a workbook."""
    return Download(label, f"{file_stem(*parts)}.xlsx", XLSX, lambda: xlsx_bytes(make()))


def file_stem(*parts: str) -> str:
    """A file's name that is no formula, no path and no option.

    Examples
    --------
    >>> file_stem("record", '=HYPERLINK("x")', "2026-01-02"), file_stem("ledger", "")
    ('record-HYPERLINK-x-2026-01-02', 'ledger')
    """
    tidy = (re.sub(r"\W+", "-", normalised(part))[:LONGEST_PART].strip("-_") for part in parts)
    return "-".join(part for part in tidy if part)
