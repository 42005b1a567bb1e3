"""Files of estimates that somebody brings: what is understood, and what is said."""

import random
import re
from collections.abc import Callable

import pandas as pd
import pytest

from insight.errors import ContractError, InsightError
from insight.pack.catalogue import LICENCES, Level
from insight.pack.contracts import check
from insight.tables.small_area_file import read_small_area_file

LSOAS = [f"E0100000{at}" for at in range(1, 4)]
MSOAS = ["E02000001", "E02000002"]
AREAS = {Level.LSOA: pd.Index(LSOAS), Level.MSOA: pd.Index(MSOAS)}

PLAIN = """\
msoa21cd,name,inactive_pct,active_pct
E02000001,Quay,30,60
E02000002,Hill,20.5,70
E02999999,Elsewhere,1,1
"""


def read(text: str, encoding: str = "utf-8"):
    return read_small_area_file(text.encode(encoding), "estimates.csv", AREAS)


def said(text: str | bytes) -> str:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ContractError) as caught:
        read_small_area_file(content, "estimates.csv", AREAS)
    return str(caught.value)


def columns(*names: str) -> str:
    """A file with the columns named, of 30 and 60 where they are the right ones."""
    values = ["30" if "inactiv" in name.lower() else "60" for name in names]
    rows = [",".join(["code", *names])]
    return "\n".join(rows + [",".join([code, *values]) for code in MSOAS])


def test_estimates_of_the_study_area_are_read_and_others_left_out():
    found = read(PLAIN)
    assert found.level is Level.MSOA
    assert found.table.index.tolist() == MSOAS
    assert found.table.index.name == "msoa21cd"
    assert found.table["inactive_pct"].tolist() == [30, 20.5]
    assert found.table["active_pct"].tolist() == [60, 70]
    assert found.table[["inactive_low_pct", "inactive_high_pct"]].isna().all(axis=None)
    assert found.notes == (
        "1 of 3 rows is for areas outside this study area and was left out.",
        "1 column is not used: 'name'.",
        "Read from columns 'inactive_pct' and 'active_pct'.",
    )
    check("activity_msoa", found.table.reset_index())


