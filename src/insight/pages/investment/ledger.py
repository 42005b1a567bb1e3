"""The ledger as a table, one investment with its history, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.chosen_money import Money
from insight.analysis.work.history import ACTION_WORDS, history_table
from insight.exports.files import Download, csv_download, xlsx_download
from insight.exports.table import ExportTable
from insight.geography.levels import Places
from insight.measures.money import by_district as money_by_district
from insight.measures.money import financial_years
from insight.measures.money.amounts import PENCE, placed
from insight.measures.money.by_district import DistrictReach
from insight.measures.money.likeness import near_duplicates
from insight.pack.catalogue import Level
from insight.records.kinds.entries import entry_of_row, row_at
from insight.records.kinds.investments import Entry, Place, pounds
from insight.records.ledger import Decision, Receipt
from insight.records.steps import Change
from insight.statement import Column, Table
from insight.tables.ledger_sheet import About, cells_of, decimal, exported_ledger, ledger_sheets
from insight.words import counted

MOST_ROWS = 300
"""More are found by searching or in the file: a browser chokes on a long ledger."""

LEVEL_WORDS = {
    Place.LSOA.value: "LSOA",
    Place.NEIGHBOURHOOD.value: "Neighbourhood",
    Place.WARD.value: "Ward",
    Place.DISTRICT.value: "District",
    Place.AREA.value: "All of {short}",
    Place.ELSEWHERE.value: "Elsewhere",
    Place.UNKNOWN.value: "Not recorded",
}


REACH_WORDS = {
    DistrictReach.INSIDE: "inside them",
    DistrictReach.SHARED: "shared with other districts",
    DistrictReach.AREA: "for all of {short}",
    DistrictReach.ELSEWHERE: "elsewhere",
    DistrictReach.UNKNOWN: "no known place",
}


@dataclass(frozen=True)
class LedgerTable:
    """The investments that are listed.

    Attributes
    ----------
    table
        One row each, the newest first.
    ids
        Of each row.
    words
        How many of how many are listed.
    """

    table: Table
    ids: tuple[str, ...]
    words: str


def ledger_table(accounts: Accounts, known: Places, short: str, search: str) -> LedgerTable:
    """The newest investments that hold the words looked for.

    Parameters
    ----------
    accounts
        The investments to choose from.
    known
        Names of areas.
    short
        What the whole area is called.
    search
        Words that all must stand in the texts of an investment; empty for all.
    """
    table = accounts.table
    for word in search.casefold().split():
        table = table[table["words"].str.contains(word, regex=False)]
    shown = table.tail(MOST_ROWS).iloc[::-1]
    rows = pd.DataFrame(
        {
            "recipient": shown["recipient"],
            "gbp": shown["amount_pence"] / PENCE,
            "funder": shown["funder"],
            "programme": shown["programme"],
            "start": shown["start"].dt.strftime("%d/%m/%Y"),
            "end": shown["end"].dt.strftime("%d/%m/%Y").fillna(""),
            "where": [
                place_words(place, codes, accounts.names, known, short)
                for place, codes in zip(shown["place"], shown["codes"], strict=True)
            ],
            "kind": shown["form"] + ", " + shown["part"],
            "of": shown["parent"],
            "reference": shown["reference"],
            "purpose": shown["purpose"],
        }
    )
    sum_pence, year = int(table["pence"].sum()), accounts.wanted.year
    words = (
        f"{counted(len(table), 'investment')}, {pounds(sum_pence)}"
        f"{f' in {year}' if year else ''} with each pound once"
    )
    in_year = {}
    if year:
        rows.insert(2, "in_year", shown["pence"] / PENCE)
        in_year = {"in_year": Column(f"£ in {year}", "With each pound once", 2)}
    if len(table) > len(shown):
        words += f"; the newest {len(shown)} are listed, the files hold all"
    return LedgerTable(
        Table(
            rows,
            {
                "recipient": Column("Recipient", width=190),
                "gbp": Column("£", "As recorded; parts beside their wholes", 2),
                **in_year,
                "funder": Column("Funder", width=140),
                "programme": Column("Programme", width=130),
                "start": Column("Start", width=90),
                "end": Column("End", width=90),
                "where": Column("Recorded at", width=190),
                "kind": Column("Kind", width=110),
                "of": Column("Part of", "Never added to its whole", width=90),
                "reference": Column("Reference", width=100),
                "purpose": Column("Purpose", width=180),
            },
            f"Table of {counted(len(rows), 'investment')}.",
        ),
        tuple(shown["id"]),
        words,
    )


def place_words(
    place: str, codes: Sequence[str], names: Mapping[str, str], known: Places, short: str
) -> str:
    """Where an investment is recorded, in words."""
    level = LEVEL_WORDS[place].format(short=short)
    if not codes:
        return level
    if place == Place.LSOA.value:
        here = known.district_of.index
        called = [known.title(code) if code in here else code for code in codes[:3]]
    elif place == Place.NEIGHBOURHOOD.value:
        called = [names.get(code, "removed neighbourhood") for code in codes[:3]]
    elif place == Place.DISTRICT.value:
        labels = known.levels[Level.LOCALITY]["place"]
        called = [str(labels.get(code, code)) for code in codes[:3]]
    else:
        labels = known.levels[Level.LOCALITY]["place"]
        called = [_ward(code, labels) for code in codes[:3]]
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return f"{level}: {'; '.join(called)}{more}"


def _ward(code: str, labels: pd.Series) -> str:
    name, bracket, home = code.rpartition(" (")
    if not bracket:
        return code
    return f"{name}, {labels.get(home.removesuffix(')'), home)}"


def ledger_downloads(money: Money) -> tuple[Download, ...]:
    """The investments looked at as CSV and as a workbook, made when asked for."""
    accounts, about = money.accounts, about_file(money)
    parts = ("ledger", accounts.provenance.value)

    def table() -> ExportTable:
        rows = accounts.table.itertuples(index=False)
        entries = [entry_of_row(row) for row in rows]
        return exported_ledger(entries, accounts.names, about, _counts_in(accounts))

    return (
        csv_download("CSV", parts, table),
        xlsx_download("XLSX", parts, lambda: ledger_sheets(table(), about)),
    )


def about_file(money: Money) -> About:
    """What a file of the ledger says of itself."""
    accounts, pack = money.accounts, money.pack
    title = (
        "ILLUSTRATIVE LEDGER: made up to show the tool, nothing in it is real"
        if money.is_illustrative
        else f"Ledger of investments of {pack.about.partnership}"
    )
    return About(
        title,
        accounts.provenance,
        (
            f"{counted(len(accounts.table), 'investment')}, "
            f"{pounds(accounts.total_pence)} with each pound once: a part is never "
            "added to its whole.",
            "Amounts are nominal pounds. Each investment is recorded at one level of "
            "geography and is not spread over smaller areas.",
            _level_words(accounts, money.short),
            _year_words(accounts),
            financial_years.RULE,
            *_choice_words(money),
            f"Class: {accounts.provenance}. Data pack {pack.version}.",
        ),
    )


def _choice_words(money: Money) -> tuple[str, ...]:
    """Which investments of the ledger these are, and what the districts hold."""
    which = f"Investments looked at: {money.filter_words or 'all'}; {money.where}."
    if not money.districts:
        return (which,)
    sums = money.accounts.table["pence"].groupby(money.accounts.reach).sum()
    said = "; ".join(
        f"{REACH_WORDS[key].format(short=money.short)} {pounds(int(sums[key]))}"
        for key in REACH_WORDS
        if key in sums
    )
    return which, f"By the districts looked at: {said}.", money_by_district.RULE


def _year_words(accounts: Accounts) -> str:
    """What falls in each financial year, which adds up to the total."""
    sums = accounts.years.groupby("year")["pence"].sum()
    said = "; ".join(f"{year} {pounds(int(pence))}" for year, pence in sums.items())
    return f"By financial year: {said or 'nothing'}."


def _counts_in(accounts: Accounts) -> list[str]:
    """What each investment adds to the sums of each financial year, in words."""
    years = accounts.years
    said = years["year"].str.cat(years["pence"].map(decimal), sep=" ")
    return said.groupby(level=0).agg("; ".join).reindex(accounts.table.index).tolist()


def _level_words(accounts: Accounts, short: str) -> str:
    """What is recorded at each level, which adds up to the total."""
    found = placed(accounts.table, accounts.table["pence"])
    sums = [
        f"{LEVEL_WORDS[str(level)].format(short=short)} {pounds(pence)}"
        for level, pence in (*found.levels.items(), (Place.UNKNOWN.value, found.unknown_pence))
        if pence
    ]
    return f"By the level recorded: {'; '.join(sums) or 'nothing'}."


def investment_steps(steps: Sequence[Change[Entry]], names: Mapping[str, str]) -> Table:
    """Every step in an investment's history, the newest first."""
    return history_table(steps, partial(difference_words, names=names))


