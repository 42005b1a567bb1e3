"""The commands: ``python3 run.py COMMAND`` makes the environment and calls them here.

Standard library only: run.py reads the command line by this before there is an environment.
"""

import argparse
import errno
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import NamedTuple

from insight.errors import InsightError
from insight.shell.hosting import serving

HELP = frozenset(("-h", "--help"))


class Command(NamedTuple):
    """A command with arguments of its own, which also answers for its help.

    Its module has a function ``main``, which takes the arguments after the first ones and
    gives the exit code.
    """

    purpose: str
    module: str
    first: tuple[str, ...] = ()
    dev: bool = False
    """Whether it needs the packages of the tests."""


COMMANDS = {
    "test": Command("run the tests", "pytest", dev=True),
    "bench": Command("measure the app's speed and size", "benchmarks.__main__", dev=True),
    "audit": Command(
        "check the pinned packages for published security advisories", "deploy.audit", dev=True
    ),
    "build-pack": Command(
        "rebuild the data that comes with the site from its sources",
        "insight.publishers.build_pack",
        dev=True,
    ),
    "refresh": Command(
        "build a new data version from the publishers' files", "insight.publishers.refresh_command"
    ),
    "fit-activity": Command(
        "fit the activity model again, from files for all of England",
        "insight.publishers.fit_activity",
    ),
    "backup": Command(
        "copy all records to a file and check it", "insight.records.backups.command", ("backup",)
    ),
    "restore": Command(
        "replace the records with a backup", "insight.records.backups.command", ("restore",)
    ),
    "records": Command(
        "start with empty records, or replace a person's name", "insight.records.upkeep.command"
    ),
}


def command_line() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Creates the environment in .venv if needed, then runs the command. "
        "Without a command, it starts the app.",
    )
    parser.set_defaults(dev=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    serving.add_options(commands.add_parser("serve", help="start the app (the default)"))
    setting = commands.add_parser("setup", help="only create the environment")
    setting.add_argument(
        "--dev", action="store_true", help="include what the tests and checks need"
    )
    for name, each in COMMANDS.items():
        one = commands.add_parser(name, help=each.purpose, add_help=False, allow_abbrev=False)
        one.set_defaults(dev=each.dev)
    return parser


def parse(argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split a command line into our own part and the arguments to hand on."""
    has_command = bool(argv) and (not argv[0].startswith("-") or argv[0] in HELP)
    parser = command_line()
    options, rest = parser.parse_known_args(argv if has_command else ["serve", *argv])
    if rest and options.command not in COMMANDS:
        parser.error(f"we do not recognise {' '.join(rest)}")
    return options, rest


def perform(argv: list[str]) -> int:
    """Do what a command line asks, in the environment, and give the exit code."""
    options, rest = parse(argv)
    if options.command == "serve":
        return serving.serve(options)
    if options.command == "setup":
        from insight.installed import report

        return report()
    command = COMMANDS[options.command]
    return int(import_module(command.module).main([*command.first, *rest]))


def disk_sentence(fault: OSError) -> str | None:
    """Say what to do when a file cannot be written; None if that is not the fault."""
    if fault.errno == errno.ENOSPC:
        return "The disk is full. Free some space, then run this again."
    if fault.filename and fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{fault.filename} cannot be read or written. Correct its permissions or close the "
            "program that is using it, then run this again."
        )
    return None


def end_on(_number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that children are ended in good order."""
    raise KeyboardInterrupt


def prepare_process() -> None:
    """Make signals end the children too, and every character printable."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Left alone where it is ignored on purpose, as under nohup.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end_on)
    for stream in (sys.stdout, sys.stderr):
        # pip draws boxes that the consoles of Windows cannot show.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def main(argv: list[str], perform: Callable[[list[str]], int] = perform) -> int:
    """Do what a command line asks; what is expected to go wrong becomes a sentence."""
    try:
        return perform(argv)
    except serving.StartError as fault:
        sentence, code = str(fault), fault.code
    except InsightError as fault:
        sentence, code = str(fault), 2
    except KeyboardInterrupt:
        sentence, code = "Stopped.", 130
    except OSError as fault:
        sentence, code = disk_sentence(fault) or "", 2
        if not sentence:
            raise
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
    return code


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:]))
