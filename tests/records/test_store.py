"""Saving neighbourhoods: the rules, conflicts, and what is handed back."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from insight.errors import InsightError
from insight.records.errors import ConflictError, RecordError
from insight.records.kinds.neighbourhoods import Draft, Status
from records_fixtures import draft


def test_what_is_added_is_found_again(place):
    before = datetime.now(UTC)
    store = place.open()
    added = store.add(
        Draft("Quay", "By the water", ("E01000002", "E01000001"), "drawn", "agreed"), who="Ann"
    )
    store.close()
    again = place.open()
    (found,) = again.neighbourhoods()
    again.close()
    assert found == added
    assert found.version == 1
    assert found.members == ("E01000001", "E01000002")
    assert found.status is Status.AGREED
    assert before <= found.created_at <= datetime.now(UTC)
    assert found.changed_at == found.created_at
    assert found.created_at.utcoffset().total_seconds() == 0
    assert (found.created_by, found.changed_by) == ("Ann", "Ann")


def test_id_is_short_and_fits_a_url(store):
    ids = {store.add(draft(f"n{i}"), who="Ann").id for i in range(20)}
    assert len(ids) == 20
    assert all(len(one) == 10 and one.isalnum() and one.islower() for one in ids)


def test_what_comes_out_cannot_be_changed_in_place(store):
    added = store.add(draft(), who="Ann")
    with pytest.raises(FrozenInstanceError):
        added.name = "other"


def test_neighbourhoods_come_by_name_whatever_their_capitals(store):
    for name in ("quay", "Abbey", "moor", "Hill"):
        store.add(draft(name), who="Ann")
    names = [found.name for found in store.neighbourhoods()]
    assert names == ["Abbey", "Hill", "moor", "quay"]


def test_stray_spaces_and_doubled_members_are_tidied(store):
    messy = Draft("  New \t Parks ", " a \r\nb \rc ", (" e01000001", "E01000001"), "")
    added = store.add(messy, who="  Ann   Lee ")
    assert added.draft == Draft("New Parks", "a\nb\nc", ("E01000001",), "")
    assert added.created_by == "Ann Lee"


def test_html_and_formulas_are_only_text(store):
    name = "<script>alert('x')</script> =1+1"
    assert store.add(draft(name), who="Ann").name == name
    assert store.neighbourhoods()[0].name == name


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " \n "}, "The name is blank"),
        ({"name": "x" * 121}, "is 121 characters long"),
        ({"name": "a\x00b"}, "cannot be shown"),
        ({"name": "a\ud800"}, "cannot be shown"),
        ({"description": "a\x00"}, "cannot be shown"),
        ({"description": "x" * 4001}, "is 4,001 characters long"),
        ({"defined_by": "x" * 4001}, "The definition is 4,001 characters long"),
        ({"members": ()}, "choose at least one LSOA"),
        ({"members": ("E01000001", "E0100001")}, "1 of 2 codes"),
        ({"members": ("E02000001",)}, "first 'E02000001'"),
        ({"members": ("E0100000\uff11",)}, "first 'E0100000\uff11'"),
        ({"status": "maybe"}, "use one of proposed, agreed, active, closed"),
    ],
)
def test_broken_rule_is_said_and_nothing_is_saved(store, wrong, words):
    with pytest.raises(RecordError, match=r"^Nothing was saved: ") as caught:
        store.add(replace(draft(), **wrong), who="Ann")
    assert words in str(caught.value)
    assert isinstance(caught.value, InsightError)
    assert store.neighbourhoods(with_removed=True) == ()


def test_longest_name_fits(store):
    assert len(store.add(draft("x" * 120), who="Ann").name) == 120


@pytest.mark.parametrize("who", ["", "  ", "x" * 201, "a\x00b"])
def test_who_is_saving_must_be_said(store, who):
    with pytest.raises(RecordError, match="Enter your name"):
        store.add(draft(), who=who)


@pytest.mark.parametrize("name", ["New Parks", "new  PARKS", "\uff2eew Parks"])
def test_name_in_use_cannot_be_taken(store, name):
    store.add(draft("New Parks"), who="Ann")
    with pytest.raises(RecordError, match="there is already a neighbourhood named"):
        store.add(draft(name), who="Ann")
    other = store.add(draft("Other"), who="Ann")
    with pytest.raises(RecordError, match="already"):
        store.change(other.id, draft(name), version=1, who="Ann")
    assert store.neighbourhood(other.id) == other


def test_own_name_may_change_its_capitals(store):
    added = store.add(draft("new parks"), who="Ann")
    assert store.change(added.id, draft("New Parks"), version=1, who="B").version == 2


def test_name_of_a_removed_neighbourhood_is_free_but_then_blocks_its_return(store):
    first = store.add(draft(), who="Ann")
    store.remove(first.id, version=1, who="Ann")
    second = store.add(draft(), who="Ann")
    with pytest.raises(RecordError, match="already a neighbourhood named 'New Parks'"):
        store.restore(first.id, version=2, who="Ann")
    with pytest.raises(RecordError, match="already"):
        store.undo(first.id, version=2, who="Ann")
    assert store.neighbourhoods() == (second,)


def test_change_says_who_and_when_and_keeps_who_began(store):
    added = store.add(draft(), who="Ann")
    changed = store.change(added.id, draft("Quay", 3), version=1, who="Bob")
    assert changed == store.neighbourhood(added.id)
    assert changed.draft == draft("Quay", 3)
    assert (changed.version, changed.created_by, changed.changed_by) == (2, "Ann", "Bob")
    assert changed.created_at == added.created_at < changed.changed_at


def test_change_of_members_alone_is_a_new_version(store):
    added = store.add(draft("Quay", 1, 2, 3), who="Ann")
    changed = store.change(added.id, draft("Quay", 2, 3, 4), version=1, who="Ann")
    assert changed.version == 2
    assert changed.members == ("E01000002", "E01000003", "E01000004")


def test_changes_within_one_tick_of_the_clock_are_versions_of_their_own(store, monkeypatch):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 1, 2, tzinfo=tz)

    monkeypatch.setattr("insight.records.transaction.datetime", Stopped)
    added = store.add(draft("Quay", 1, 2), who="Ann")
    changed = store.change(added.id, draft("Quay", 1, 3), version=1, who="Ann")
    assert changed.changed_at == added.changed_at
    assert changed.version == 2
    assert [step.version for step in store.history(added.id)] == [1, 2]


def test_saving_the_same_again_changes_nothing(store):
    added = store.add(draft(), who="Ann")
    assert store.change(added.id, draft(), version=1, who="Bob") == added
    assert len(store.history(added.id)) == 1


def test_stale_change_is_refused_with_both_versions(place):
    ann, bob = place.open(), place.open()
    seen = ann.add(draft(text="first"), who="Ann")
    theirs = bob.change(seen.id, draft(text="Bob's"), version=1, who="Bob")
    mine = draft(text="Ann's")
    with pytest.raises(ConflictError, match="was changed by Bob on ") as caught:
        ann.change(seen.id, mine, version=seen.version, who="Ann")
    assert caught.value.theirs == theirs
    assert caught.value.mine == mine
    assert caught.value.seen == 1
    assert "now version 2" in str(caught.value)
    assert ann.neighbourhood(seen.id) == theirs
    assert len(ann.history(seen.id)) == 2
    ann.close()
    bob.close()


@pytest.mark.parametrize("deed", ["remove", "restore", "undo"])
@pytest.mark.parametrize("version", [1, 3])
def test_no_deed_is_done_from_another_version(store, deed, version):
    added = store.add(draft(), who="Ann")
    now = store.change(added.id, draft("Quay"), version=1, who="Bob")
    with pytest.raises(ConflictError) as caught:
        getattr(store, deed)(added.id, version=version, who="Ann")
    assert caught.value.theirs == now
    assert caught.value.mine is None
    assert store.neighbourhood(added.id) == now


def test_conflict_with_a_removal_says_that_it_was_removed(store):
    added = store.add(draft(), who="Ann")
    store.remove(added.id, version=1, who="Bob")
    with pytest.raises(ConflictError, match="was removed by Bob") as caught:
        store.change(added.id, draft("Quay"), version=1, who="Ann")
    assert caught.value.theirs.is_removed


def test_removed_neighbourhood_is_out_of_the_list_but_not_lost(store):
    added = store.add(draft(), who="Ann")
    removed = store.remove(added.id, version=1, who="Bob")
    assert removed.is_removed
    assert removed.draft == added.draft
    assert store.neighbourhoods() == ()
    assert store.neighbourhoods(with_removed=True) == (removed,)
    assert store.neighbourhood(added.id) == removed
    back = store.restore(added.id, version=2, who="Ann")
    assert store.neighbourhoods() == (back,)
    assert back.draft == added.draft


def test_deeds_that_make_no_sense_are_refused(store):
    added = store.add(draft(), who="Ann")
    with pytest.raises(RecordError, match="is not removed"):
        store.restore(added.id, version=1, who="Ann")
    store.remove(added.id, version=1, who="Ann")
    with pytest.raises(RecordError, match="is already removed"):
        store.remove(added.id, version=2, who="Ann")
    with pytest.raises(RecordError, match="restore it before changing it"):
        store.change(added.id, draft("Quay"), version=2, who="Ann")
    assert store.neighbourhood(added.id).version == 2


def test_unknown_id_is_said(store):
    for ask in (store.neighbourhood, store.history):
        with pytest.raises(RecordError, match="no neighbourhood 'nothing'"):
            ask("nothing")
    with pytest.raises(RecordError, match="no neighbourhood"):
        store.remove("nothing", version=1, who="Ann")
