"""The ledger as a table, one investment with its history, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.chosen_money import Money, MoneyList
from insight.analysis.work.record_tables import ACTION_WORDS, history_table
from insight.analysis.work.record_words import changed
from insight.characters import normalised
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
from insight.tables.ledger_columns import Field
from insight.tables.ledger_sheet import About, cells_of, decimal, exported_ledger, ledger_sheets
from insight.words import counted, listed

MOST_ROWS = 300  # a browser chokes on a long ledger

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
    DistrictReach.INSIDE: "in these districts",
    DistrictReach.SHARED: "shared with other districts",
    DistrictReach.AREA: "for all of {short}",
    DistrictReach.ELSEWHERE: "elsewhere",
    DistrictReach.UNKNOWN: "location not recorded",
}


def ledger_table(accounts: Accounts, known: Places, short: str, search: str) -> MoneyList:
    """The newest investments whose texts hold all the words looked for."""
    table, year = accounts.table, accounts.wanted.year
    for word in normalised(search).casefold().split():
        table = table[table["words"].str.contains(word, regex=False)]
    shown = table.tail(MOST_ROWS).iloc[::-1]
    where = [
        place_words(place, codes, accounts.names, known, short)
        for place, codes in zip(shown["place"], shown["codes"], strict=True)
    ]
    rows = shown[["recipient", "funder", "programme", "parent", "reference", "purpose"]].assign(
        gbp=shown["amount_pence"] / PENCE,
        in_year=shown["pence"] / PENCE,
        start=shown["start"].dt.strftime("%d/%m/%Y"),
        end=shown["end"].dt.strftime("%d/%m/%Y").fillna(""),
        where=where,
        kind=shown["form"] + ", " + shown["part"],
    )
    columns = {
        "recipient": Column("Recipient"),
        "gbp": Column("Amount (£)", "As recorded, parts as well as main investments", 2),
        "in_year": Column(f"Amount in {year} (£)", "Nothing counted twice", 2),
        "funder": Column("Funder"),
        "programme": Column("Programme"),
        "start": Column("Start"),
        "end": Column("End"),
        "where": Column("Recorded at"),
        "kind": Column("Type"),
        "parent": Column("Part of", "Not added to the main investment"),
        "reference": Column("Reference"),
        "purpose": Column("Purpose"),
    }
    if not year:
        del columns["in_year"]
    words = (
        f"{counted(len(table), 'investment')}, {pounds(int(table['pence'].sum()))} in total"
        f"{f' for {year}' if year else ''} (nothing counted twice)"
    )
    if len(table) > len(shown):
        words += f". The newest {len(shown)} are listed. Downloads have all of them"
    alt = f"Table of {counted(len(rows), 'investment')}."
    found = Table(rows[list(columns)].reset_index(drop=True), columns, alt)
    return MoneyList(words, found, tuple(shown["id"]))


def place_words(
    place: str, codes: Sequence[str], names: Mapping[str, str], known: Places, short: str
) -> str:
    """Where an investment is recorded, in words."""
    level = LEVEL_WORDS[place].format(short=short)
    if not codes:
        return level
    districts, lsoas = known.levels[Level.LOCALITY]["place"], known.district_of.index

    def name(code: str) -> str:
        if place == Place.LSOA.value:
            return known.title(code) if code in lsoas else code
        if place == Place.NEIGHBOURHOOD.value:
            return names.get(code, "removed neighbourhood")
        if place == Place.DISTRICT.value:
            return str(districts.get(code, code))
        ward, bracket, home = code.rpartition(" (")
        return f"{ward}, {districts.get(home.removesuffix(')'), home)}" if bracket else code

    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return f"{level}: {'; '.join(map(name, codes[:3]))}{more}"


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
    title = f"Investments of {pack.about.partnership}"
    if money.is_illustrative:
        title = "EXAMPLE DATA. Nothing in it is real"
    years = accounts.years.groupby("year")["pence"].sum()
    by_year = "; ".join(f"{year} {pounds(int(pence))}" for year, pence in years.items())
    return About(
        title,
        accounts.provenance,
        (
            f"{counted(len(accounts.table), 'investment')}, "
            f"{pounds(accounts.total_pence)} in total. Nothing is counted twice: a part is not "
            "added to its main investment.",
            "Amounts are in pounds at the time, not adjusted for inflation. Each investment "
            "is recorded at one area level and is not split across smaller areas.",
            _level_words(accounts, money.short),
            f"By financial year: {by_year or 'nothing'}.",
            financial_years.RULE,
            *_choice_words(money),
            f"{accounts.provenance.label}. Data version {pack.version}.",
        ),
    )


def _choice_words(money: Money) -> tuple[str, ...]:
    """Which investments of the ledger these are, and what the districts hold."""
    which = f"Investments included: {money.accounts.wanted.words() or 'all'}; {money.where}."
    if not money.accounts.districts:
        return (which,)
    sums = money.accounts.table["pence"].groupby(money.accounts.reach).sum()
    said = "; ".join(
        f"{REACH_WORDS[key].format(short=money.short)} {pounds(int(sums[key]))}"
        for key in REACH_WORDS
        if key in sums
    )
    return which, f"By the selected districts: {said}.", money_by_district.RULE


def _counts_in(accounts: Accounts) -> list[str]:
    years = accounts.years
    said = years["year"].str.cat(years["pence"].map(decimal), sep=" ")
    return said.groupby(level=0).agg("; ".join).reindex(accounts.table.index).tolist()


def _level_words(accounts: Accounts, short: str) -> str:
    found = placed(accounts.table, accounts.table["pence"])
    by_level = found.levels.to_dict() | {Place.UNKNOWN.value: found.unknown_pence}
    sums = [
        f"{LEVEL_WORDS[str(level)].format(short=short)} {pounds(pence)}"
        for level, pence in by_level.items()
        if pence
    ]
    return f"By area level: {'; '.join(sums) or 'nothing'}."


def investment_steps(steps: Sequence[Change[Entry]], names: Mapping[str, str]) -> Table:
    """Every step in an investment's history, the newest first."""
    return history_table(steps, partial(difference_words, names=names))


