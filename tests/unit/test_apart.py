"""Long work in a process of its own: what comes back, and how it ends."""

import os
import signal
import time

import pytest

from insight.apart import NICER, apart
from insight.errors import InsightError
from insight.tables.decisions import FileDecision, UnansweredError

ASKED = FileDecision("key", "Which?", {"a": "A", "b": "B"}, "", "It says two things.")


def here(word):
    return word, os.getpid(), os.nice(0)


def refused():
    raise UnansweredError("file.csv", [ASKED])


def broken():
    raise ZeroDivisionError


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def long(marker):
    marker.write_text(str(os.getpid()))
    time.sleep(60)


def nothing():
    """Who waits does nothing meanwhile."""


def test_work_is_done_elsewhere_at_low_priority():
    word, pid, nicety = apart(here, nothing, "word")
    assert word == "word"
    assert pid != os.getpid()
    assert nicety == min(19, os.nice(0) + NICER)


def test_what_is_refused_there_is_refused_here_with_all_that_it_knows():
    with pytest.raises(UnansweredError, match="Which") as found:
        apart(refused, nothing)
    assert found.value.decisions == (ASKED,)


def test_a_fault_of_ours_is_no_sentence():
    with pytest.raises(RuntimeError, match="broken"):
        apart(broken, nothing)


def test_a_process_that_was_ended_from_outside_is_said():
    with pytest.raises(InsightError, match="stopped"):
        apart(killed, nothing)


def test_whoever_stops_waiting_ends_the_work(tmp_path):
    marker = tmp_path / "pid"

    def look():
        if marker.exists() and marker.read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apart(long, look, marker)
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)