def test_source_says_what_is_known_and_what_is_not():
    content = PLAIN.encode()
    source = read_small_area_file(content, "C:\\me\\<i>SAE, 2024.csv", AREAS).source
    assert source.table == "activity_msoa"
    assert source.title == "iSAE, 2024.csv"
    assert source.publisher == "Uploaded by a reader"
    assert source.period == "not stated"
    assert source.licence is LICENCES["unstated"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", source.retrieved)
    assert re.fullmatch(r"[0-9a-f]{64}", source.sha256)
    assert "not checked" in source.caveat


@pytest.mark.parametrize("name", ["", "\n\t", "..\\", "a/b/"])
def test_file_without_a_name_gets_one(name):
    found = read_small_area_file(PLAIN.encode(), name, AREAS)
    assert found.source.title == "Uploaded file"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_file_is_the_same_however_a_spreadsheet_wrote_it(encoding, delimiter, ending):
    text = PLAIN.replace("Quay", "Café").replace(",", delimiter).replace("\n", ending)
    pd.testing.assert_frame_equal(read(text, encoding).table, read(PLAIN).table)


def test_quoted_name_may_hold_the_delimiter():
    found = read(PLAIN.replace("Quay", '"St Mary’s, Quay"'))
    assert found.table["inactive_pct"].tolist() == [30, 20.5]


def test_decimal_comma_and_per_cent_sign_are_understood():
    text = "code;inactive;active\nE02000001;30,5 %;60%\nE02000002;20,25;70\n"
    assert read(text).table["inactive_pct"].tolist() == [30.5, 20.25]


def test_proportions_become_per_cent_with_their_limits():
    text = (
        "code,inactive,active,inactive_lower,inactive_upper\n"
        "E02000001,0.3,0.6,0.25,0.375\nE02000002,0.5,0.25,,\n"
    )
    found = read(text)
    assert found.table["inactive_pct"].tolist() == [30, 50]
    assert found.table.loc[MSOAS[0]].tolist() == [30, 60, 25, 37.5]
    assert found.table.loc[MSOAS[1]].isna().tolist() == [False, False, True, True]
    assert "Proportions were converted to per cent." in found.notes
    assert found.notes[1] == (
        "Limits of the inactive share were read from 'inactive_lower' and 'inactive_upper'."
    )


def test_lines_above_and_below_the_table_are_passed_over():
    above = "Small area estimates\n\nAdults 16+, modelled\n"
    text = f"{above}{PLAIN}\nSource: a survey, made up\n"
    found = read(text)
    assert found.table["inactive_pct"].tolist() == [30, 20.5]
    assert "1 of 4 rows has no area code and was left out." in found.notes
    assert found.left_out[-1].text == "Source: a survey | made up"


def test_codes_may_stand_anywhere_in_either_case_with_spaces():
    text = "x,inactive,active,y\n1,30,60, e02000001 \n2,20,70,E02000002\u00a0\n"
    assert read(text).table["inactive_pct"].tolist() == [30, 20]


def test_lsoas_with_their_msoas_are_lsoas():
    rows = [f"{code},E02000001,30,60" for code in LSOAS]
    found = read("\n".join(["lsoa21cd,msoa21cd,inactive,active", *rows]))
    assert found.level is Level.LSOA
    assert found.table.index.tolist() == LSOAS
    assert found.table.index.name == "lsoa21cd"
    check("activity_lsoa", found.table.reset_index())


def test_codes_of_2021_are_known_from_those_of_2011_by_the_study_area():
    rows = [f"E0100099{at},{code},30,60" for at, code in enumerate(LSOAS)]
    rows[0] = f"{LSOAS[0]},{LSOAS[0]},30,60"
    found = read("\n".join(["lsoa11cd,lsoa21cd,inactive,active", *rows]))
    assert found.table.index.tolist() == LSOAS


@pytest.mark.parametrize(
    "names",
    [
        ("inactive_pct", "active_pct"),
        ("Inactive", "Active"),
        ("% inactive (all adults)", "% active (all adults)"),
        ("Inactive (<30 minutes a week)", "Active (150+ minutes a week)"),
        ("pctInactive", "pctActive"),
        ("Inactivity rate", "Active rate"),
        ("active_all_adults", "inactive_all_adults"),
        ("active_male", "active_female", "active", "inactive", "inactive_male"),
        ("active_all_adults", "inactive_all_adults", "inactive_16_34", "active_16_34"),
        ("inactive_pct", "active_pct", "inactive_all", "active_all"),
        ("fairly active", "inactive", "active", "inactive rank", "active_gap"),
        ("inactive", "active", "inactive_cyp", "active_children", "less active"),
    ],
)
def test_columns_of_all_adults_are_known_by_their_names(names):
    found = read(columns(*names))
    assert found.table["inactive_pct"].tolist() == [30, 30]
    assert found.table["active_pct"].tolist() == [60, 60]


def test_two_columns_that_may_be_meant_are_named_and_not_chosen_between():
    assert said(columns("inactive_16_34", "inactive_35_54", "active")) == (
        "estimates.csv: 2 columns may be the share of inactive adults: "
        "'inactive_16_34', 'inactive_35_54'. Name the column of all adults "
        "'inactive_pct'."
    )
    assert "'active'" in said(columns("inactive", "active", "active"))


def test_shares_of_women_or_children_are_not_those_of_all_adults():
    assert said(columns("inactive_female", "active")) == (
        "estimates.csv: none of the columns 'code', 'inactive_female', 'active' is the share "
        "of inactive adults. Name the column of all adults 'inactive_pct'."
    )
    assert "share of active adults" in said(columns("inactive", "active_children"))


def test_limits_that_are_not_both_there_are_left_alone():
    text = "code,inactive,active,inactive_lci\nE02000001,30,60,1\nE02000002,30,60,2\n"
    assert read(text).table["inactive_low_pct"].isna().all()


BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", r"is empty\. Use a file with a column of 2021 LSOA or MSOA codes"),
    "words": ("hello\n", r"none of the codes we need"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, r"is a picture, not a spreadsheet"),
    "a workbook": (b"PK\x03\x04" + bytes(99), r"is damaged or incomplete"),
    "zeros": (bytes(100), r"is not a text file"),
    "half a letter in UTF-16": (b"\xff\xfeE\x000", r"is not a text file"),
    "too large": (b"x" * 50_000_001, r"has 50 MB, more than 50\."),
    "too many rows": (
        "code,inactive,active\n" + "E02999999,3,6\n" * 120_100,
        r"has more than 120,000 rows\. Split",
    ),
    "too many cells": (
        "code,inactive,active" + "," * 20_000 + "\n" + "E02000001,30,60\n" * 300,
        r"has a line with more than 16,384 cells",
    ),
    "a web page": (
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        r"none of the codes we need",
    ),
    "no header": ("E02000001,30,60\nE02000002,20,70\n", r"the first line has figures"),
    "areas of elsewhere": (
        "code,inactive,active\nE02999999,30,60\n",
        r"none of its codes are in this study area\. Use a file for all of England",
    ),
    "an area without a row": (
        "code,inactive,active\nE02000002,30,60\n",
        r"1 of 2 MSOAs .2021. in this study area have no row, first 'E02000001'\. Use",
    ),
    "an area with two rows": (
        PLAIN + "E02000001,Quay,31,60\n",
        r"1 of 3 rows: an area code appears more than once, first 'E02000001'\. Keep one row",
    ),
    "a suppressed share": (
        PLAIN.replace("20.5", "*"),
        r"1 of 2 rows: inactive_pct: not a number, first '\*' at 'E02000002'\. Every",
    ),
    "an empty share": (
        PLAIN.replace("20.5", ""),
        r"inactive_pct: not a number, first an empty cell at 'E02000002'",
    ),
    "an infinite share": (PLAIN.replace("20.5", "inf"), r"not a number, first 'inf'"),
    "a share that is nan": (PLAIN.replace("20.5", "nan"), r"not a number, first 'nan'"),
    "a share with a thousands mark": (
        PLAIN.replace("20.5", '"2,050"'),
        r"not in the range 0 to 100, first 2050",
    ),
    "a share above 100": (
        PLAIN.replace("20.5", "120"),
        r"estimates\.csv: 1 of 2 rows: inactive_pct: not in the range 0 to 100",
    ),
    "a share below nought": (PLAIN.replace("20.5", "-20"), r"share below 1"),
    "shares that make more than 100": (
        PLAIN.replace("20.5", "31"),
        r"1 of 2 rows: inactive_pct and active_pct leave no fairly active",
    ),
    "a proportion among percentages": (
        PLAIN.replace("20.5", "0.205"),
        r"1 of 2 rows: a share below 1 when others are above 1, first at 'E02000002'\.",
    ),
    "a comma within a name": (
        PLAIN.replace("Quay", "St Mary’s, Quay"),
        r"1 of 3 rows: more cells than the 4 column headings, first 'E02000001 St",
    ),
    "limits the wrong way round": (
        "code,inactive,active,inactive_low,inactive_high\n"
        "E02000001,30,60,35,25\nE02000002,30,60,25,35\n",
        r"1 of 2 rows: inactive_low_pct and inactive_high_pct do not enclose",
    ),
    "one limit without the other": (
        "code,inactive,active,inactive_low,inactive_high\n"
        "E02000001,30,60,25,\nE02000002,30,60,25,35\n",
        r"do not enclose inactive_pct, first at 'E02000001'",
    ),
    "an endless quotation": (PLAIN.replace("Quay", '"Quay' + "y" * 200_000), r"a cell is too long"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_one_sentence_that_begins_with_its_name(name):
    content, expected = BAD[name]
    sentence = said(content)
    assert sentence.startswith("estimates.csv: ")
    assert re.search(expected, sentence), sentence
    assert sentence.endswith(".")


def swap(lines: list[bytes], chance: random.Random) -> bytes:
    """Two lines change places."""
    one, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def spoil_bytes(lines: list[bytes], chance: random.Random) -> bytes:
    content = bytearray(b"\n".join(lines))
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def truncate(lines: list[bytes], chance: random.Random) -> bytes:
    content = b"\n".join(lines)
    return content[: chance.randrange(len(content))]


def lose_cells(lines: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    del cells[chance.randrange(len(cells))]
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def put_cell(lines: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    odd = (b"", b"-1", b"1e999", b"nan", b'"', b"\0", b"0x1F", b"1_0", b"\xe9", b"E02")
    cells[chance.randrange(len(cells))] = chance.choice(odd)
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def replace_marks(lines: list[bytes], chance: random.Random) -> bytes:
    content = b"\n".join(lines)
    old, new = chance.sample([b",", b";", b"\t", b"\n", b'"', b".", b"E0", b" "], 2)
    return content.replace(old, new, chance.choice([1, 5, -1]))


def encode_twice(lines: list[bytes], chance: random.Random) -> bytes:
    text = b"\n".join(lines).decode("latin-1")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))


MANGLERS: tuple[Callable[[list[bytes], random.Random], bytes], ...] = (
    *(swap, spoil_bytes, truncate, lose_cells, put_cell, replace_marks, encode_twice),
)


def fuzz(lines: list[bytes], areas: dict[Level, pd.Index], times: int) -> set[str]:
    """Mangle a file many times: what is read keeps its contract, or is refused."""
    chance = random.Random(20250101)
    outcomes, sentences = set(), {}
    for at in range(times):
        content = MANGLERS[at % len(MANGLERS)](list(lines), chance)
        try:
            found = read_small_area_file(content, f"{at}.csv", areas)
        except InsightError as error:
            sentences[f"{at}.csv: "] = str(error)
            outcomes.add("fault")
        else:
            assert set(found.table.index) == set(areas[found.level])
            check(f"activity_{found.level}", found.table.reset_index())
            outcomes.add("read")
    assert all(said.startswith(name) for name, said in sentences.items())
    return outcomes


def test_mangled_file_is_read_or_is_a_sentence_but_never_a_crash():
    lines = PLAIN.encode().splitlines()
    assert fuzz(lines, AREAS, 420) == {"fault", "read"}


@pytest.fixture(scope="module")
def study_area(pack) -> dict[Level, pd.Index]:
    return {Level.LSOA: pack.areas.index, Level.MSOA: pack.table("msoas").index}


SAE = "sport_england_sae_msoa21_adults_2023_24_"


@pytest.mark.parametrize(("cut", "elsewhere"), [("llr", 0), ("england", 6_729)])
def test_sport_englands_own_file_is_read(real, study_area, cut, elsewhere):
    content = (real / "activity" / f"{SAE}{cut}.csv").read_bytes()
    found = read_small_area_file(content, f"{SAE}{cut}.csv", study_area)
    assert found.level is Level.MSOA
    assert len(found.table) == 127
    first = found.table.loc["E02002827"]
    assert first["inactive_pct"] == pytest.approx(32.7775212)
    assert first["active_pct"] == pytest.approx(54.1578723)
    assert found.notes[-2:] == (
        "Read from columns 'inactive_all_adults' and 'active_all_adults'.",
        "Proportions were converted to per cent.",
    )
    assert (f"{elsewhere:,} of 6,856 rows" in found.notes[0]) == bool(elsewhere)


def test_mangled_file_of_sport_england_never_crashes(real, study_area):
    lines = (real / "activity" / f"{SAE}llr.csv").read_bytes().splitlines()
    assert fuzz(lines, study_area, 140) == {"fault", "read"}