def difference_words(before: Entry | None, after: Entry | None, names: Mapping[str, str]) -> str:
    """What one step changed, in words."""
    if before is None or after is None:
        one = after or before
        return (
            f"{pounds(one.amount_pence)} to {one.recipient or 'a recipient not named'}"
            if one
            else ""
        )
    old = _texts(before, names)
    changes = (
        changed(key.label, old[key], text)
        for key, text in _texts(after, names).items()
        if old[key] != text
    )
    return "; ".join(changes) or "No change"


def _texts(entry: Entry, names: Mapping[str, str]) -> dict[Field, str]:
    """Each field of an entry as a reader is told of it."""
    return cells_of(entry, names) | {
        Field.AMOUNT: pounds(entry.amount_pence),
        Field.FORM: entry.form.capitalize(),
        Field.PART: entry.part.capitalize(),
        Field.LEVEL: LEVEL_WORDS[entry.place].format(short="the area"),
        Field.PLACE: listed([names.get(code, code) for code in entry.codes]),
    }


def receipts_table(receipts: Sequence[Receipt]) -> Table:
    """Imports, table edits and undoings, the newest first."""
    columns = {
        "at": Column("When"),
        "who": Column("Who"),
        "action": Column("What was done"),
        "records": Column("Investments", decimals=0),
        "gbp": Column("Amount (£)", "After the change, parts as well as main investments", 2),
        "file": Column("File"),
        "left": Column("Rows left out", decimals=0),
        "sha256": Column("Checksum", "First 12 characters of the file’s SHA-256"),
    }
    rows = [
        (
            f"{each.at:%d %B %Y %H:%M} UTC",
            each.who,
            "Edited as a table" if each.action == "change" else ACTION_WORDS[each.action],
            each.records,
            each.pence / PENCE,
            *((file.name, file.left_out, file.sha256[:12]) if file else ("", None, "")),
        )
        for each in receipts
        for file in [each.file]
    ]
    alt = f"Table of {counted(len(rows), 'import or table edit', 'imports and table edits')}."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)


@dataclass(frozen=True)
class Pair:
    """Two investments that look alike; `marks` are their fingerprints."""

    ids: tuple[str, str]
    versions: tuple[int, int]
    marks: tuple[str, str]
    entries: tuple[Entry, Entry]


@dataclass(frozen=True)
class Pairs:
    """Investments that look alike and that nobody decided on; there may be more."""

    pairs: tuple[Pair, ...]
    is_cut: bool


def undecided(table: pd.DataFrame, decisions: Sequence[Decision]) -> Pairs:
    """Pairs of a ledger that look alike, without those that were decided."""
    alike = near_duplicates(table)
    decided = {(each.first, each.second) for each in decisions}
    pairs = []
    for both in alike.pairs.itertuples(index=False):
        one, other = (row_at(table, at) for at in both)
        marks = (str(one.fingerprint), str(other.fingerprint))
        if (min(marks), max(marks)) not in decided:
            versions = (int(one.version), int(other.version))
            entries = (entry_of_row(one), entry_of_row(other))
            pairs.append(Pair((one.id, other.id), versions, marks, entries))
    return Pairs(tuple(pairs), alike.is_cut)


def side_by_side(
    first: Entry, second: Entry, names: Mapping[str, str], titles: tuple[str, str]
) -> Table:
    """Two entries in two columns, one row for each field that either fills."""
    old, new = _texts(first, names), _texts(second, names)
    columns = {
        "field": Column("Field"),
        "first": Column(titles[0]),
        "second": Column(titles[1]),
        "same": Column("Match"),
    }
    rows = [
        (key.label, one, new[key], "" if one == new[key] else "Different")
        for key, one in old.items()
        if one or new[key]
    ]
    alt = f"Table of two investments side by side: {first.recipient}."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)
