"""The history of neighbourhoods: gap-free, never changed, and a way back."""

import random
from itertools import pairwise
from threading import Timer

import psycopg
import pytest

from insight.records.errors import ConflictError, RecordError
from insight.records.kinds.neighbourhoods import Batch, Status
from records_fixtures import content_of, draft

DEEDS = ("add", "change", "remove", "restore", "undo", "import", "undo_import")


def steps(store, of):
    return [(step.version, step.action) for step in store.history(of)]


def assert_history_is_whole(store):
    """No gap, each step begins where the last ended, and the end is the present."""
    for found in store.neighbourhoods(with_removed=True):
        history = store.history(found.id)
        assert [step.version for step in history] == list(range(1, found.version + 1))
        assert history[0].before is None
        assert history[0].action in {"add", "import"}
        for earlier, later in pairwise(history):
            assert later.before == earlier.after
            assert later.before != later.after
            assert later.at >= earlier.at
        assert history[-1].after == content_of(found)
        assert history[-1].who == found.changed_by
        assert history[-1].at == found.changed_at


def test_each_deed_is_one_step_with_who_when_before_and_after(store):
    one = store.add(draft(), who="Ann")
    two = store.change(one.id, draft("Quay"), version=1, who="Bob")
    three = store.remove(one.id, version=2, who="Cat")
    four = store.restore(one.id, version=3, who="Dan")
    history = store.history(one.id)
    assert steps(store, one.id) == [
        (1, "add"), (2, "change"), (3, "remove"), (4, "restore"),
    ]  # fmt: skip
    assert [step.who for step in history] == ["Ann", "Bob", "Cat", "Dan"]
    assert [step.at for step in history] == [found.changed_at for found in (one, two, three, four)]
    assert [(step.before, step.after) for step in history] == [
        (None, draft()),
        (draft(), draft("Quay")),
        (draft("Quay"), None),
        (None, draft("Quay")),
    ]
    assert_history_is_whole(store)


def test_undo_of_a_change_brings_back_every_field(store):
    first = draft("Quay", 1, 2, text="before")
    added = store.add(first, who="Ann")
    store.change(added.id, draft("Moor", 2, 3, text="after"), version=1, who="Bob")
    undone = store.undo(added.id, version=2, who="Ann")
    assert undone.version == 3
    assert undone.draft == first
    assert_history_is_whole(store)


def test_undoing_an_undo_goes_forward_again(store):
    added = store.add(draft("Quay"), who="Ann")
    store.change(added.id, draft("Moor"), version=1, who="Ann")
    store.undo(added.id, version=2, who="Ann")
    assert store.undo(added.id, version=3, who="Ann").draft == draft("Moor")
    assert store.undo(added.id, version=4, who="Ann").draft == draft("Quay")


def test_undo_of_an_addition_removes_and_undo_of_a_removal_restores(store):
    added = store.add(draft(), who="Ann")
    assert store.undo(added.id, version=1, who="Ann").is_removed
    assert not store.undo(added.id, version=2, who="Ann").is_removed
    store.remove(added.id, version=3, who="Ann")
    back = store.undo(added.id, version=4, who="Ann")
    assert (back.is_removed, back.draft) == (False, draft())
    store.remove(added.id, version=5, who="Ann")
    store.restore(added.id, version=6, who="Ann")
    assert store.undo(added.id, version=7, who="Ann").is_removed
    assert_history_is_whole(store)


def test_an_earlier_step_can_be_saved_again(store):
    added = store.add(draft("a"), who="Ann")
    store.change(added.id, draft("b"), version=1, who="Ann")
    store.change(added.id, draft("c"), version=2, who="Ann")
    first = store.history(added.id)[0].after
    assert store.change(added.id, first, version=3, who="Ann").draft == draft("a")


def test_status_comes_back_from_history_as_a_status(store):
    added = store.add(draft(), who="Ann")
    assert store.history(added.id)[0].after.status is Status.PROPOSED