def difference_words(before: Entry | None, after: Entry | None, names: Mapping[str, str]) -> str:
    """What one step changed, in words."""
    if before is None or after is None:
        there = after or before
        if there is None:
            return ""
        return f"{pounds(there.amount_pence)} to {there.recipient or 'nobody named'}"
    said = []
    old, new = cells_of(before, names), cells_of(after, names)
    for key, text in new.items():
        if old[key] != text:
            said.append(f"{key.value} from “{old[key]}” to “{text}”")
    return "; ".join(said) or "nothing"


def receipts_table(receipts: Sequence[Receipt]) -> Table:
    """Imports, table edits and undoings, the newest first."""
    rows = pd.DataFrame(
        [
            {
                "at": f"{each.at:%d %B %Y %H:%M} UTC",
                "who": each.who,
                "action": "Edited in the table"
                if each.action == "change"
                else ACTION_WORDS[each.action],
                "records": each.records,
                "gbp": each.pence / PENCE,
                "file": each.file.name if each.file else "",
                "left": each.file.left_out if each.file else None,
                "sha256": each.file.sha256[:12] if each.file else "",
            }
            for each in receipts
        ],
        columns=["at", "who", "action", "records", "gbp", "file", "left", "sha256"],
    )
    return Table(
        rows,
        {
            "at": Column("When", width=170),
            "who": Column("Who", width=120),
            "action": Column("What was done", width=130),
            "records": Column("Investments", "", 0),
            "gbp": Column("£", "As it left them, parts beside their wholes", 2),
            "file": Column("File", width=180),
            "left": Column("Rows left out", "", 0),
            "sha256": Column("Checksum", "First 12 signs of the file’s SHA-256"),
        },
        f"Table of {counted(len(rows), 'receipt')}.",
    )


