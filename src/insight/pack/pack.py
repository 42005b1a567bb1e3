"""Open a data pack: the only module that reads pack files."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import geopandas as gpd
import pandas as pd

from insight.errors import ContractError, InsightError, Problem
from insight.pack.catalogue import CENSUS_INDICATORS, INDICATORS, LICENCES, Indicator, Source
from insight.pack.contracts import CONTRACTS, CORRECT, Contract, check, relation_problems, shown
from insight.root import ROOT

T = TypeVar("T")

EMBEDDED = ROOT / "data"  # the pack that comes with the repository

FRESH_COPY = "Get a new copy of the data."
MAY_BE_EMPTY = ("caveat", "made_by")

LARGEST_WHOLE = 2**53  # beyond this a float no longer tells one whole number from the next


class DataVersion(str):
    """The version of a pack in files and links; readers are told its month.

    Attributes
    ----------
    month
        When the latest of its tables was taken from its publisher, such as ``November 2026``.
    """

    month: str

    def __new__(cls, version: str, month: str = "") -> "DataVersion":
        """A version of which readers see the month, or itself where none is known."""
        made = super().__new__(cls, version)
        made.month = month or version
        return made


def said_version(version: str) -> str:
    """A data version as readers are told it.

    Examples
    --------
    >>> said_version(DataVersion("5d378bcbc3", "November 2026")), said_version("5d378bcbc3")
    ('Data version November 2026', 'Data version 5d378bcbc3')
    """
    return f"Data version {getattr(version, 'month', version)}"


@dataclass(frozen=True)
class PackScope:
    """What a pack covers, in the words that pages use."""

    title: str
    short_title: str
    partnership: str
    lsoa_year: int


@dataclass(frozen=True)
class Pack:
    """A checked, read-only set of tables of one version.

    The version is that of the figures, wherever they lie; `problems` are the faults of
    tables that cannot be used, `own` the measures that people brought.
    """

    folder: Path
    version: DataVersion
    about: PackScope
    sources: Mapping[str, Source]
    problems: Mapping[str, ContractError]
    _tables: Mapping[str, pd.DataFrame]
    own: Mapping[str, Indicator] = field(default_factory=dict)
    _found: dict[str, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def once(self, name: str, work_out: Callable[[], T]) -> T:
        """What is worked out of these tables alone, as long as the pack is open."""
        if name not in self._found:
            self._found[name] = work_out()
        return cast("T", self._found[name])

    def table(self, name: str) -> pd.DataFrame:
        """One table, on its key as index; without rows where a pack does without it."""
        if name in self.problems:
            raise self.problems[name]
        if name not in self._tables:
            return _no_rows(CONTRACTS[name])
        return self._tables[name]

    def sources_of(self, *names: str) -> tuple[Source, ...]:
        """The records of those of some tables that the pack has."""
        return tuple(self.sources[name] for name in names if name in self.sources)

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The LSOAs with names, parents and boundaries, on ``lsoa21cd``."""
        return cast("gpd.GeoDataFrame", self.table("areas"))

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The measures that can be shown of this pack, by key.

        Those whose table is faulty are among them: what they lack can be said. Those
        whose table the pack does without are not, nor those without any figure.
        """
        known = set(self._tables) | set(self.problems)
        return {
            key: each
            for key, each in {**INDICATORS, **CENSUS_INDICATORS, **self.own}.items()
            if known.issuperset(each.tables) and not self._is_empty(each.tables[0], each.column)
        }

    def _is_empty(self, table: str, column: str) -> bool:
        """Whether a usable table has a column without any figure, or lacks it."""
        rows = self._tables.get(table)
        if rows is None:
            return False
        if column in rows:
            return bool(rows[column].isna().all())
        return column in CONTRACTS[table].schema.columns

    def with_own(
        self,
        own: Mapping[str, Indicator],
        tables: Mapping[str, pd.DataFrame],
        sources: Mapping[str, Source],
    ) -> "Pack":
        """The same with measures that people brought; its version stays."""
        return replace(
            self,
            own={**self.own, **own},
            sources={**self.sources, **sources},
            _tables={**self._tables, **tables},
        )

    def has(self, name: str) -> bool:
        """Whether a table that a pack may do without is there and can be used."""
        return name in self._tables

    def fault(self, *names: str) -> ContractError:
        """The faults of the tables named, of all tables if none is, as one error."""
        asked = names or tuple(self.problems)
        faults = [self.problems[name] for name in asked if name in self.problems]
        return ContractError([p for fault in faults for p in fault.problems])

    def is_usable(self, *names: str) -> bool:
        """Whether all the tables named passed their contracts."""
        return not any(name in self.problems for name in names)


def open_pack(folder: Path = EMBEDDED) -> Pack:
    """Read every table of a pack and check it.

    A table that breaks its contract does not stop the others: its fault is kept
    in `Pack.problems` and raised when the table is asked for.
    """
    about = _about(folder)
    sources: dict[str, Source] = {}
    frames: dict[str, pd.DataFrame] = {}
    problems: dict[str, ContractError] = {}
    checksums: dict[str, str] = {}
    for table, contract in CONTRACTS.items():
        if contract.is_optional and not (folder / contract.file).exists():
            continue
        try:
            content = _content(folder, contract)
            checksums[table] = hashlib.sha256(content).hexdigest()
            sources[table] = _source(folder, contract)
            _match_checksum(contract, checksums[table], sources[table].sha256)
            frames[table] = _read(folder, contract)
            check(table, frames[table])
        except ContractError as error:
            frames.pop(table, None)
            problems[table] = error
    for table in list(frames):
        found = list(relation_problems(table, frames))
        if found:
            problems[table] = ContractError(found)
    return Pack(
        folder=folder,
        version=DataVersion(pack_version(checksums), _month(sources)),
        about=about,
        sources=sources,
        problems=problems,
        _tables={
            table: frame.set_index(list(CONTRACTS[table].key)).sort_index()
            for table, frame in frames.items()
            if table not in problems
        },
    )


def _month(sources: Mapping[str, Source]) -> str:
    """Of the table that was taken last; empty where no day can be read."""
    try:
        latest = max(date.fromisoformat(each.retrieved) for each in sources.values())
    except ValueError:
        return ""
    return f"{latest:%B %Y}"


def _no_rows(contract: Contract) -> pd.DataFrame:
    columns = {
        name: pd.Series(dtype=str(column.dtype))
        for name, column in contract.schema.columns.items()
        if column.required
    }
    return pd.DataFrame(columns).set_index(list(contract.key))


def pack_version(checksums: Mapping[str, str]) -> str:
    """Ten characters that stand for the exact content of a pack's tables."""
    lines = "".join(f"{name} {checksums[name]}\n" for name in sorted(checksums))
    return hashlib.sha256(lines.encode()).hexdigest()[:10]


