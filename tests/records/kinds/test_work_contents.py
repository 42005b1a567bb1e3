"""What may be recorded of the working model, and what is refused and why."""

from dataclasses import replace
from datetime import date

import pytest

from insight.records.kinds.horizontal import (
    asset_faults,
    asset_tidied,
    note_faults,
    note_tidied,
    step_faults,
    step_tidied,
)
from insight.records.kinds.model_terms import ChangeKind, Scope, Stage
from insight.records.kinds.vertical import (
    evidence_faults,
    evidence_tidied,
    system_faults,
    system_tidied,
)
from insight.records.plain import from_json, to_json
from work_fixtures import (
    HOOD,
    asset_content,
    evidence_content,
    note_content,
    step_content,
    system_content,
)

KINDS = [
    (evidence_content, evidence_faults, evidence_tidied),
    (step_content, step_faults, step_tidied),
    (asset_content, asset_faults, asset_tidied),
    (note_content, note_faults, note_tidied),
    (system_content, system_faults, system_tidied),
]


@pytest.mark.parametrize(("made", "faults", "tidied"), KINDS)
def test_defaults_are_sound_and_survive_json(made, faults, tidied):
    content = made()
    assert faults(content) == ()
    assert tidied(content) == content
    assert from_json(type(content), to_json(content)) == content


@pytest.mark.parametrize(
    ("content", "faults", "words"),
    [
        (evidence_content(what=""), evidence_faults, "a stage needs evidence"),
        (evidence_content(source=""), evidence_faults, "where the evidence can be found"),
        (evidence_content(system=""), evidence_faults, "system is blank"),
        (evidence_content(stage="done"), evidence_faults, "use one of present"),
        (evidence_content(code="E07000130"), evidence_faults, "a saved neighbourhood"),
        (evidence_content(scope=Scope.AREA), evidence_faults, "no code"),
        (
            evidence_content(scope=Scope.DISTRICT, code="E01013726"),
            evidence_faults, "give a district",
        ),
        (
            evidence_content(scope=Scope.COUNTY, code="E07000130"),
            evidence_faults, "the code of a county",
        ),
        (
            evidence_content(scope=Scope.AREA, code="", stage=Stage.PRESENT),
            evidence_faults, "for one neighbourhood",
        ),
        (evidence_content(on=date(1066, 1, 1)), evidence_faults, "in the year 1066"),
        (evidence_content(workshops=-1), evidence_faults, "number of workshops"),
        (evidence_content(trained=10**9), evidence_faults, "people trained"),
        (evidence_content(what="a\x00"), evidence_faults, "cannot be shown"),
        (evidence_content(what="x" * 2001), evidence_faults, "2,000 or fewer"),
        (step_content(about="step8"), step_faults, "use one of step1"),
        (step_content(progress="done"), step_faults, "use one of begun"),
        (step_content(what=""), step_faults, "say what happened"),
        (step_content(neighbourhood=""), step_faults, "choose a saved one"),
        (asset_content(name=""), asset_faults, "say what it is called"),
        (asset_content(kind="thing"), asset_faults, "use one of champion"),
        (asset_content(contact_role="a.b@c.org"), asset_faults, "the role"),
        (asset_content(contact_role="Call 0116 305 0705"), asset_faults, "the role"),
        (asset_content(name="Bo +44 116 305 0705"), asset_faults, "the role"),
        (asset_content(lsoa21cd="W01000001"), asset_faults, "LSOA code"),
        (asset_content(longitude=-1.0), asset_faults, "or neither"),
        (asset_content(longitude=52.0, latitude=-1.0), asset_faults, "not in England"),
        (asset_content(until=date(2020, 1, 1)), asset_faults, "before 09/03/2026"),
        (note_content(subject="Charnwood"), note_faults, "is not an area"),
        (note_content(words=""), note_faults, "say what you know"),
        (note_content(reason=""), note_faults, "say how you know"),
        (note_content(kind="x"), note_faults, "use one of local knowledge"),
        (system_content(name=""), system_faults, "give the system a name"),
        (system_content(position=0), system_faults, "from 1 to 999"),
    ],
)  # fmt: skip
def test_each_broken_rule_is_said(content, faults, words):
    found = faults(content)
    assert len(found) == 1
    assert words in found[0].sentence()


def test_lists_stand_once_and_in_their_order():
    content = evidence_content(
        conditions=("condition3", "condition1", "condition3", "other"),
        changes=(ChangeKind.POLICY, ChangeKind.SKILLS, ChangeKind.POLICY),
        what="  two  \r\n lines ",
    )
    tidy = evidence_tidied(content)
    assert tidy.conditions == ("condition1", "condition3")
    assert tidy.changes == (ChangeKind.SKILLS, ChangeKind.POLICY)
    assert tidy.what == "two\n lines"


def test_a_year_in_a_name_is_no_telephone_number():
    for name in ("Class of 2024 to 2025", "Open 09 to 17", "Flat 01, 20 Long Street"):
        assert asset_faults(asset_content(name=name)) == ()


def test_messages_name_what_was_meant():
    assert evidence_content().name == "the evidence of 09 March 2026"
    assert replace(asset_content(), neighbourhood=HOOD).name == "Library"
