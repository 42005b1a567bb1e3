"""Write the tables of a pack, so that the same figures are the same bytes."""

import hashlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from insight.errors import InsightError
from insight.pack.contracts import CONTRACTS, Contract
from insight.pack.pack import PackScope

RECORD_FIELDS = (
    "publisher", "title", "short", "period", "retrieved", "licence", "address",
    "sha256", "caveat", "made_by",
)  # fmt: skip


def write_table(frame: pd.DataFrame, table: str, out: Path) -> str:
    """Write the rows of a table as its contract declares them."""
    contract = CONTRACTS[table]
    content = table_bytes(frame, contract)
    (out / contract.file).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def table_bytes(frame: pd.DataFrame, contract: Contract) -> bytes:
    """The content of a table's file: columns and rows in the contract's order."""
    if frame.index.name in contract.schema.columns:
        frame = frame.reset_index()
    columns = [name for name in contract.schema.columns if name in frame]
    ordered = frame[columns].sort_values(list(contract.key), ignore_index=True)
    buffer = io.BytesIO()
    if contract.suffix == ".parquet":
        gpd.GeoDataFrame(ordered).to_parquet(buffer, index=False, compression="zstd")
    else:
        ordered.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def renew_checksum(record: Path, sha256: str) -> None:
    """Put the checksum of a table into the record that it has already."""
    if not record.exists():
        raise InsightError(
            f"{record.name} is missing from {record.parent}. Take a fresh copy of the repository."
        )
    text = record.read_text("utf-8")
    line = f'sha256 = "{sha256}"'
    record.write_text(re.sub(r"^sha256 = .*$", line, text, flags=re.M), "utf-8", newline="\n")


def write_record(record: Mapping[str, str], table: str, out: Path) -> None:
    """Write what is known of where a table came from, beside it."""
    _write({name: record[name] for name in RECORD_FIELDS}, out / f"{table}.source.toml")


def write_about(about: PackScope, out: Path) -> None:
    """Write what the pack covers."""
    _write(vars(about), out / "pack.toml")


def _write(fields: Mapping[str, str | int], file: Path) -> None:
    """Write fields as TOML, which understands what JSON escapes."""
    lines = []
    for name, value in fields.items():
        text = " ".join(value.split()) if isinstance(value, str) else value
        quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "")
        lines.append(f"{name} = {quoted}\n")
    file.write_text("".join(lines), "utf-8", newline="\n")
