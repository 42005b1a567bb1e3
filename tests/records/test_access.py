"""Who may write what, decided by the records, and what a sign-in allows."""

import pytest

from insight.records.access import AccessError, Actor, Role
from insight.records.kinds.investments import Place as MoneyPlace
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.neighbourhoods import Draft
from insight.records.record import Edit
from insight.records.store import open_store
from insight.shell.hosting.access import SignInError, account_of
from insight.shell.hosting.settings import HOURS, settings_of
from ledger_fixtures import entry
from records_fixtures import draft
from work_fixtures import evidence_content, note_content, step_content, system_content

HERE, THERE = "E01025699", "E01013726"
DISTRICT = "E07000130"
AREAS = frozenset({DISTRICT, HERE})
NOW = 1_800_000_000.0
GIVEN = {
    "roles": {
        "see": {"role": "viewer"},
        "edit": {"role": "editor", "districts": "all"},
        "edit-charnwood": {"role": "editor", "districts": [DISTRICT]},
        "edit-leicester": {"role": "editor", "districts": ["E06000016"]},
        "run": {"role": "admin"},
    }
}
RULES = settings_of(GIVEN)


class Desk:
    """Whoever is said to sit at it acts."""

    def __init__(self) -> None:
        self.actor: Actor | None = None


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def store(place, desk):
    made = open_store(place.url, folder=place.folder, acting=lambda: desk.actor)
    yield made
    made.close()


VIEWER = Actor("Vic", Role.VIEWER)
EDITOR = Actor("Eve", Role.EDITOR)
LOCAL = Actor("Lou", Role.EDITOR, AREAS, "Charnwood")
ADMIN = Actor("Ada", Role.ADMIN)


def test_nobody_signs_in_on_ones_own_machine(store):
    assert store.add(draft(), who="Ann").created_by == "Ann"


def every_write(store, old, system):
    """Each way of writing."""
    return (
        lambda: store.add(draft("Other"), who="x"),
        lambda: store.change(old.id, draft("Third"), version=old.version, who="x"),
        lambda: store.remove(old.id, version=old.version, who="x"),
        lambda: store.undo(old.id, version=old.version, who="x"),
        lambda: store.import_all([draft("Fourth")], who="x"),
        lambda: store.ledger.add(money(), who="x"),
        lambda: store.ledger.decide([("a", "b")], is_same=True, who="x"),
        lambda: store.systems.add(system_content(name="Bus"), who="x"),
        lambda: store.systems.change(
            Edit(system.id, system.version, system_content(name="Tram")), who="x"
        ),
        lambda: store.notes.add(note_content(subject=HERE), who="x"),
    )


def test_viewer_changes_nothing_by_any_way(store, desk):
    old = store.add(draft(), who="Ann")
    system = store.systems.add(system_content(name="Train"), who="Ann")
    desk.actor = VIEWER
    for write in every_write(store, old, system):
        with pytest.raises(AccessError, match="Vic has view-only access"):
            write()
    desk.actor = None
    assert store.neighbourhoods() == (old,)
    assert store.ledger.all() == ()
    assert store.systems.all() == (system,)


def test_history_names_who_signed_in_whatever_is_given(store, desk):
    desk.actor = EDITOR
    made = store.add(draft(), who="Somebody else")
    assert [step.who for step in store.history(made.id)] == ["Eve"]
    note = store.notes.add(note_content(subject=HERE), who="Somebody else")
    assert note.created_by == "Eve"
    receipt = store.ledger.import_all([money(HERE)], who="Somebody else")
    assert receipt.who == "Eve"


def money(*codes: str, **more):
    place = MoneyPlace.LSOA if codes else MoneyPlace.AREA
    return entry(10_000, place, *codes, recipient="Club", **more)


def hood(*members: str, name: str = "Hood") -> Draft:
    return Draft(name, "", members, "by hand")


def test_editor_of_a_district_changes_what_lies_in_it(store, desk):
    desk.actor = LOCAL
    made = store.add(hood(HERE), who="x")
    store.steps.add(step_content(neighbourhood=made.id), who="x")
    store.notes.add(note_content(subject=HERE), who="x")
    store.evidence.add(evidence_content(scope=Scope.DISTRICT, code=DISTRICT), who="x")
    store.ledger.add(money(HERE), who="x")


