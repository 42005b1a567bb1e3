import errno
from importlib import import_module

import pytest

from insight import __main__ as commands
from insight.errors import InsightError
from insight.shell.hosting.serving import StartError


def test_fault_of_the_disk_becomes_a_sentence():
    assert "full" in commands.disk_sentence(OSError(errno.ENOSPC, "", "x"))
    assert "a/b" in commands.disk_sentence(PermissionError(errno.EACCES, "", "a/b"))
    assert commands.disk_sentence(OSError(errno.EBADF, "")) is None


@pytest.mark.parametrize(
    ("argv", "command", "rest"),
    [
        ([], "serve", []),
        (["--no-browser"], "serve", []),
        (["serve", "--port", "8600"], "serve", []),
        (["setup"], "setup", []),
        (["test", "tests/shell", "-k", "port", "-q"], "test", ["tests/shell", "-k", "port", "-q"]),
        (["bench", "--port", "1"], "bench", ["--port", "1"]),
        (["build-pack", "--check"], "build-pack", ["--check"]),
        (["backup", "--to", "x"], "backup", ["--to", "x"]),
        (["restore", "x", "--yes"], "restore", ["x", "--yes"]),
        *(([name, "--help"], name, ["--help"]) for name in commands.COMMANDS),
    ],
)
def test_command_line_is_understood(argv, command, rest):
    options, handed_on = commands.parse(argv)
    assert (options.command, handed_on) == (command, rest)


@pytest.mark.parametrize("argv", [["setup", "x"], ["nonsense"], ["--port", "x"]])
def test_command_line_that_makes_no_sense_exits_with_usage(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        commands.parse(argv)
    assert caught.value.code == 2
    assert "usage: run.py" in capsys.readouterr().err


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_every_command_is_a_function_of_its_module(name):
    assert callable(import_module(commands.COMMANDS[name].module).main)


def test_a_command_gets_its_name_only_if_its_module_has_several(monkeypatch):
    said = []
    several = import_module("insight.records.backups.command")
    monkeypatch.setattr(several, "main", lambda arguments: said.append(arguments) or 3)
    assert commands.perform(["restore", "x", "--yes"]) == 3
    assert said == [["restore", "x", "--yes"]]


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (InsightError("Not now."), 2, "Not now."),
        (StartError("It ended.", 7), 7, "It ended."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (PermissionError(errno.EACCES, "", "a/b"), 2, "a/b cannot be"),
    ],
)
def test_what_is_expected_to_go_wrong_becomes_a_sentence(capsys, fault, code, words):
    def fail(_argv):
        raise fault

    assert commands.main([], fail) == code
    assert words in capsys.readouterr().err


def test_what_is_not_expected_is_not_hidden():
    def fail(_argv):
        raise ConnectionResetError(errno.ECONNRESET, "")

    with pytest.raises(ConnectionResetError):
        commands.main([], fail)
