"""Records in the words of their forms."""

from dataclasses import fields, replace
from datetime import date

import pytest

from insight.analysis.work.record_words import LABELS, difference
from insight.analysis.work.recorded import Recorded, RecordSet, systems, terms
from insight.pages.data.own_part import ASKS
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import NoteKind, Scope, Stage
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.kinds.vertical import Evidence, System
from insight.shell.forms.model_forms import (
    answer_form,
    asset_form,
    evidence_form,
    note_form,
    step_form,
    system_form,
)
from insight.working_model.work import Work
from own_fixtures import own_content
from work_fixtures import asset_content, evidence_content, note_content, system_content

NOT_SHOWN = {"key", "scope"}
"""Fields that say nothing that another does not say to a reader."""
NAMES = {
    "E01013726": "Leicester 016B, Belgrave",
    "step3": "Listen",
    "parks": "Parks",
    "abc": "Hill",
}


@pytest.mark.parametrize("kind", LABELS)
def test_every_field_of_every_kind_has_a_label(kind):
    assert {each.name for each in fields(kind)} - NOT_SHOWN == LABELS[kind].keys()


def test_labels_are_those_of_the_forms(pack, known):
    recorded = Recorded(RecordSet.OWN, Work(systems(pack, ())), (), {}, terms(pack, known))
    asked = {
        Evidence: evidence_form(recorded).asks,
        Step: step_form(recorded, "").asks,
        Asset: asset_form(None, recorded, "").asks,
        Note: (*note_form("", "").asks, *answer_form(note_content()).asks),
        System: system_form("", {}).asks,
        OwnIndicator: ASKS,
    }
    assert asked.keys() == LABELS.keys()
    for kind, asks in asked.items():
        called = {each.name: each.label.removesuffix(" (optional)") for each in asks}
        where = called.pop("where", None)
        assert where in {None, *LABELS[kind].values()}
        assert called.items() <= LABELS[kind].items()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (note_content(), {"kind": NoteKind.WRONG}, "from “Local knowledge” to “Reported error”"),
        (note_content(), {"subject": "abc"}, "from “Leicester 016B, Belgrave” to “Hill”"),
        (note_content(), {"answer": "Checked"}, "Answer added: “Checked”"),
        (evidence_content(), {"on": date(2025, 4, 9)}, "to “9 April 2025”"),
        (evidence_content(), {"stage": Stage.SO_WHAT}, "to “So what”"),
        (evidence_content(scope=Scope.AREA, code=""), {"code": "abc"}, "The whole area” to “Hill"),
        (system_content(), {"is_used": False}, "In use changed from “Yes” to “No”"),
        (asset_content(lsoa21cd="E01013726"), {"lsoa21cd": ""}, "removed: “Leicester 016B"),
        (own_content({"E01013726": 1.0}), {"licence": "unstated"}, "Licence not stated"),
        (own_content({"E01013726": 1.0}), {"figures": (2.0,)}, "Figures changed"),
    ],
)
def test_a_change_is_told_in_words_of_the_form_and_names(before, after, words):
    said = difference(before, replace(before, **after), NAMES)
    assert words in said
    assert "E0" not in said


def test_the_first_version_is_told_whole_and_no_change_as_none():
    one = note_content()
    said = difference(None, one, NAMES)
    assert "Place: Leicester 016B, Belgrave" in said
    assert "Type of note: Local knowledge" in said
    assert difference(one, one, NAMES) == "No change"