def _about(folder: Path) -> PackScope:
    file = folder / "pack.toml"
    try:
        about = PackScope(**tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        raise InsightError(
            f"There is no data in {folder} because pack.toml is missing. Set INSIGHT_DATA to a "
            "folder with data, or unset it."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as fault:
        raise InsightError(f"pack.toml in {folder} cannot be read: {fault}. {FRESH_COPY}") from None
    for name, value in vars(about).items():
        wanted = int if name == "lsoa_year" else str
        if not isinstance(value, wanted):
            kind = "a year" if wanted is int else "text in quotes"
            raise InsightError(
                f"pack.toml in {folder}: {name} is {value!r}, not {kind}. {FRESH_COPY}"
            )
    return about


def _unreadable(file: str, rule: str, remedy: str = FRESH_COPY) -> ContractError:
    return ContractError([Problem(file, rule, remedy=remedy)])


def _content(folder: Path, contract: Contract) -> bytes:
    try:
        return (folder / contract.file).read_bytes()
    except FileNotFoundError:
        raise _unreadable(contract.file, "file is missing") from None
    except OSError as fault:
        raise _unreadable(contract.file, f"cannot be opened ({fault.strerror})") from None


def _source(folder: Path, contract: Contract) -> Source:
    file = folder / f"{contract.table}.source.toml"
    try:
        record = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        rule = "source record is missing"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        rule = f"source record cannot be read ({fault})"
    else:
        wrong = _wrong_field(record)
        if not wrong:
            licence = LICENCES[record.pop("licence")]
            return Source(table=contract.table, licence=licence, **record)
        rule = f"source record is not as declared ({wrong})"
    raise _unreadable(file.name, rule) from None


def _wrong_field(record: Mapping[str, object]) -> str:
    """What is wrong with the fields of a source record; empty if nothing."""
    declared = {each.name for each in fields(Source)} - {"table"}
    if missing := sorted(declared - set(record)):
        return f"no {missing[0]!r}"
    if extra := sorted(set(record) - declared):
        return f"{extra[0]!r} is not in its contract"
    for name, value in record.items():
        if not isinstance(value, str):
            return f"{name!r} is {value!r}, not text in quotes"
        if not value and name not in MAY_BE_EMPTY:
            return f"{name!r} is empty"
    if record["licence"] not in LICENCES:
        known = ", ".join(LICENCES)
        return f"licence {record['licence']!r} is not one of {known}"
    return ""


def _match_checksum(contract: Contract, found: str, recorded: str) -> None:
    if found != recorded:
        raise _unreadable(
            contract.file,
            f"content has changed since it was recorded: checksum begins "
            f"{found[:8]}, the source record says {recorded[:8]}",
            "Get a new copy of the data, or build it again.",
        )


def _read(folder: Path, contract: Contract) -> pd.DataFrame:
    """The rows of a table's file, typed as its contract declares."""
    file = folder / contract.file
    try:
        if contract.suffix == ".parquet":
            return gpd.read_parquet(file)
        text = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])
    except (ValueError, OSError, KeyError) as fault:
        reason = str(fault).splitlines()[0]
        raise _unreadable(contract.file, f"cannot be read ({reason})") from None
    return _typed(contract, text)


def _typed(contract: Contract, text: pd.DataFrame) -> pd.DataFrame:
    """Turn the number columns of a table read as text into numbers."""
    problems = []
    for name, column in contract.schema.columns.items():
        wanted = str(column.dtype)
        if name not in text or wanted not in ("int64", "float64"):
            continue
        numbers = pd.to_numeric(text[name], errors="coerce")
        is_bad = numbers.isna() & text[name].notna()
        if wanted == "int64":
            is_bad |= numbers.isna() | numbers.mod(1).ne(0) | numbers.abs().gt(LARGEST_WHOLE)
        if not is_bad.any():
            text[name] = numbers.astype(wanted)
            continue
        row = text[is_bad].iloc[0]
        key = next((k for k in contract.key if k in text), name)
        rule = f"{name}: not {'a whole number' if wanted == 'int64' else 'a number'}"
        example = f"{shown(row[name])} at {shown(row[key])}"
        failing = int(is_bad.sum())
        problems.append(Problem(contract.file, rule, failing, len(text), example, CORRECT))
    if problems:
        raise ContractError(problems)
    return text
