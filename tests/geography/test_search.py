"""Search in toy town: every kind of question, and those that find nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.geography.search import examples, search
from insight.pack.catalogue import Level
from insight.pack.pack import open_pack
from pack_copies import copied

SOUTH = "E07000001"


@pytest.fixture
def ask(town):
    return lambda text: search(text, town.pack, town.known)


@pytest.mark.parametrize("text", ["AB1 1AA", "ab11aa", " A B 1 1 a a ", "\u202aAB1\u200b 1AA"])
def test_postcode_is_found_however_it_is_typed(ask, text):
    found = ask(text)
    assert [m.code for m in found.matches] == ["E01000001"]
    assert found.sentence == "AB1 1AA is in South 001A, St Mary’s & Quay."


def test_postcode_near_an_edge_names_both_areas(ask):
    found = ask("AB1 1AB")
    assert [(m.code, m.reason) for m in found.matches] == [
        ("E01000002", "includes AB1 1AB"),
        ("E01000003", "may include AB1 1AB"),
    ]
    assert "probably in South 001B, St Mary’s & Quay, or in South 002A, Hill." in found.sentence


def test_postcode_elsewhere_is_not_guessed(ask):
    found = ask("AB1 1ZZ")
    assert found.matches == ()
    assert found.sentence.startswith("AB1 1ZZ is not a postcode in Toy town")


@pytest.mark.parametrize("text", ["AB1", "AB1 1", "AB1 1A"])
def test_part_of_a_postcode_asks_for_the_rest(ask, text):
    assert ask(text).sentence.startswith(f"{text} is part of a postcode.")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("E01000001", Level.LSOA),
        ("e02000003", Level.MSOA),
        (SOUTH, Level.LOCALITY),
        ("E01 000 006", Level.LSOA),
    ],
)
def test_code_of_any_level_is_found(ask, code, level):
    (match,) = ask(code).matches
    assert match.level is level


def test_former_code_leads_to_its_heirs(ask):
    split = ask("E01000911")
    assert [m.code for m in split.matches] == ["E01000001", "E01000002"]
    assert "E01000911 is a 2011 code" in split.sentence
    assert [m.code for m in ask("E01000962").matches] == ["E01000006"]


def test_code_of_another_place_is_said_to_be_none(ask):
    assert ask("E01999999").sentence == ("E01999999 is not an area in Toy town and country.")


@pytest.mark.parametrize("text", ["st mary's & quay", "ST MARYS AND QUAY", "quay mary"])
def test_name_is_found_whatever_its_spelling(ask, text):
    assert [m.code for m in ask(text).matches] == ["E02000001"]


def test_larger_areas_come_first(ask):
    levels = [m.level for m in ask("south").matches]
    assert levels == [Level.LOCALITY] + [Level.MSOA] * 2 + [Level.LSOA] * 3
    assert ask("south").sentence == "6 places match “south”."


@pytest.mark.parametrize("text", ["???", "—", "’", "(.*)"])
def test_marks_alone_find_nothing_rather_than_everything(ask, text):
    found = ask(text)
    assert found.matches == ()
    assert found.sentence.startswith(f"We found nothing for “{text}”.")


@settings(max_examples=40)
@given(st.text(max_size=30))
def test_whatever_is_typed_gets_an_answer(town, text):
    found = search(text, town.pack, town.known)
    assert bool(found.sentence) == bool(text.split())
    assert all(town.known.level_of(m.code) is m.level for m in found.matches)


def test_examples_are_of_the_pack(pack, known, tmp_path):
    *postcodes, code = examples(pack, known)
    assert set(postcodes) <= set(pack.table("postcodes").index)
    assert code in known.levels[Level.LSOA].index
    without = open_pack(copied(tmp_path / "pack", leave_out=("postcodes",)))
    assert examples(without, known) == (code,)
    assert "whole postcode" not in search("nowhere at all", without, known).sentence
