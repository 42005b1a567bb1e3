import os
import subprocess
import sys
import threading
import time

import pytest

from insight import programs


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "permissions"),
        ("/x/python: No module named pip", "No module named pip"),
    ],
)
def test_pip_failure_names_its_cause(line, advice):
    assert advice in programs.pip_sentence([line])


def test_output_of_a_command_is_kept_with_its_exit_code(tmp_path):
    script = "print('Collecting x'); print('last'); raise SystemExit(3)"
    outcome = programs.run_quietly([sys.executable, "-S", "-c", script], tmp_path)
    assert outcome == (3, ["Collecting x", "last"])


def test_lock_holds_this_process_number_and_comes_free(tmp_path):
    path = tmp_path / "lock"
    for _ in range(2):
        with programs.locked(path):
            assert path.read_text(encoding="ascii") == str(os.getpid())


def test_lock_left_by_a_dead_process_does_not_block(tmp_path, capsys):
    path = tmp_path / "lock"
    path.write_text("999999", encoding="ascii")
    with programs.locked(path):
        assert path.read_text(encoding="ascii") == str(os.getpid())
    assert capsys.readouterr().out == ""


def test_second_start_says_for_whom_it_waits_and_then_goes_on(tmp_path, capsys):
    path = tmp_path / "lock"
    order = []

    def second():
        with programs.locked(path, pause=0.01):
            order.append("second")

    waiting = threading.Thread(target=second)
    said = ""
    with programs.locked(path):
        waiting.start()
        deadline = time.monotonic() + 120
        while "Waiting" not in said and time.monotonic() < deadline:
            # Let the other go on: on a busy machine it would not get a word in.
            time.sleep(0.01)
            said += capsys.readouterr().out
        order.append("first")
    waiting.join(30)
    assert f"process {os.getpid()}" in said
    assert order == ["first", "second"]


def test_stopped_server_leaves_no_process():
    idle = "import time; time.sleep(60)"
    server = subprocess.Popen([sys.executable, "-S", "-c", idle])
    programs.stop(server)
    assert server.returncode is not None


def test_end_by_a_signal_is_passed_on_as_a_shell_would():
    assert [programs.exit_code(code) for code in (0, 3, -15)] == [0, 3, 128 + 15]