@pytest.mark.parametrize(
    "statement", ["UPDATE history SET who = 'Nobody'", "DELETE FROM history", "TRUNCATE history"]
)
def test_history_cannot_be_changed_even_behind_the_store(place, statement):
    if statement.startswith("TRUNCATE") and place.engine == "sqlite":
        pytest.skip("SQLite has no TRUNCATE; DELETE is its only way.")
    store = place.open()
    added = store.add(draft(), who="Ann")
    before = store.history(added.id)
    with pytest.raises(Exception, match="history is never changed"):
        place.execute(statement)
    assert store.history(added.id) == before
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE neighbourhood SET status = 'maybe'",
        "UPDATE neighbourhood SET name = '  '",
        "UPDATE neighbourhood SET version = 0",
        "INSERT INTO neighbourhood_member SELECT id, 'E02000001' FROM neighbourhood",
        "INSERT INTO history (kind, record_id, version, at, who, action) "
        "SELECT kind, record_id, version, at, who, action FROM history",
        "INSERT INTO history (kind, record_id, version, at, who, action) "
        "SELECT kind, record_id, 9, at, ' ', action FROM history",
        "INSERT INTO history (kind, record_id, version, at, who, action) "
        "SELECT kind, record_id, 9, at, who, 'lose' FROM history",
    ],
)
def test_database_itself_keeps_the_rules(place, statement):
    store = place.open()
    added = store.add(draft(), who="Ann")
    with pytest.raises(Exception, match=r"(?i)constraint"):
        place.execute(statement)
    assert store.neighbourhoods() == (added,)
    store.close()


def test_history_of_other_kinds_of_records_is_not_mixed_in(place):
    store = place.open()
    added = store.add(draft(), who="Ann")
    place.execute(
        "INSERT INTO history (kind, record_id, version, at, who, action, batch) "
        "SELECT 'investment', record_id, 2, at, who, 'change', 'b' FROM history"
    )
    assert steps(store, added.id) == [(1, "add")]
    assert store.imports() == ()
    store.close()


def test_import_saves_all_and_is_one_batch(store):
    batch = store.import_all([draft("b"), draft("a")], who="Ann")
    assert [found.name for found in batch.added] == ["b", "a"]
    assert [found.name for found in store.neighbourhoods()] == ["a", "b"]
    (past,) = store.imports()
    assert (past.id, past.who, past.action, past.records) == (
        batch.id, "Ann", "import", 2,
    )  # fmt: skip
    assert past.at == batch.added[0].created_at
    assert_history_is_whole(store)


def test_same_file_twice_changes_nothing(store):
    store.import_all([draft("a"), draft("b")], who="Ann")
    again = store.import_all([draft("a"), draft("b")], who="Ann")
    assert again == Batch("", unchanged=store.neighbourhoods())
    assert len(store.imports()) == 1


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (draft(" "), "The name is blank"),
        (draft("A"), "the 1. and the 3. of 3 neighbourhoods are both named 'A'"),
        (draft("Taken", 9), "already a neighbourhood named 'Taken'"),
    ],
)
def test_import_with_one_bad_draft_saves_none(store, last, words):
    taken = store.add(draft("Taken"), who="Ann")
    with pytest.raises(RecordError) as caught:
        store.import_all([draft("a"), draft("b"), last], who="Ann")
    assert words in str(caught.value)
    assert store.neighbourhoods(with_removed=True) == (taken,)
    assert store.imports() == ()


def test_import_changes_what_the_person_saw(store):
    seen = store.add(draft("a", 1), who="Ann")
    batch = store.import_all([draft("A", 2)], who="Bob", replacing=[seen])
    assert batch.changed == store.neighbourhoods()
    assert batch.changed[0].id == seen.id
    assert batch.changed[0].draft == draft("A", 2)
    assert steps(store, seen.id) == [(1, "add"), (2, "import")]


@pytest.mark.parametrize("deed", ["change", "remove"])
def test_import_does_not_overwrite_what_changed_since_it_was_seen(store, deed):
    seen = store.add(draft("a", 1), who="Ann")
    if deed == "change":
        now = store.change(seen.id, draft("a", 3), version=1, who="Bob")
    else:
        now = store.remove(seen.id, version=1, who="Bob")
    with pytest.raises(ConflictError) as caught:
        store.import_all([draft("new"), draft("a", 2)], who="Ann", replacing=[seen])
    assert (caught.value.theirs, caught.value.mine) == (now, draft("a", 2))
    assert store.neighbourhoods(with_removed=True) == (now,)