@dataclass(frozen=True)
class Pair:
    """Two investments that look alike, side by side.

    Attributes
    ----------
    ids, versions, marks
        Id, version and fingerprint of each.
    entries
        The two.
    """

    ids: tuple[str, str]
    versions: tuple[int, int]
    marks: tuple[str, str]
    entries: tuple[Entry, Entry]


@dataclass(frozen=True)
class Pairs:
    """Investments that look alike and that nobody decided on.

    Attributes
    ----------
    pairs
        The undecided.
    is_cut
        Whether there are more than are listed.
    """

    pairs: tuple[Pair, ...]
    is_cut: bool


def undecided(table: pd.DataFrame, decisions: Sequence[Decision]) -> Pairs:
    """Pairs of a ledger that look alike, without those that were decided."""
    found = near_duplicates(table)
    known = {(each.first, each.second) for each in decisions}
    pairs = []
    for first, second in found.pairs.itertuples(index=False):
        rows = [row_at(table, at) for at in (first, second)]
        marks = tuple(str(row.fingerprint) for row in rows)
        if (min(marks), max(marks)) in known:
            continue
        pairs.append(
            Pair(
                ids=(rows[0].id, rows[1].id),
                versions=(int(rows[0].version), int(rows[1].version)),
                marks=(marks[0], marks[1]),
                entries=(entry_of_row(rows[0]), entry_of_row(rows[1])),
            )
        )
    return Pairs(tuple(pairs), found.is_cut)


def side_by_side(
    first: Entry, second: Entry, names: Mapping[str, str], titles: tuple[str, str]
) -> Table:
    """Two entries in two columns, one row for each field that either fills."""
    old, new = cells_of(first, names), cells_of(second, names)
    rows = pd.DataFrame(
        [
            {
                "field": key.value.capitalize(),
                "first": old[key],
                "second": new[key],
                "same": "" if old[key] == new[key] else "differs",
            }
            for key in old
            if old[key] or new[key]
        ]
    )
    return Table(
        rows,
        {
            "field": Column("Field", width=120),
            "first": Column(titles[0], width=260),
            "second": Column(titles[1], width=260),
            "same": Column("", width=80),
        },
        f"Table of two investments side by side: {first.recipient}.",
    )
