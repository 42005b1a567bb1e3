"""The records of the working model are kept like all others, on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from insight.records.errors import ConflictError, RecordError
from insight.records.kinds.model_terms import ChangeKind, Scope
from insight.records.record import Edit
from records_fixtures import draft
from work_fixtures import (
    asset_content,
    evidence_content,
    note_content,
    step_content,
    system_content,
)


@pytest.fixture
def hood(store):
    return store.add(draft(), who="Ann").id


def contents(hood):
    """One full content of each kind, by the name of its book."""
    return {
        "systems": system_content(words="Homes"),
        "evidence": evidence_content(
            code=hood, conditions=("condition2", "condition4"),
            changes=(ChangeKind.SKILLS, ChangeKind.POLICY), workshops=4, trained=47,
            what="two\nlines",
        ),
        "steps": step_content(neighbourhood=hood, source="Diary"),
        "assets": asset_content(
            neighbourhood=hood, lsoa21cd="E01013726", longitude=-1.1, latitude=52.6,
            until=date(2027, 1, 1),
        ),
        "notes": note_content(subject=hood, about="inactive", answer="Noted"),
    }  # fmt: skip


KINDS = ("systems", "evidence", "steps", "assets", "notes")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_added_is_read_back_equal(store, hood, kind):
    book, content = getattr(store, kind), contents(hood)[kind]
    saved = book.add(content, who="Ann")
    assert saved.content == content
    assert book.one(saved.id) == saved
    assert book.all() == (saved,)
    others = [getattr(store, each).all() for each in KINDS if each != kind]
    assert others == [()] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_each_change_is_a_version_and_can_be_taken_back(store, hood, kind):
    book, first = getattr(store, kind), contents(hood)[kind]
    field = {"systems": "words", "assets": "name", "notes": "words"}.get(kind, "what")
    second = replace(first, **{field: "Changed"})
    saved = book.add(first, who="Ann")
    changed = book.change(Edit(saved.id, 1, second), who="Ben")
    assert (changed.version, changed.content) == (2, second)
    assert book.change(Edit(saved.id, 2, second), who="Ben").version == 2
    assert book.undo(saved.id, version=2, who="Cat").content == first
    assert book.remove(saved.id, version=3, who="Dan").is_removed
    assert book.all() == ()
    assert [each.id for each in book.removed()] == [saved.id]
    assert book.restore(saved.id, version=4, who="Eve").content == first
    steps = book.history(saved.id)
    assert [(each.action, each.who) for each in steps] == [
        ("add", "Ann"), ("change", "Ben"), ("undo", "Cat"), ("remove", "Dan"),
        ("restore", "Eve"),
    ]  # fmt: skip
    assert [each.after for each in steps] == [first, second, first, None, first]


@pytest.mark.parametrize("kind", KINDS)
def test_second_writer_is_told_and_loses_nothing(store, hood, kind):
    book, content = getattr(store, kind), contents(hood)[kind]
    field = {"systems": "words", "assets": "name", "notes": "words"}.get(kind, "what")
    saved = book.add(content, who="Ann")
    theirs = replace(content, **{field: "Theirs"})
    book.change(Edit(saved.id, 1, theirs), who="Ben")
    mine = replace(content, **{field: "Mine"})
    with pytest.raises(ConflictError, match="changed by Ben") as conflict:
        book.change(Edit(saved.id, 1, mine), who="Cat")
    assert conflict.value.mine == mine
    assert conflict.value.theirs.content == theirs
    assert book.one(saved.id).content == theirs


@pytest.mark.parametrize("kind", ["evidence", "steps", "assets", "notes"])
def test_nothing_is_recorded_of_a_neighbourhood_that_is_not_there(store, kind):
    with pytest.raises(RecordError, match="is not saved or has been removed"):
        getattr(store, kind).add(contents("zzzzzzzzzz")[kind], who="Ann")
    assert getattr(store, kind).all() == ()


def test_nothing_more_is_recorded_of_a_removed_neighbourhood(store, hood):
    kept = store.steps.add(step_content(neighbourhood=hood), who="Ann")
    store.remove(hood, version=1, who="Ann")
    with pytest.raises(RecordError, match="has been removed"):
        store.steps.add(step_content(neighbourhood=hood), who="Ann")
    assert store.steps.remove(kept.id, version=1, who="Ann").is_removed


def test_a_note_on_an_area_needs_no_neighbourhood(store):
    assert store.notes.add(note_content(), who="Ann").content.subject == "E01013726"


def test_two_systems_of_one_name_are_refused(store):
    store.systems.add(system_content(), who="Ann")
    with pytest.raises(RecordError, match="already a system named"):
        store.systems.add(system_content(name=" HOUSING"), who="Ben")


def test_a_system_of_the_list_is_changed_once_not_twice(store):
    store.systems.add(system_content(key="parks", name="Parks"), who="Ann")
    with pytest.raises(RecordError, match="has just changed"):
        store.systems.add(system_content(key="parks", name="Green"), who="Ben")
    assert len(store.systems.all()) == 1
    store.systems.add(system_content(name="One"), who="Ann")
    store.systems.add(system_content(name="Two"), who="Ann")


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_rule_saves_nothing(store, hood, kind):
    content = contents(hood)[kind]
    field = {"systems": "name", "assets": "name", "notes": "words"}.get(kind, "what")
    with pytest.raises(RecordError, match=r"Nothing was saved: The .* is blank"):
        getattr(store, kind).add(replace(content, **{field: " "}), who="Ann")
    with pytest.raises(RecordError, match="Enter your name"):
        getattr(store, kind).add(content, who=" ")
    assert getattr(store, kind).all() == ()


def test_every_save_moves_the_revision(store, hood):
    seen = {store.ledger.revision()}
    for kind, content in contents(hood).items():
        getattr(store, kind).add(content, who="Ann")
        seen.add(store.ledger.revision())
    assert len(seen) == 6


def test_unknown_record_is_named(store):
    with pytest.raises(RecordError, match="no piece of evidence 'zz'"):
        store.evidence.one("zz")


def test_evidence_over_a_wider_area_names_no_neighbourhood(store):
    wide = evidence_content(scope=Scope.AREA, code="")
    assert store.evidence.add(wide, who="Ann").content == wide
