"""Every statement of the founding slides has a row of the pack that holds what it says.

Not among them, since our inventory of the slides does not have their words: the six statements of
the influencers, the five questions on the definition and the five of the third Big Conversation,
nine of the fourteen reflections, and what makes planning difficult and what more it needs.
"""

import csv
from pathlib import Path

import pytest

from insight.pages.approach.findings import TITLES

LIST = Path(__file__).with_name("deck_statements.csv")
STATEMENTS = list(csv.DictReader(LIST.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("each", STATEMENTS, ids=lambda each: each["statement"])
def test_statement_is_held_as_it_was_made(pack, each):
    row = pack.table(each["table"]).loc[each["key"]]
    held = " ".join(str(cell) for cell in row).casefold()
    missing = [words for words in each["holds"].casefold().split(";") if words not in held]
    assert not missing, held


def test_all_that_the_pack_holds_of_the_slides_is_a_statement(pack):
    for name in ("approach", "model_examples", "worked_example", "deck_notes"):
        listed = {each["key"] for each in STATEMENTS if each["table"] == name}
        table = pack.table(name)
        ours = set()
        if name == "model_examples":
            ours = set(table.index[table["status"].eq("our words")])
        assert listed == set(table.index) - ours


def test_every_section_of_the_approach_is_shown(pack):
    assert set(pack.table("approach")["section"]) == set(TITLES)