def test_undo_of_an_import_takes_all_of_it_back_and_can_be_undone(store):
    seen = store.add(draft("a", 1), who="Ann")
    batch = store.import_all([draft("a", 2), draft("b")], who="Ann", replacing=[seen])
    undone = store.undo_import(batch.id, who="Bob")
    assert [found.draft for found in store.neighbourhoods()] == [draft("a", 1)]
    assert [found.name for found in undone.removed] == ["b"]
    assert [found.name for found in undone.changed] == ["a"]
    forward = store.undo_import(undone.id, who="Bob")
    assert [found.name for found in forward.added] == ["b"]
    assert {found.draft for found in store.neighbourhoods()} == {
        draft("a", 2), draft("b"),
    }  # fmt: skip
    assert [past.action for past in store.imports()] == ["undo", "undo", "import"]
    assert_history_is_whole(store)


def test_import_with_later_changes_is_not_undone(store):
    batch = store.import_all([draft("a"), draft("b")], who="Ann")
    later = store.change(batch.added[1].id, draft("B2"), version=1, who="Bob")
    with pytest.raises(RecordError, match=r"1 of 2 .* first 'B2' by Bob"):
        store.undo_import(batch.id, who="Ann")
    assert store.neighbourhoods() == (batch.added[0], later)
    with pytest.raises(RecordError, match="there is no import 'nothing'"):
        store.undo_import("nothing", who="Ann")


def test_a_thousand_are_imported_and_undone_together(store):
    batch = store.import_all([draft(f"n{i}", i) for i in range(1000)], who="Ann")
    assert len(store.neighbourhoods()) == 1000
    store.undo_import(batch.id, who="Ann")
    assert store.neighbourhoods() == ()


def one_deed(store, chance, batches):
    """Any deed on any record, from a version that may be stale."""
    known = store.neighbourhoods(with_removed=True)
    # Ids are random; by age the same seed makes the same walk.
    known = sorted(known, key=lambda found: found.created_at)
    content = draft(f"n{chance.randrange(12)}", *chance.sample(range(5), 2))
    deed = chance.choice(DEEDS) if known else "add"
    if deed == "add":
        store.add(content, who="Ann")
    elif deed == "import":
        contents = [content, draft(f"m{chance.randrange(4)}", chance.randrange(3))]
        live = [found for found in known if not found.is_removed]
        batch = store.import_all(contents, who="Imp", replacing=live)
        batches += [batch.id] if batch.id else []
    elif deed == "undo_import":
        batches.append(store.undo_import(chance.choice(batches or ["none"]), who="Und").id)
    else:
        one = chance.choice(known)
        version = one.version - chance.choice([0, 0, 0, 0, 1])
        extra = (content,) if deed == "change" else ()
        getattr(store, deed)(one.id, *extra, version=version, who="Bob")
    return deed


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_deeds_keeps_the_history_whole(store, seed):
    chance, batches, done = random.Random(seed), [], set()
    for _ in range(150):
        before = store.neighbourhoods(with_removed=True)
        try:
            done.add(one_deed(store, chance, batches))
        except (ConflictError, RecordError):
            assert store.neighbourhoods(with_removed=True) == before
    assert_history_is_whole(store)
    # The walk proves little unless it came by every kind of deed.
    assert done == set(DEEDS)


def test_names_in_use_are_unique_even_between_transactions(postgresql):
    """A name taken after the look and before the saving is said plainly."""
    store = postgresql.open()
    with psycopg.connect(postgresql.url) as other:
        other.execute(
            "INSERT INTO neighbourhood (id, version, name, name_key, description, "
            "defined_by, status, created_at, created_by, changed_at, changed_by) "
            "VALUES ('x', 1, 'Quay', 'quay', '', '', 'agreed', now(), 'B', now(), 'B')"
        )
        timer = Timer(0.3, other.commit)
        timer.start()
        with pytest.raises(RecordError, match="someone else has just saved"):
            store.add(draft("Quay"), who="Ann")
        timer.join()
    assert len(store.neighbourhoods()) == 1
    store.close()
