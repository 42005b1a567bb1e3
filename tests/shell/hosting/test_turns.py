"""Heavy work takes turns, one at a time a person, and lets go whatever happens."""

import sys
import threading

import pytest

from insight.shell.hosting.turns import Turns, let_clicks_in, waiting_words

PATIENCE_S = 10


class Held:
    """Somebody in a thread of their own, who keeps their turn until let go."""

    def __init__(self, turns: Turns, owner: str, kind: str = "pack") -> None:
        self.told: list[int] = []
        self.is_in, self.is_told, self._go = (threading.Event() for _ in range(3))
        self._turns, self._owner, self._kind = turns, owner, kind
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _hear(self, before: int) -> None:
        self.told.append(before)
        self.is_told.set()

    def _run(self) -> None:
        with self._turns.turn(self._kind, self._owner, self._hear):
            self.is_in.set()
            self._go.wait(PATIENCE_S)

    def end(self) -> None:
        self._go.set()
        self._thread.join(PATIENCE_S)


def test_who_comes_later_waits_is_told_how_many_come_first_and_follows_in_order():
    turns = Turns(1)
    first = Held(turns, "Ann")
    assert first.is_in.wait(PATIENCE_S)
    second = Held(turns, "Bob", "import")
    assert second.is_told.wait(PATIENCE_S)
    third = Held(turns, "Cat")
    assert third.is_told.wait(PATIENCE_S)
    assert (first.told, second.told[0], third.told[0]) == ([], 1, 2)
    running, waiting = turns.counts()
    assert (dict(running), dict(waiting)) == ({"pack": 1}, {"import": 1, "pack": 1})
    first.end()
    assert second.is_in.wait(PATIENCE_S)
    assert not third.is_in.is_set()
    second.end()
    assert third.is_in.wait(PATIENCE_S)
    third.end()
    assert turns.counts() == ({}, {})


def test_one_person_has_one_turn_at_a_time_and_holds_nobody_else_up():
    turns = Turns(2)
    first = Held(turns, "Ann")
    assert first.is_in.wait(PATIENCE_S)
    again = Held(turns, "Ann")
    assert again.is_told.wait(PATIENCE_S)
    other = Held(turns, "Bob")
    assert other.is_in.wait(PATIENCE_S)
    assert not again.is_in.is_set()
    other.end()
    first.end()
    assert again.is_in.wait(PATIENCE_S)
    again.end()


def test_whoever_stops_while_waiting_or_at_work_leaves_no_place_behind():
    turns = Turns(1)
    first = Held(turns, "Ann")
    assert first.is_in.wait(PATIENCE_S)

    def stopped(_before: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), turns.turn("pack", "Bob", stopped):
        pass
    assert turns.counts() == ({"pack": 1}, {})
    first.end()
    with pytest.raises(ZeroDivisionError), turns.turn("pack", "Bob"):
        raise ZeroDivisionError
    assert turns.counts() == ({}, {})


def test_clicks_wait_shorter_for_the_processor():
    before = sys.getswitchinterval()
    try:
        let_clicks_in()
        assert sys.getswitchinterval() <= before / 5
    finally:
        sys.setswitchinterval(before)


def test_the_place_in_the_queue_is_said():
    assert "1 other file or import" in waiting_words(1)
    assert "2 other files or imports" in waiting_words(2)
