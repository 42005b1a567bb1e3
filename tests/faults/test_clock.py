"""A clock that jumps: sign-ins, steps of the history, and the dates of files."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from insight.records import ledger, sessions, transaction
from insight.records.kinds.investments import Entry
from insight.records.record import Edit
from insight.records.sessions import MOST_KEPT, Sessions
from insight.reports.paper import Paper
from insight.reports.slides import slides
from insight.reports.word import word_document
from insight.reports.workbook import workbook
from insight.shell.hosting import access
from insight.shell.hosting.access import SignInError, account_of
from insight.shell.hosting.settings import HOURS, settings_of
from ledger_fixtures import entry
from opening import opened
from records_fixtures import draft
from work_fixtures import note_content

SIGNED_IN = datetime(2026, 11, 23, 9, tzinfo=UTC)
JUMPS = (
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2100, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 11, 23, 8, 59, tzinfo=UTC),
)
"""What the clock says at one save after the other; the last is right again."""


RULES = settings_of({"roles": {"run": {"role": "admin"}}})


class Clock:
    """What the records take the time from; says what it was told to."""

    def __init__(self) -> None:
        self.moment = SIGNED_IN

    def now(self, zone: object) -> datetime:
        assert zone is UTC
        return self.moment


@pytest.fixture
def clock(monkeypatch) -> Clock:
    told = Clock()
    for module in (transaction, ledger, sessions):
        monkeypatch.setattr(module, "datetime", told)
    return told


def sign_in(now: datetime, signed_in: datetime = SIGNED_IN):
    claims = {"is_logged_in": True, "name": "Ann", "roles": ["run"],
              "iat": signed_in.timestamp()}  # fmt: skip
    return account_of(claims, RULES, now.timestamp(), lambda code: (frozenset(), code))


def test_sign_in_lasts_its_hours_and_survives_a_clock_that_is_a_little_wrong():
    for later in (timedelta(), timedelta(hours=HOURS), -timedelta(minutes=5)):
        assert sign_in(SIGNED_IN + later).actor.name == "Ann"


@pytest.mark.parametrize(
    "now",
    [
        SIGNED_IN + timedelta(hours=HOURS, seconds=1),
        SIGNED_IN - timedelta(minutes=5, seconds=1),
        *JUMPS[1:4],
    ],
)
def test_clock_that_jumped_lets_nobody_in_until_it_is_right_again(now):
    with pytest.raises(SignInError, match=r"(?i)sign in again"):
        sign_in(now)
    assert sign_in(SIGNED_IN + timedelta(minutes=1)).actor.name == "Ann"


def test_no_sign_in_can_be_dated_ahead_to_last_longer():
    for ahead in (timedelta(hours=1), timedelta(days=4000)):
        with pytest.raises(SignInError):
            sign_in(SIGNED_IN, SIGNED_IN + ahead)


def test_session_that_was_ended_stays_ended_however_the_clock_jumps(store, clock):
    ended: Sessions = store.sessions
    ended.end("a" * 64)
    for at, moment in enumerate((*JUMPS, SIGNED_IN - timedelta(days=400), SIGNED_IN)):
        clock.moment = moment
        ended.end(f"{at:064}")
        assert all(ended.is_ended(key) for key in ("a" * 64, *(f"{n:064}" for n in range(at + 1))))


def test_of_very_many_ended_sessions_those_that_came_last_stay(store, clock, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_KEPT", 3)
    assert MOST_KEPT >= 10_000
    ended: Sessions = store.sessions
    for at, moment in enumerate(JUMPS):
        clock.moment = moment
        ended.end(f"{at:064}")
    assert [ended.is_ended(f"{at:064}") for at in range(5)] == [False, False, True, True, True]


def test_clock_that_is_set_back_makes_no_session_last_longer(store, monkeypatch):
    wall, real = SIGNED_IN.timestamp(), 0.0
    claims = {"is_logged_in": True, "name": "Ann", "roles": ["run"], "iat": wall}
    for name, value in (
        ("has_provider", lambda: True), ("claims", lambda: claims), ("settings", lambda: RULES),
        ("_WATCH", sessions.Watch(lambda: real)),
    ):  # fmt: skip
        monkeypatch.setattr(access, name, value)
    monkeypatch.setattr(access.time, "time", lambda: wall)

    def ask():
        return access.account(lambda: store.sessions, lambda code: (frozenset(), code))

    assert ask().actor.name == "Ann"
    # Nine hours later somebody sets the clock back by eight.
    wall, real = wall + 3600, 9 * 3600.0
    assert ask().actor.name == "Ann"
    wall, real = wall + 3601, 10 * 3600.0 + 1
    with pytest.raises(SignInError, match="more than 10 hours ago"):
        ask()


def test_clock_that_was_ahead_for_a_moment_ends_no_session(store, monkeypatch):
    wall, real = SIGNED_IN.timestamp(), 0.0
    claims = {"is_logged_in": True, "name": "Ann", "roles": ["run"], "iat": wall}
    for name, value in (
        ("has_provider", lambda: True), ("claims", lambda: claims), ("settings", lambda: RULES),
        ("_WATCH", sessions.Watch(lambda: real)),
    ):  # fmt: skip
        monkeypatch.setattr(access, name, value)
    monkeypatch.setattr(access.time, "time", lambda: wall)

    def ask():
        return access.account(lambda: store.sessions, lambda code: (frozenset(), code))

    assert ask().actor.name == "Ann"
    wall, real = JUMPS[1].timestamp(), 60.0
    with pytest.raises(SignInError):
        ask()
    wall, real = SIGNED_IN.timestamp() + 120, 120.0
    assert ask().actor.name == "Ann"


def test_history_keeps_the_order_of_versions_whatever_the_clock_says(store, clock):
    saved = None
    for at, moment in enumerate(JUMPS):
        clock.moment = moment
        wanted = draft("Hood", at + 1)
        saved = (
            store.change(saved.id, wanted, version=saved.version, who="Ann")
            if saved
            else store.add(wanted, who="Ann")
        )
        assert saved.changed_at == moment
    steps = store.history(saved.id)
    assert [step.version for step in steps] == [1, 2, 3, 4, 5]
    assert [step.at for step in steps] == list(JUMPS)
    for one, two in pairwise(steps):
        assert two.before == one.after
    # What is undone is the last change, not the one with the latest date.
    undone = store.undo(saved.id, version=5, who="Ann")
    assert undone.members == steps[3].after.members
    assert store.health().changed_at == JUMPS[-1]


def test_notes_and_money_are_saved_at_any_date(store, clock):
    for at, moment in enumerate(JUMPS):
        clock.moment = moment
        note = store.notes.add(note_content(words=f"Said {at}"), who="Ann")
        assert note.changed_at == moment
        changed = store.notes.change(
            Edit(note.id, 1, note_content(words=f"Said again {at}")), who="Ann"
        )
        assert (changed.version, changed.changed_at) == (2, moment)
        money: Entry = entry(100 + at)
        assert store.ledger.add(money, who="Ann").changed_at == moment
    assert len(store.notes.all()) == len(store.ledger.entries()) == len(JUMPS)


def test_imports_stand_in_the_order_in_which_they_came(store, clock):
    for at, moment in enumerate(JUMPS):
        clock.moment = moment
        store.import_all([draft(f"Hood {at}")], who=f"Officer {at}")
    assert [past.who for past in store.imports()] == [
        f"Officer {at}" for at in reversed(range(len(JUMPS)))
    ]


@pytest.mark.parametrize("made", [date(1970, 1, 1), date(2038, 1, 20), date(2100, 3, 1)])
@pytest.mark.parametrize("make", [word_document, slides, workbook])
def test_documents_carry_the_day_on_which_they_were_made(make, made):
    content = make(Paper("Title", "Author", made, "https://insight.example", ()))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        core = parts.read("docProps/core.xml").decode()
        # The format knows no day before 1980; all parts have the same one.
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    assert f">{made:%Y-%m-%d}T00:00:00Z</dcterms:created>" in core


@pytest.mark.parametrize("moment", [JUMPS[1], JUMPS[2], JUMPS[3]])
def test_pages_open_on_any_day(monkeypatch, moment):
    class Day(date):
        @classmethod
        def today(cls) -> date:
            return date(moment.year, moment.month, moment.day)

    for module in (
        "shell.forms.record_choice",
        "shell.profiles",
        "shell.papers",
        "pages.board_paper.page",
    ):
        monkeypatch.setattr(f"insight.{module}.date", Day)
    for page, query in (
        ("working_model", {"records": "own"}),
        ("neighbourhood", {"show": "profile", "members": "E01013726"}),
        ("map", {}),
    ):
        app = opened(page, **query)
        assert not app.exception
        assert not app.error
