"""Read a table of surveyed shares by groups of deprivation that somebody brings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.inequality import FEWEST_GROUPS
from insight.pack.catalogue import Provenance
from insight.tables.columns.numbers import Sign, as_float, sign_decision, written
from insight.tables.columns.rows import row_decisions, with_rows_decided
from insight.tables.columns.units import are_proportions, two_units
from insight.tables.decisions import CellError, FileDecision, chosen, settled
from insight.tables.deprivation_groups import Ordered, is_total, ordered
from insight.tables.group_columns import ASKED, GroupColumn, column_of, is_heading
from insight.tables.ledger_cells import year_in
from insight.tables.ledger_columns import heading_key
from insight.tables.reader.grid import SHEETS, Grid, LeftOut, read_grid
from insight.tables.shapes import refuse_year_columns

PASTED = "Pasted table"
MOST_ROWS = 2_000
LONGEST_LABEL = 200
BY_NUMBER = "Number the groups, with 1 as the most deprived."
MOST_LABELS = 3  # how many missing groups or unused columns a sentence names


@dataclass(frozen=True, eq=False)
class GroupTable:
    """Shares by group of deprivation, of one or more periods."""

    file: str
    # ``period``, ``position`` (1 is the most deprived), ``label`` (as given),
    # ``population``, ``answers``, ``value``, ``low`` and ``high`` (proportions); answers
    # and limits are missing where none were given.
    rows: pd.DataFrame
    periods: tuple[str, ...]  # in order of time where they can be read as years
    notes: tuple[str, ...]
    is_illustrative: bool
    decisions: tuple[FileDecision, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def has_limits(self) -> bool:
        """Whether limits were given with the shares."""
        return bool(self.rows["low"].notna().all())

    @property
    def groups(self) -> int:
        """How many groups each period has."""
        return int(self.rows["position"].max())

    def of(self, period: str) -> pd.DataFrame:
        """The groups of one period, the most deprived first."""
        rows = self.rows[self.rows["period"].eq(period)]
        return rows.sort_values("position", ignore_index=True)


def read_pasted(text: str, answers: Mapping[str, str] | None = None) -> GroupTable:
    """Read a table out of the clipboard, as spreadsheets put it there."""
    return read_group_table(PASTED, text.encode(errors="replace"), answers)


def read_group_table(
    file_name: str, content: bytes, answers: Mapping[str, str] | None = None
) -> GroupTable:
    """Read a file of any kind with a row for each group.

    Raises `UnansweredError` where the file can be read in two ways.
    """
    sheet = (answers or {}).get(SHEETS)
    grid = read_grid(file_name, content, is_heading=is_heading, asked=ASKED, sheet=sheet)
    if len(grid.rows) > MOST_ROWS:
        rule = f"has {len(grid.rows):,} rows, more than {MOST_ROWS:,}"
        raise grid.fault(rule, "Keep one area and one measure.")
    columns = _columns(grid)
    decisions = settled(grid.file, [*row_decisions(grid), *_signs(grid, columns)], answers or {})
    unit = _unit(grid, columns, decisions)
    decisions = settled(grid.file, [*decisions, *unit], answers or {})
    grid = with_rows_decided(grid, decisions)
    reader = _Groups(grid, columns, decisions)
    rows = reader.figures()
    rows["period"] = reader.periods()
    positions = ordered(rows["label"].tolist(), reader.heading(GroupColumn.GROUP), grid.lines)
    reader.notes.append(positions.said)
    rows["position"] = _placed(grid, rows["label"], positions)
    periods = _in_order(rows["period"])
    _check_groups(grid, rows, periods, positions.size)
    classes = reader.cells(GroupColumn.CLASS).str.casefold()
    return GroupTable(
        grid.file,
        rows.astype({"position": int}),
        periods,
        tuple(reader.notes),
        bool(classes.eq(Provenance.ILLUSTRATIVE.value).any()),
        decisions,
        (*grid.left_out, *reader.left_out),
    )


def number_in(cell: str, sign: Sign = Sign.POINT) -> float:
    """A number, with or without a per cent sign."""
    if not cell.strip():
        raise CellError("is empty")
    found = written(cell, sign)
    if found is None:
        advice = "; write a decimal point" if written(cell, Sign.COMMA) else ""
        raise CellError(f"is {cell[:30]!r}, not a number{advice}")
    number = as_float(found)
    if not isfinite(number):
        raise CellError(f"is {cell[:30]!r}, which is too large, or is no plain number")
    return number


NUMBERS = (GroupColumn.VALUE, GroupColumn.LOW, GroupColumn.HIGH, GroupColumn.POPULATION,
           GroupColumn.SAMPLE)  # fmt: skip


def _signs(grid: Grid, columns: Mapping[GroupColumn, int]) -> list[FileDecision]:
    found = []
    for each in NUMBERS:
        if each in columns:
            at = columns[each]
            cells = grid.rows[at].unique()
            # People are whole, so that three digits behind a sign are thousands.
            are_people = each in {GroupColumn.POPULATION, GroupColumn.SAMPLE}
            sign = sign_decision(each.value, grid.names[at], grid, cells, is_money=are_people)
            found.append(sign)
    return [each for each in found if each is not None]


UNIT = "unit"
PER_CENT, PROPORTIONS = "per cent", "proportions"


def _unit(
    grid: Grid, columns: Mapping[GroupColumn, int], decisions: Sequence[FileDecision]
) -> list[FileDecision]:
    """Whether figures up to 1 below a heading that says per cent are what it says."""
    at = columns[GroupColumn.VALUE]
    heading = grid.names[at]
    if not SAYS_PER_CENT.search(heading):
        return []
    sign = Sign(chosen(decisions, GroupColumn.VALUE, Sign.POINT))
    found = [written(cell, sign) for cell in grid.rows[at]]
    if not all(each and not each.is_percent and 0 <= each.value <= 1 for each in found):
        return []
    why = f"Column {heading[:60]!r} says per cent, and no figure in it is more than 1."
    options = {PROPORTIONS: "Proportions, of 1", PER_CENT: "Per cent, of 100"}
    return [FileDecision(UNIT, "What are its figures?", options, "", why)]


SAYS_PER_CENT = re.compile(r"%|per ?cent|percentage|\bpct\b|_pct$", re.IGNORECASE)


def _columns(grid: Grid) -> dict[GroupColumn, int]:
    """Where each column stands; our own heading wins over another name."""
    found: dict[GroupColumn, int] = {}
    for column in GroupColumn:
        own = [at for at, name in enumerate(grid.names) if heading_key(name) == column]
        named = [at for at, name in enumerate(grid.names) if column_of(name) is column]
        places = own or named
        if len(places) > 1:
            names = ", ".join(repr(grid.names[at][:40]) for at in places)
            rule = f"has {len(places)} columns for the {column}: {names}"
            raise grid.fault(rule, f"Rename the one to use {column.value!r}.")
        if places:
            found[column] = places[0]
    if GroupColumn.VALUE not in found:
        refuse_year_columns(grid, "value")
    needs = [c.value for c in (GroupColumn.GROUP, GroupColumn.VALUE) if c not in found]
    if GroupColumn.POPULATION not in found and GroupColumn.SAMPLE not in found:
        needs.append("population or sample")
    if needs:
        raise grid.fault(f"has no column for {' and '.join(needs)}", f"Use {ASKED}.")
    return found


class _Groups:
    """The rows about groups of a grid, and how they were read."""

    def __init__(
        self, grid: Grid, columns: Mapping[GroupColumn, int], decisions: Sequence[FileDecision]
    ) -> None:
        self.grid, self.columns, self.decisions = grid, columns, decisions
        self.notes = [*grid.notes, *grid.unused([*columns.values()])]
        self.notes += [each.note for each in decisions]
        is_whole = grid.rows[columns[GroupColumn.GROUP]].map(is_total).astype(bool)
        if is_whole.all():
            raise grid.fault(
                "has no row for a group of deprivation",
                "In the group column, number the groups from 1 (the most deprived).",
            )
        self.rows = grid.rows[~is_whole]
        out = grid.without(
            list(grid.rows.index[is_whole]), "covers everyone or does not name a group"
        )
        self.left_out = out.left_out[len(grid.left_out) :]
        if is_whole.any():
            self.notes.append(
                f"{int(is_whole.sum())} of {len(grid.rows)} rows were left out because they cover "
                "everyone or do not name a group."
            )
        self._check()

    def _check(self) -> None:
        kept, used = self.rows.index, {*self.columns.values(), -1}
        bad = [each for each in self.grid.faults if each.row in kept and each.column in used]
        if bad:
            raise self.grid.fault(
                f"row {bad[0].row} {bad[0].advice}",
                "Correct it, then paste or upload the table again.",
            )
        numbers = {self.columns[each] for each in NUMBERS if each in self.columns}
        shared = [row for row, column in self.grid.merged if column in numbers and row in kept]
        if shared:
            raise self.grid.fault(
                f"one figure is in a merged cell for several groups, first in row {min(shared)}",
                "Give each group its own figure.",
            )
        is_long = self.cells(GroupColumn.GROUP).str.len().gt(LONGEST_LABEL)
        if is_long.any():
            raise self.grid.fault(
                f"the name of a group has more than {LONGEST_LABEL} characters",
                BY_NUMBER,
                of=is_long,
                example=f"in row {kept[is_long][0]}",
            )

    def heading(self, column: GroupColumn) -> str:
        return self.grid.names[self.columns[column]]

    def cells(self, column: GroupColumn) -> pd.Series:
        if column not in self.columns:
            return pd.Series("", index=self.rows.index)
        return self.rows[self.columns[column]]

    def figures(self) -> pd.DataFrame:
        """People, answers and shares as numbers."""
        limits = [each for each in (GroupColumn.LOW, GroupColumn.HIGH) if each in self.columns]
        wanted = [GroupColumn.VALUE, *(limits if len(limits) == 2 else ())]
        shares = {each: self._numbers(each) for each in wanted}
        self._refuse_two_units(shares[GroupColumn.VALUE])
        is_small = are_proportions(shares.values(), map(self.cells, wanted))
        is_proportion = is_small and chosen(self.decisions, UNIT) != PER_CENT
        if is_proportion:
            self.notes.append("Shares were read as proportions, not per cent.")
        unit = 1 if is_proportion else 100
        for column, each in shares.items():
            is_odd = ~each.between(0, unit)
            if is_odd.any():
                raise self.grid.fault(
                    f"the column {self.heading(column)[:40]!r} is not a share from 0 to 100%",
                    "Give shares of people, not counts or rates.",
                    of=is_odd,
                    example=f"{each[is_odd].iloc[0]:g} in row {each.index[is_odd][0]}",
                )
        nothing = pd.Series(np.nan, index=self.rows.index)
        answers = people = nothing
        if GroupColumn.SAMPLE in self.columns:
            answers = people = self._numbers(GroupColumn.SAMPLE)
        if GroupColumn.POPULATION in self.columns:
            people = self._numbers(GroupColumn.POPULATION)
        else:
            self.notes.append(
                "There is no population column, so groups are weighted by their responses. "
                "These may not match the population."
            )
        if len(limits) == 1:
            self.notes.append("Only one of the two limits is given, so neither is used.")
        return pd.DataFrame(
            {
                "label": self.cells(GroupColumn.GROUP),
                "population": people,
                "answers": answers,
                "value": shares[GroupColumn.VALUE] / unit,
                "low": shares.get(GroupColumn.LOW, nothing) / unit,
                "high": shares.get(GroupColumn.HIGH, nothing) / unit,
            }
        )

    def _refuse_two_units(self, shares: pd.Series) -> None:
        mixed = two_units(shares, self.cells(GroupColumn.VALUE).str.contains("%"))
        if mixed:
            raise self.grid.fault(
                f"the column {self.heading(GroupColumn.VALUE)[:40]!r}: {mixed}",
                "Give all in per cent, or all as proportions.",
            )

    def periods(self) -> pd.Series:
        """The period of each row; a merged cell counts for the rows under it."""
        periods = self.cells(GroupColumn.PERIOD)
        blank = periods.eq("")
        if not blank.any() or blank.all():
            return periods
        self.notes.append(
            f"Rows with no period use the period above them: {int(blank.sum())} of {len(blank)}."
        )
        return periods.where(~blank).ffill().fillna("")

    def _numbers(self, column: GroupColumn) -> pd.Series:
        values, faults = [], []
        sign = Sign(chosen(self.decisions, column.value, Sign.POINT))
        for at, cell in enumerate(self.cells(column)):
            try:
                values.append(number_in(cell, sign))
            except CellError as error:
                values.append(np.nan)
                faults.append((at, str(error)))
        found = pd.Series(values, index=self.rows.index, dtype=float)
        if faults:
            at, advice = faults[0]
            label = self.cells(GroupColumn.GROUP).iloc[at]
            raise self.grid.fault(
                f"the {self.heading(column)[:40]!r} column has no number",
                "Every group needs a number. Use broader groups if some are suppressed.",
                of=found.isna(),
                example=f"group {label[:40]!r} in row {found.index[at]}, which {advice}",
            )
        return found


def _in_order(periods: pd.Series) -> tuple[str, ...]:
    found = list(dict.fromkeys(str(each) for each in periods))
    try:
        return tuple(sorted(found, key=year_in))
    except CellError:
        return tuple(found)


def _placed(grid: Grid, labels: pd.Series, places: Ordered) -> pd.Series:
    found = pd.Series(places.positions, index=labels.index, dtype=float)
    lost = ~found.between(1, places.size)
    if lost.any():
        raise grid.fault(
            f"the group is not one of 1 to {places.size} in order of deprivation",
            BY_NUMBER,
            of=lost,
            example=f"{labels[lost].iloc[0][:40]!r} in row {labels.index[lost][0]}",
        )
    return found


def _check_groups(grid: Grid, rows: pd.DataFrame, periods: tuple[str, ...], size: int) -> None:
    for period in periods:
        of = rows[rows["period"].eq(period)]
        where = f" in {period[:40]!r}" if period else ""
        twice = of["position"].duplicated(keep=False)
        if twice.any():
            raise grid.fault(
                f"more than one row for a group{where}",
                "Keep one area, one measure and one sex, or name the period of each row.",
                of=twice,
                example=f"group {of.loc[twice, 'label'].iloc[0][:40]!r} "
                f"in row {of.index[twice][0]}",
            )
        found = set(of["position"])
        lost = size - len(found)
        if lost:
            # One wrong number may say that there are millions: not all are listed.
            missing = (str(each) for each in range(1, size + 1) if each not in found)
            names = ", ".join(islice(missing, MOST_LABELS))
            raise grid.fault(
                f"does not have {lost} of {size} groups{where}, first {names}",
                "An index needs every group.",
            )
    if size < FEWEST_GROUPS:
        raise InsightError(
            f"There are {size} groups, but an index of inequality needs "
            f"{FEWEST_GROUPS} or more. Use fifths or tenths."
        )
