"""Which file of a folder serves which form, and the best where several do."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from insight.errors import ContractError, InsightError, Problem
from insight.pack.contracts import shown
from insight.publishers.fetching.fetch import Manifest
from insight.publishers.reading.forms import SPECS, TableForm, elsewhere, forms_of
from insight.publishers.reading.sheets import ARCHIVE, BOOK, LAYERS, TEXT, Leaf, leaves, table
from insight.tables.reader.text import clean_name

COMPANIONS = (".cpg", ".dbf", ".prj", ".qmd", ".sbn", ".sbx", ".shx", ".xml", ".toml")
"""Parts of a shapefile and records beside a table: no tables by themselves."""

GO_ON = "Download the file again, or remove it from the folder to continue without this table."


@dataclass(frozen=True)
class CandidateTable:
    """A table of a file that can serve a form."""

    form: TableForm
    leaf: Leaf
    columns: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Reading:
    """The rows of a candidate that are wanted, as text, a column for each field.

    Of all the `rows` of the table; `covered` is how many wanted codes have one with every
    needed cell filled in.
    """

    candidate: CandidateTable
    frame: pd.DataFrame
    rows: int
    covered: int
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file, for a reader."""
        return self.candidate.leaf.name

    @property
    def retrieved(self) -> str:
        """ISO date on which the file was fetched; its own if it was brought."""
        file = self.candidate.leaf.file
        entry = Manifest.of(file.parent).entries.get(file.name)
        if entry is not None:
            return entry.retrieved
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()

    def fault(
        self, rule: str, remedy: str = GO_ON, *, of: pd.Series | None = None, example: str = ""
    ) -> ContractError:
        """A sentence about the file, or about the rows that `of` marks."""
        failing = 0 if of is None else int(of.sum())
        total = 0 if of is None else len(of)
        return ContractError([Problem(self.name, rule, failing, total, example, remedy)])

    def one_row_each(self, *key: str) -> None:
        """Make sure that no key comes twice."""
        repeated = self.frame.duplicated(list(key))
        if repeated.any():
            example = shown(self.frame.loc[repeated, key[0]].iloc[0])
            rule = f"{' with '.join(key)}: appears more than once"
            raise self.fault(rule, of=repeated, example=example)

    def numbers(self, column: str, *, may_be_empty: bool = False) -> pd.Series:
        """A column as numbers."""
        text = self.frame[column].str.replace(",", "")
        found = pd.to_numeric(text.mask(text.eq("")), errors="coerce")
        found = found.astype("float64").where(lambda each: each.abs().lt(float("inf")))
        is_bad = found.isna() & ~(text.eq("") & may_be_empty)
        self._no_bad(column, is_bad, "not a number")
        return found

    def whole(self, column: str, *, may_be_empty: bool = False) -> pd.Series:
        """A column as whole numbers."""
        found = self.numbers(column, may_be_empty=may_be_empty)
        is_bad = found.notna() & (found.mod(1).ne(0) | found.abs().gt(1e9))
        self._no_bad(column, is_bad, "not a whole number")
        return found.astype("Int64" if may_be_empty else "int64")

    def _no_bad(self, column: str, is_bad: pd.Series, kind: str) -> None:
        if is_bad.any():
            first = self.frame[is_bad].iloc[0]
            cell = shown(str(first[column])[:40] or None)
            heading = self.candidate.columns[column][:60]
            example = f"{cell} at {shown(first.iloc[0])}"
            raise self.fault(f"{heading}: {kind}", of=is_bad, example=example)


