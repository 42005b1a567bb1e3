"""What a text may hold: removed, refused or shown instead, and what is left alone."""

import unicodedata

import pandas as pd
import pytest

from insight.characters import (
    INSTEAD,
    MOST_MARKS,
    PLAIN,
    UNSEEN,
    UNSHOWN,
    all_showable,
    normalised,
    refusal,
    removal_note,
    seen_key,
    showable,
)
from insight.records.kinds.neighbourhoods import Status

REMOVED = (
    "\u200b", "\u200e", "\u200f", "\u061c", "\u202a", "\u202e", "\u202c", "\u2066", "\u2069",
    "\u2060", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "\u180e",
    "\ufff9", "\U000e0041", "\U000e007f", "\U0001d173", "\u200d", "\u200c", "\ufe0f",
)  # fmt: skip
REFUSED = (
    "\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ud800", "\udfff", "\ue000", "\uf0b7",
    "\U000f0000", "\U0010fffd", "\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe",
    "\U0010ffff",
)  # fmt: skip
KEPT = (
    "Leicester", "St Mary\u2019s \u2013 \u00a320", "a\tb\nc", "caf\u00e9", "\u0141\u00f3d\u017a",
    "\u0a97\u0ac1\u0a9c\u0ab0\u0abe\u0aa4\u0ac0",  # Gujarati
    "\u0d28\u0d4d\u200d",  # Malayalam, in which a joiner makes another letter
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",  # Hebrew with points
    "Ti\u1ebfng Vi\u1ec7t", "\u845b\U000e0100",  # a form of a Chinese character
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f\u200d\U0001f525", "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # of England
    "\U0001f44d\U0001f3fd", "\u0378", "\U0001fae8", "\ufffd",
)  # fmt: skip


@pytest.mark.parametrize("odd", REMOVED, ids=ascii)
def test_what_nobody_sees_is_removed_with_a_note_and_is_no_fault(odd):
    typed = f"Leice{odd}ster"
    assert normalised(typed) == showable(typed) == "Leicester"
    assert refusal(normalised(typed)) == ""
    assert removal_note([("the name", typed)]) == (
        f"1 character that cannot be seen was removed, first U+{ord(odd):04X} in the name."
    )


@pytest.mark.parametrize("odd", REFUSED, ids=ascii)
def test_what_cannot_be_shown_is_refused_by_its_code_and_place(odd):
    typed = f"Leice{odd}ster{odd}"
    assert normalised(typed) == typed
    said = refusal(typed)
    assert "2 characters that cannot be shown" in said
    assert f"U+{ord(odd):04X} after 'Leice'" in said
    assert "at the start" in refusal(odd)
    assert showable(typed) == f"Leice{INSTEAD}ster{INSTEAD}"
    said.encode()


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_people_write_is_left_as_it_is(text):
    assert normalised(text) == unicodedata.normalize("NFC", text)
    assert showable(text) == text
    assert refusal(text) == removal_note([("the name", text)]) == ""


def test_letters_and_marks_are_composed():
    assert normalised("cafe\u0301") == normalised("cafe\u200b\u0301") == "caf\u00e9"


def test_marks_piled_on_a_letter_are_refused_and_cut_where_they_are_stored():
    pile = "q" + "\u0300" * (MOST_MARKS + 1)
    assert "more than 8 marks on one letter" in refusal(pile)
    assert showable(f"{pile}x") == f"{pile[:-1]}x"
    assert refusal(pile[:-1]) == ""


@pytest.mark.parametrize(
    "other",
    ["Leice\u200bster", "LEICESTER", "\uff2ceicester", " Leicester\u00a0", "Leicester\ufe0f",
     "Leice\u200dster", "\u202eLeicester", "L\u034feicester", "Leice\u00adster"],
    ids=ascii,
)  # fmt: skip
def test_names_that_look_the_same_are_one(other):
    assert seen_key(other) == seen_key("Leicester")


def test_names_that_differ_stay_two():
    # A Cyrillic letter that looks like a Latin one is another letter.
    assert seen_key("Le\u0456cester") != seen_key("Leicester")
    assert seen_key("Hill 1") != seen_key("Hill 2")


def test_what_is_plain_needs_no_closer_look():
    every = map(chr, range(0x110000))
    odd = [each for each in every if UNSEEN.match(each) or UNSHOWN.match(each)]
    assert not any(map(PLAIN.fullmatch, odd))
    marks = [each for each in map(chr, range(0x110000)) if unicodedata.combining(each)]
    assert not any(map(PLAIN.fullmatch, marks))
    # Nothing is both removed and refused, and all that Python knows of both is known here.
    assert not [each for each in odd if UNSEEN.match(each) and UNSHOWN.match(each)]
    classes = [each for each in map(chr, range(0x110000)) if unicodedata.category(each) in CLASSES]
    assert not [each for each in classes if each not in "\t\n\r" and not UNSHOWN.match(each)]


CLASSES = {"Cc", "Cs", "Co"}


def test_every_text_of_a_value_is_made_showable():
    odd, fine = "a\ufffe", f"a{INSTEAD}"
    table = pd.DataFrame({"t": [odd, 1.5], "n": [1, 2]})
    found = all_showable({"texts": (odd, [odd], Status.ACTIVE, None, 3), "table": table})
    assert found["texts"] == (fine, [fine], Status.ACTIVE, None, 3)
    assert found["texts"][2] is Status.ACTIVE
    assert found["table"]["t"].tolist() == [fine, 1.5]
    assert found["table"]["n"].dtype == table["n"].dtype
    assert table["t"].tolist() == [odd, 1.5]
