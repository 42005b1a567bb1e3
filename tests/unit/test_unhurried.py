"""Long work lets others go first, loses nothing by it, and goes on however many there are."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from insight.shell import kept_records
from insight.unhurried import STOOD_BACK_S, WORKED_S, standing_back, unhurried


def worked(item: int) -> int:
    time.sleep(2 * WORKED_S)
    return item


def test_all_items_come_in_their_order():
    assert list(unhurried(range(1_000))) == list(range(1_000))
    with standing_back(lambda: False):
        assert list(unhurried(range(1_000), piece=7)) == list(range(1_000))


def test_work_waits_until_nobody_waits():
    asked = iter([True, True, False])
    with standing_back(lambda: next(asked, False)):
        assert [worked(each) for each in unhurried(range(2), piece=1)] == [0, 1]
    assert next(asked, None) is None


def test_work_goes_on_though_somebody_always_waits():
    began = time.monotonic()
    with standing_back(lambda: True):
        assert [worked(each) for each in unhurried(range(4), piece=1)] == [0, 1, 2, 3]
    # Nothing has been done before the first.
    assert time.monotonic() - began > 3 * (STOOD_BACK_S + WORKED_S)


def test_nobody_is_asked_about_outside_heavy_work():
    asked = []
    with standing_back(lambda: bool(asked.append(1))):
        pass
    assert [worked(each) for each in unhurried(range(2), piece=1)] == [0, 1]
    assert not asked


def test_heavy_turn_lets_pages_of_others_go_first(monkeypatch):
    seen = []

    @contextmanager
    def watched(are_others_waiting: Callable[[], bool]) -> Iterator[None]:
        seen.append(are_others_waiting)
        yield

    monkeypatch.setattr(kept_records, "standing_back", watched)
    journal = kept_records.kept_journal()
    with journal.rerun("investment"), kept_records.heavy_turn("import"):
        # Its own page is being drawn as well.
        assert not seen[0]()
        with journal.rerun("map"):
            assert seen[0]()
        assert not seen[0]()