def test_editor_of_a_district_changes_nothing_else(store, desk):
    theirs = store.add(hood(THERE, name="Theirs"), who="Ann")
    spent = store.ledger.add(money(THERE), who="Ann")
    desk.actor = LOCAL
    wide = evidence_content(scope=Scope.AREA, code="")
    writes = [
        lambda: store.add(hood(HERE, THERE), who="x"),
        lambda: store.change(theirs.id, hood(HERE), version=1, who="x"),
        lambda: store.remove(theirs.id, version=1, who="x"),
        lambda: store.steps.add(step_content(neighbourhood=theirs.id), who="x"),
        lambda: store.notes.add(note_content(subject=THERE), who="x"),
        lambda: store.evidence.add(evidence_content(scope=Scope.AREA, code=""), who="x"),
        lambda: store.evidence.add(wide, who="x"),
        lambda: store.systems.add(system_content(name="Bus"), who="x"),
        lambda: store.ledger.add(money(), who="x"),
        lambda: store.ledger.remove(spent.id, version=1, who="x"),
    ]
    for write in writes:
        with pytest.raises(AccessError, match="Lou can only change records of Charnwood"):
            write()
    desk.actor = None
    assert store.neighbourhood(theirs.id) == theirs
    assert store.ledger.all() == (spent,)


def test_editor_of_a_district_undoes_no_import_of_another(store, desk):
    entries = [money(code, reference=code) for code in (HERE, THERE)]
    receipt = store.ledger.import_all(entries, who="Ann")
    desk.actor = LOCAL
    with pytest.raises(AccessError, match="E01013726"):
        store.ledger.undo_import(receipt.id, who="x")
    desk.actor = ADMIN
    assert store.ledger.undo_import(receipt.id, who="x").who == "Ada"


def test_ended_session_stays_ended_for_every_store(place, store, desk):
    desk.actor = VIEWER
    assert not store.sessions.is_ended("a" * 64)
    store.sessions.end("a" * 64)
    store.sessions.end("a" * 64)
    again = place.open()
    assert again.sessions.is_ended("a" * 64)
    assert not again.sessions.is_ended("b" * 64)
    again.close()


def place_of(code):
    return {
        DISTRICT: (AREAS, "Charnwood"),
        "E06000016": (frozenset({"E06000016", THERE}), "Leicester"),
    }[code]


def sign_in(*roles: str, **more):
    claims = {"is_logged_in": True, "sub": "1", "name": "Eve", "iat": NOW - 60,
              "roles": list(roles), **more}  # fmt: skip
    return account_of(claims, RULES, NOW, place_of)


@pytest.mark.parametrize(
    ("roles", "role", "where"),
    [
        (["see"], Role.VIEWER, ""),
        (["see", "edit"], Role.EDITOR, ""),
        (["edit-charnwood"], Role.EDITOR, "Charnwood"),
        (["edit-charnwood", "edit-leicester"], Role.EDITOR, "Charnwood, Leicester"),
        (["edit-charnwood", "edit"], Role.EDITOR, ""),
        (["edit-charnwood", "run"], Role.ADMIN, ""),
    ],
)
def test_roles_add_up_to_the_most_that_one_of_them_allows(roles, role, where):
    actor = sign_in(*roles).actor
    assert (actor.role, actor.where) == (role, where)
    assert actor.is_everywhere == (not where)


def test_names_of_a_provider_are_held_to_the_rule_of_texts():
    assert sign_in("run", name="E\u200bve\ufffe  Ng").actor.name == "Eve\ufffd Ng"
    assert sign_in("run", name="\u200b", email="a@b").actor.name == "a@b"


@pytest.mark.parametrize("roles", [[], ["admin"], ["Run"], ["see "]])
def test_unknown_roles_are_none(roles):
    assert sign_in(*roles).actor is None


def test_one_role_may_come_as_a_text_and_under_another_claim():
    assert account_of(
        {"is_logged_in": True, "iat": NOW, "groups": "run", "email": "a@b"},
        settings_of({**GIVEN, "role_claim": "groups"}), NOW, place_of,
    ).actor == Actor("a@b", Role.ADMIN)  # fmt: skip


@pytest.mark.parametrize(
    ("signed_in", "why"),
    [
        (NOW - 3600 * HOURS - 1, "more than 10 hours ago"),
        (None, "more than 10 hours ago"),
        (0, "more than 10 hours ago"),
        (NOW + 3600, "dated in the future"),
    ],
)
def test_sign_in_that_is_too_old_or_of_the_future_is_refused(signed_in, why):
    with pytest.raises(SignInError, match=why):
        sign_in("run", iat=signed_in)


def test_nobody_is_refused():
    with pytest.raises(SignInError, match="Sign in to see this"):
        account_of({}, RULES, NOW, place_of)


def test_each_sign_in_has_its_own_key():
    first, second = sign_in("see"), sign_in("see", iat=NOW - 59)
    assert first.key != second.key
    assert first.key == sign_in("see").key
    assert len(first.key) == 64
