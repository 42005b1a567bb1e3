"""Pasted places: nothing dropped, each placed or explained, held against lines."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.characters import normalised, showable
from insight.errors import ContractError, InsightError
from insight.geography.pasted import (
    LINES,
    MOST_PASTED,
    PastedKind,
    funding_paragraph,
    read_pasted,
    thresholds,
)

A1, A2, A3, A4, A5, A6 = (f"E0100000{number}" for number in range(1, 7))
SPLIT, MERGED = "E01000911", "E01000961"


@pytest.fixture(scope="module")
def read(town):
    return lambda text: read_pasted(text, town.pack, town.known)


@pytest.fixture(scope="module")
def held(town):
    """The rows of some pasted text, in toy town or one like it."""

    def table(text: str, where=town, **options) -> pd.DataFrame:
        pasted = read_pasted(text, where.pack, where.known)
        return thresholds(pasted, where.pack, where.known, **options)

    return table


def typed(pasted) -> list[str]:
    return [entry.typed for entry in pasted.entries]


def ranked(*ranks: int):
    """Give the six areas of toy town other ranks, of 2025 or of 2019."""

    def change(column: str, national: int):
        def to(table: pd.DataFrame) -> pd.DataFrame:
            decile = [-(-10 * rank // national) for rank in ranks]
            names = {f"{column}_rank": list(ranks), f"{column}_decile": decile}
            if column == "imd":
                names["imd_score"] = [100 * (1 - rank / national) for rank in ranks]
            return table.assign(**names)

        return to

    return {"deprivation": change("imd", 33_755), "imd2019": change("imd2019", 32_844)}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \n ,;\t\r\n", []),
        ("AB1 1AA\nAB1 1AB", ["AB1 1AA", "AB1 1AB"]),
        ("AB1 1AA\r\nAB1 1AB\r", ["AB1 1AA", "AB1 1AB"]),
        ("AB1 1AA,ab11ab; E01000001\tX1", ["AB1 1AA", "ab11ab", "E01000001", "X1"]),
        ("AB1 1AA\u2028AB1 1AB", ["AB1 1AA", "AB1 1AB"]),
        # Several in one line, as typed, with or without their spaces.
        ("ab1 1aa AB11AB E01000001", ["ab1 1aa", "AB11AB", "E01000001"]),
        ("E01000001 E01000002", ["E01000001", "E01000002"]),
        # Within other text.
        ("AB1 1AA and AB1 1AB", ["AB1 1AA", "AB1 1AB"]),
        ("\u2022 E01000001\n- (E01000002)\n3. [AB1 1AA]", ["E01000001", "E01000002", "AB1 1AA"]),
        ("The Hall, 12 High St, Town, AB1 1AA", ["AB1 1AA"]),
        ('="E01000001"', ["E01000001"]),
        # Two columns, or more.
        ("LSOA code\tLSOA name\nE01000001\tQuay 001A", ["E01000001"]),
        ("Postcode,LSOA\nAB1 1AA,E01000001\nAB1 1AB,E01000002", ["AB1 1AA", "AB1 1AB"]),
        # What was meant for a code is not taken for text beside it.
        ("E0100000O, E01000001", ["E0100000O", "E01000001"]),
        ("AB1 1AAAB1 1AB", ["AB1 1AAAB1 1AB"]),
        # A column of a spreadsheet.
        ('"Postcode"\r\n"AB1 1AA"\r\n"AB1 1AB"\r\n', ["AB1 1AA", "AB1 1AB"]),
        ("\ufeffPost code\nAB1 1AA", ["AB1 1AA"]),
        ("LSOA code (2021)\nE01000001", ["E01000001"]),
        ("Name,Postcode\nHall,AB1 1AA", ["AB1 1AA"]),
        # Below the first place such a word is no heading.
        ("AB1 1AA\nPostcode", ["AB1 1AA", "Postcode"]),
        ("\u201cAB1 1AA\u201d", ["AB1 1AA"]),
    ],
)
def test_text_is_taken_apart_as_people_paste_it(read, text, pieces):
    assert typed(read(text)) == pieces


@pytest.mark.parametrize(
    "text", ["AB1 1AA", "AB11AA", "ab1 1aa", " aB1  1Aa ", "AB1\u00a01AA", '"AB11AA"']
)
def test_postcode_is_known_however_it_is_written(read, text):
    (entry,) = read(text).entries
    assert (entry.kind, entry.lsoa21cd, entry.lsoa21cd_or) == (PastedKind.POSTCODE, A1, "")
    assert (entry.postcode, entry.note, entry.first) == ("AB1 1AA", "", 0)


def test_postcode_near_an_edge_may_be_in_either(read):
    (entry,) = read("ab11ab").entries
    assert (entry.lsoa21cd, entry.lsoa21cd_or) == (A2, A3)
    assert entry.note == "near a boundary; may be in the other LSOA"


@pytest.mark.parametrize(
    ("text", "kind", "code", "note"),
    [
        ("e01000003", PastedKind.LSOA, A3, ""),
        (MERGED, PastedKind.RETIRED, A6, f"a 2011 code, now {A6}"),
        (SPLIT, PastedKind.RETIRED, "", f"a 2011 code, split into {A1}, {A2}; use one of these"),
        ("E01010000", PastedKind.ELSEWHERE, "", "not an LSOA in the study area"),
        ("E01099999", PastedKind.UNCLEAR, "", "no such code has been issued"),
        ("ZZ1 1AA", PastedKind.ELSEWHERE, "", "not a postcode in the study area"),
        (
            "AB1 1ZZ",
            PastedKind.UNKNOWN,
            "",
            "not in the data version, although some of AB1 is in the study area; it may "
            "be outside, new or no longer used",
        ),
        ("AB1", PastedKind.UNCLEAR, "", "only part of a postcode; enter all of it"),
        ("AB1 1", PastedKind.UNCLEAR, "", "only part of a postcode; enter all of it"),
        ("Hall", PastedKind.UNCLEAR, "", "neither a whole postcode nor an LSOA code"),
        ("E0100000", PastedKind.UNCLEAR, "", "neither a whole postcode nor an LSOA code"),
        (
            "E02000001",
            PastedKind.UNCLEAR,
            "",
            "a code for an MSOA in the study area; use LSOA codes, which begin with E01",
        ),
        (
            "W01000001",
            PastedKind.ELSEWHERE,
            "",
            "a code for an area in another country; use LSOA codes, which begin with E01",
        ),
    ],
)
def test_each_entry_is_placed_or_told_why_not(read, text, kind, code, note):
    (entry,) = read(text).entries
    assert (entry.kind, entry.lsoa21cd, entry.note) == (kind, code, note)


def test_entries_keep_their_order_and_none_is_dropped(read):
    pasted = read("Hall\nAB1 1AA\nZZ1 1AA\nE01000005\nAB1 1ZZ")
    assert typed(pasted) == ["Hall", "AB1 1AA", "ZZ1 1AA", "E01000005", "AB1 1ZZ"]
    assert [entry.typed for entry in pasted.placed] == ["AB1 1AA", "E01000005"]
    assert [entry.typed for entry in pasted.apart] == ["Hall", "ZZ1 1AA", "AB1 1ZZ"]


def test_repeated_entry_is_kept_and_says_what_it_repeats(read):
    pasted = read("AB1 1AA\nAB1 1AB\nab11ab\nHall\nHALL\nAB11AA")
    assert [entry.first for entry in pasted.entries] == [0, 0, 2, 0, 4, 1]
    assert pasted.entries[2].note == (
        "near a boundary; may be in the other LSOA; the same as entry 2"
    )
    assert pasted.entries[5].note == "the same as entry 1"


PIECES = ["AB1 1AA", "ab11ab", "E01000004", SPLIT, MERGED, "Hall", "ZZ9 9ZZ", "x y"]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["\n", ", ", ";", "\t", "\r\n", "\n\n", ' "\n"']),
)
def test_answered_and_listed_apart_are_all_there_are(town, pieces, between):
    pasted = read_pasted(between.join(pieces), town.pack, town.known)
    # Words in a line with a place are said to stand beside it.
    assert sorted([*typed(pasted), *pasted.beside]) == sorted(pieces)
    assert len(pasted.placed) + len(pasted.apart) == len(pasted.entries)
    rows = thresholds(pasted, town.pack, town.known)
    assert rows["typed"].tolist() == [entry.typed for entry in pasted.placed]


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_read(town, text):
    pasted = read_pasted(text, town.pack, town.known)
    # All that is left of the text is in some entry, but for what stands between.
    seen = showable(normalised(text))
    assert all(entry.typed in seen for entry in pasted.entries)
    assert all(entry.lsoa21cd or entry.note for entry in pasted.entries)


def test_five_thousand_places_are_read_and_one_more_is_not(read):
    assert len(read("AB1 1AA\n" * MOST_PASTED).entries) == 5000
    with pytest.raises(InsightError, match="5,001 places were pasted; at most 5,000"):
        read("AB1 1AA\n" * (MOST_PASTED + 1))


def test_faulty_postcodes_are_named(pack_with, town):
    pack = pack_with(postcodes=lambda table: table.iloc[[0, 0]])
    with pytest.raises(ContractError, match=r"postcodes\.csv"):
        read_pasted("AB1 1AA", pack, town.known)


def test_row_says_where_a_place_is_and_how_deprived(held):
    row = held("ab11aa").iloc[0]
    assert row.to_dict() == {
        "typed": "ab11aa",
        "postcode": "AB1 1AA",
        "lsoa21cd": A1,
        "name": "South 001A",
        "place": "St Mary’s & Quay",
        "district": "South and Deep",
        "lsoa21cd_or": "",
        "is_repeat": False,
        "note": f"2019 decile is for {SPLIT}, which was then split",
        "rank_2025": 3375,
        "decile_2025": 1,
        **{f"in_2025_{line}": "yes" for line in LINES},
        "rank_2019": 3284,
        "decile_2019": 1,
        **{f"in_2019_{line}": "yes" for line in LINES},
    }


def test_parts_of_a_split_area_have_its_earlier_rank(held):
    assert held("E01000001 E01000002")["rank_2019"].tolist() == [3284, 3284]


def test_merged_area_has_the_more_deprived_of_its_earlier_ranks_and_says_so(held):
    row = held(A6).iloc[0]
    assert (row["rank_2019"], row["decile_2019"]) == (16_422, 5)
    assert row["note"] == (
        "merged from E01000961 (rank 16,422) and E01000962 (rank 32,844); 2019 decile is for the "
        "more deprived of these"
    )


@pytest.mark.parametrize(
    ("year", "line", "last"),
    [
        (2025, 10, 3375), (2025, 15, 5063), (2025, 20, 6751), (2025, 30, 10_126),
        (2019, 10, 3284), (2019, 15, 4926), (2019, 20, 6568), (2019, 30, 9853),
    ],
)  # fmt: skip
def test_line_includes_its_last_rank_and_not_the_next(town_with, held, year, line, last):
    # Areas 3 to 5 are the third to fifth of 2025, and the second to fourth of 2019.
    edge = [last - 1, last, last + 1]
    if year == 2025:
        ranks = {"deprivation": ranked(1, 2, *edge, 30_000)["deprivation"]}
    else:
        ranks = {"imd2019": ranked(1, *edge, 30_000, 30_001)["imd2019"]}
    rows = held(f"{A3} {A4} {A5}", town_with(**ranks))
    assert rows[f"rank_{year}"].tolist() == edge
    assert rows[f"in_{year}_{line}"].tolist() == ["yes", "yes", "no"]


def test_deciles_are_cut_as_the_publisher_cuts_them(town_with, held):
    ranks = ranked(3375, 3376, 6751, 6752, 30_379, 30_380)
    town = town_with(deprivation=ranks["deprivation"])
    rows = held(" ".join((A1, A2, A3, A4, A5, A6)), town)
    assert rows["decile_2025"].tolist() == [1, 2, 2, 3, 9, 10]


def test_answer_depends_where_the_two_areas_of_a_postcode_differ(held):
    # AB1 1AB is in 2 (rank 3,376; 2019: 3,284) or in 3 (rank 6,751; 2019: 3,285).
    row = held("AB1 1AB").iloc[0]
    assert [row[f"in_2025_{line}"] for line in LINES] == ["no", "depends", "yes", "yes"]
    assert [row[f"in_2019_{line}"] for line in LINES] == ["depends", *["yes"] * 3]
    assert (row["rank_2025"], row["lsoa21cd"], row["lsoa21cd_or"]) == (3376, A2, A3)


def test_answer_depends_whichever_of_the_two_is_the_more_deprived(town_with, held):
    ranks = ranked(1, 6751, 3376, 30_000, 30_001, 30_002)
    row = held("AB1 1AB", town_with(deprivation=ranks["deprivation"])).iloc[0]
    assert [row[f"in_2025_{line}"] for line in LINES] == ["no", "depends", "yes", "yes"]
    assert row["rank_2025"] == 6751


def test_other_lines_can_be_drawn(held):
    rows = held("AB1 1AA", lines=(5, 10))
    assert rows.loc[0, ["in_2025_5", "in_2025_10"]].tolist() == ["no", "yes"]
    assert "in_2025_20" not in rows


def test_nothing_placed_gives_a_table_without_rows_but_with_its_columns(held):
    rows, full = held("Hall"), held("AB1 1AA")
    assert rows.empty
    assert rows.columns.equals(full.columns)
    assert funding_paragraph(rows, asked=1) == ""


def test_paragraph_counts_what_is_in_each_line(held):
    # 3 (6,751; 2019: 3,285), 4 (6,752; 6,568) and 5 (20,253; 6,569).
    rows = held(f"{A3} {A4} {A5}")
    assert funding_paragraph(rows, asked=3) == (
        "Of the 3 places listed, 0 are in England’s most deprived 10%, 1 is in the "
        "most deprived 20% and 2 are in the most deprived 30%. This is by the English "
        "Indices of Deprivation 2025, which rank 33,755 small areas (LSOAs). By the "
        "English Indices of Deprivation 2019 (32,844 areas), 0 are in England’s most "
        "deprived 10%, 2 are in the most deprived 20% and 3 are in the most deprived 30%. "
        "The two releases are different measures, so do not read the difference as change."
    )


def test_paragraph_for_one_place_is_in_the_singular(held):
    paragraph = funding_paragraph(held("AB1 1AA"), asked=1, lines=(10,))
    assert paragraph.startswith("Of the 1 place listed, 1 is in England’s most deprived 10%.")
    assert "could not be matched" not in paragraph


@pytest.mark.parametrize(
    ("text", "asked", "sentence"),
    [
        ("AB1 1AA\nHall", 2, "1 of 2 could not be matched and is not counted."),
        ("AB1 1AA\nHall\nMoor", 3, "2 of 3 could not be matched and are not counted."),
        ("AB1 1AA\n" * 2, 2, "1 repeats another entry and counts again."),
        ("AB1 1AA\n" * 3, 3, "2 repeat another entry and count again."),
        (
            "AB1 1AB",
            1,
            "1 near a boundary could be in either of two areas that differ. It counts only "
            "if both areas are within the threshold.",
        ),
        (
            "AB1 1AB\nAB1 1AB",
            2,
            "2 near a boundary could be in either of two areas that differ. They count only "
            "if both areas are within the threshold.",
        ),
    ],
)
def test_paragraph_says_what_is_not_certain(held, text, asked, sentence):
    assert sentence in funding_paragraph(held(text), asked=asked)


def test_place_whose_side_depends_is_not_counted_as_inside(held):
    rows = held("AB1 1AB", lines=(15,))
    assert "0 are in England’s most deprived 15%" in funding_paragraph(rows, asked=1, lines=(15,))


def test_paragraph_never_calls_the_most_deprived_the_top(held):
    assert "top" not in funding_paragraph(held("AB1 1AA\nAB1 1AB\nHall"), asked=3)


def test_embedded_split_and_merged_codes_lead_to_their_heirs(pack, known):
    links = pack.table("lsoa_links").reset_index()
    retired = links.loc[links["change"].ne("unchanged"), "lsoa11cd"].unique()
    pasted = read_pasted("\n".join(retired), pack, known)
    assert {entry.kind for entry in pasted.entries} == {PastedKind.RETIRED}
    # 22 that were split, and two that were merged into one.
    assert (len(pasted.apart), len(pasted.placed)) == (22, 2)
    assert pasted.placed[0].lsoa21cd == pasted.placed[1].lsoa21cd


def test_every_embedded_area_has_its_published_deciles(pack, known):
    codes = list(known.district_of.index)
    pasted = read_pasted("\n".join(codes), pack, known)
    rows = thresholds(pasted, pack, known).set_index("lsoa21cd")
    deprivation = pack.table("deprivation")
    assert rows["decile_2025"].eq(deprivation["imd_decile"][rows.index]).all()
    for line, decile in ((10, 1), (20, 2), (30, 3)):
        is_in = deprivation["imd_decile"][rows.index] <= decile
        assert rows[f"in_2025_{line}"].eq("yes").equals(is_in)


def test_what_nobody_sees_does_no_harm_to_a_code(read):
    (entry,) = read("\u202aE0100\u200b0001\ufeff").entries
    assert (entry.typed, entry.lsoa21cd) == ("E01000001", "E01000001")