@dataclass(frozen=True)
class Inventory:
    """What the files of some folders can serve."""

    candidates: Mapping[TableForm, Sequence[CandidateTable]]
    unused: Sequence[str]
    notes: list[str] = field(default_factory=list)

    def has(self, form: TableForm) -> bool:
        """Whether a file can serve a form."""
        return bool(self.candidates.get(form))

    def best(self, form: TableForm, wanted: frozenset[str] | None = None) -> Reading | None:
        """The table of a form that covers most of the codes that are wanted."""
        ordered = self.every(form, wanted)
        if len(ordered) > 1:
            chosen, *others = ordered
            rest = "; ".join(_extent(each) for each in others)
            self.notes.append(f"{form.value}: taken from {_extent(chosen)}, not from {rest}.")
        return ordered[0] if ordered else None

    def every(self, form: TableForm, wanted: frozenset[str] | None = None) -> list[Reading]:
        """All tables of a form with a code that is wanted, the best first."""
        found: list[Reading] = []
        errors: list[InsightError] = []
        for candidate in self.candidates.get(form, ()):
            try:
                found.append(_read(candidate, wanted))
            except InsightError as error:
                errors.append(error)
        if errors and not any(each.covered for each in found):
            raise ContractError([p for error in errors for p in problems_of(error)])
        self.notes.extend(f"Not used: {error}" for error in errors)
        useful = [each for each in found if each.covered]
        self.notes.extend(note for each in useful for note in each.notes)
        return sorted(useful, key=lambda each: (-each.covered, -each.rows))


def problems_of(error: InsightError) -> Sequence[Problem]:
    """The problems of a fault, which may be a plain sentence."""
    if isinstance(error, ContractError):
        return error.problems
    return [Problem("File", str(error).rstrip("."))]


def _extent(reading: Reading) -> str:
    return f"{reading.name} ({reading.covered:,} wanted, {reading.rows:,} rows)"


def _read(candidate: CandidateTable, wanted: frozenset[str] | None) -> Reading:
    spec = SPECS[candidate.form]
    filtering = (spec.key, wanted) if wanted is not None and spec.key else None
    cells = table(candidate.leaf, candidate.columns, filtering)
    # A surveyed figure that is suppressed is an empty cell.
    needed = [spec.key] if candidate.form is TableForm.ACTIVITY else list(spec.fields)
    is_filled = cells.frame[needed].astype(bool).all(axis="columns")
    covered = cells.frame.loc[is_filled, spec.key].nunique() if spec.key else len(cells.frame)
    return Reading(candidate, cells.frame, cells.rows, int(covered), cells.notes)


def inventory(folders: Iterable[Path]) -> Inventory:
    """Look into every file of some folders, and of the folders within them.

    A file that is no known form, or cannot be opened, is told and is no fault.
    """
    candidates: dict[TableForm, list[CandidateTable]] = defaultdict(list)
    unused: list[str] = []
    for file in _files(folders):
        try:
            known = list(leaves(file, _is_known))
        except InsightError as error:
            unused.append(str(error))
            continue
        found = [
            CandidateTable(form, leaf, columns)
            for leaf in known
            for form, columns in forms_of(leaf.headings, is_layer=leaf.is_layer).items()
        ]
        if not found:
            unused.append(f"{clean_name(file.name)}: not used, {_why(file, known)}.")
        for each in found:
            candidates[each.form].append(each)
    return Inventory(dict(candidates), tuple(unused))


def _files(folders: Iterable[Path]) -> list[Path]:
    """Files of some folders by name, without hidden ones and parts of others."""
    found: dict[Path, None] = {}
    for folder in folders:
        for where, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            files = [Path(where, name) for name in sorted(names) if not name.startswith(".")]
            found |= dict.fromkeys(f for f in files if f.suffix.casefold() not in COMPANIONS)
    return list(found)


def _is_known(headings: Sequence[str]) -> bool:
    """Whether a table is wanted, if it has shapes where they are needed."""
    return bool(forms_of(headings, is_layer=True) or elsewhere(headings))


def _why(file: Path, known: Sequence[Leaf]) -> str:
    """Why none of the tables of a file that have known headings is used."""
    if file.suffix.casefold() not in (*TEXT, *BOOK, *LAYERS, *ARCHIVE):
        return "we do not read this type of file"
    brought = [words for leaf in known if (words := elsewhere(leaf.headings))]
    return brought[0] if brought else "its headings do not match any table that we use"


def missing(form: TableForm) -> Problem:
    """The problem that nothing serves a form that is needed."""
    title = form.value[0].upper() + form.value[1:]
    remedy = f"Get it from {SPECS[form].where}."
    return Problem(title, "no file in the folder has this for these areas", remedy=remedy)


def in_file(error: ContractError, name: str) -> ContractError:
    """The same faults, said of the file that they stand in."""
    return ContractError([replace(problem, file=name, remedy=GO_ON) for problem in error.problems])
