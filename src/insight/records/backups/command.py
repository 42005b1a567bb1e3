"""Backups from the command line: make one, see what there is, put one back."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from insight.records.backups.backup import Rows, backups, checked, make_backup, send, thin_out
from insight.records.backups.restore import restore
from insight.records.database import Making
from insight.records.errors import StoreError
from insight.records.place import records_place
from insight.words import counted

Say = Callable[[str], None]
Ask = Callable[[str], str]
AGREED = "restore"
COPY_TO, THROUGH, ALERT = "INSIGHT_BACKUP_COPY_TO", "INSIGHT_BACKUP_THROUGH", "INSIGHT_BACKUP_ALERT"
"""What the environment says where the command line does not."""


def main(
    argv: Sequence[str],
    environ: Mapping[str, str] = os.environ,
    *,
    now: datetime | None = None,
    say: Say = print,
    ask: Ask = input,
) -> int:
    """Do what a command line asks."""
    options = _parser(environ).parse_args(argv)
    now = now or datetime.now(UTC)
    try:
        if options.command == "backup":
            return _backup(environ, options, now, say)
        return _restore(environ, options, now, say, ask)
    except StoreError as error:
        say(str(error))
        if options.command == "backup" and options.alert:
            _alert(options.alert, str(error), say)
        return 1


def _alert(command: str, sentence: str, say: Say) -> None:
    """Hand the sentence to a command that tells somebody."""
    words = shlex.split(command, posix=sys.platform != "win32")
    try:
        done = subprocess.run(words, input=f"{sentence}\n".encode(), check=False)
        fault = f"it ended with {done.returncode}" if done.returncode else ""
    except OSError as error:
        fault = str(error.strerror)
    if fault:
        say(f"Nobody was told by {words[0]}: {fault}.")


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py")
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("backup", description="Copy the records to a file.")
    made.add_argument("--to", type=Path, metavar="FOLDER")
    made.add_argument(
        "--copy-to",
        type=Path,
        metavar="FOLDER",
        default=Path(environ[COPY_TO]) if environ.get(COPY_TO) else None,
        help=f"also copy the backup to this folder, on another disk or machine (or set {COPY_TO})",
    )
    made.add_argument(
        "--through",
        metavar="COMMAND",
        default=environ.get(THROUGH, ""),
        help="command that changes the copy before it is kept, such as one that encrypts it. It "
        f"reads the backup and writes the copy (or set {THROUGH})",
    )
    made.add_argument(
        "--alert",
        metavar="COMMAND",
        default=environ.get(ALERT, ""),
        help=f"command to run with the reason if a backup fails (or set {ALERT})",
    )
    back = commands.add_parser("restore", description="Replace the records with a backup.")
    back.add_argument("file", type=Path, nargs="?", metavar="FILE")
    back.add_argument("--yes", action="store_true", help="do not ask")
    back.add_argument(
        "--without-checksum", action="store_true", help="restore a file that has no checksum file"
    )
    return parser


def _backup(
    environ: Mapping[str, str], options: argparse.Namespace, now: datetime, say: Say
) -> int:
    if options.through and options.copy_to is None:
        raise StoreError(
            "No backup was made: a copy that a command changes needs a folder. Add "
            f"--copy-to FOLDER, or set {COPY_TO}."
        )
    place = records_place(environ)
    folder = options.to or place.backups
    database = place.open(Making.NEVER)
    try:
        made = make_backup(database, folder, now)
    finally:
        database.close()
    gone = thin_out(folder, now)
    say(f"Backup {made.file}: {_said(made.rows)}. We read it again and it is complete.")
    if gone:
        say(f"Removed {counted(len(gone), 'older backup')}.")
    if options.copy_to is not None:
        say(f"Copied to {send(made, options.copy_to, options.through, now)}.")
    return 0


def _restore(
    environ: Mapping[str, str], options: argparse.Namespace, now: datetime, say: Say, ask: Ask
) -> int:
    place = records_place(environ)
    if options.file is None:
        found = backups(place.backups)
        say(
            f"{counted(len(found), 'backup')} in {place.backups}. "
            "Give the name of the one to restore."
        )
        for each in found:
            say(f"  {each.file.name}  {each.at:%d %B %Y, %H:%M} UTC")
        return 1
    is_trusted = options.without_checksum
    rows = checked(options.file, is_trusted=is_trusted)
    if not options.yes:
        where = "the PostgreSQL database" if place.url else str(place.folder)
        say(f"This replaces all records in {where} with {_said(rows)}.")
        say("We back them up first. Nobody should be working while this runs.")
        try:
            answer = ask(f'Write "{AGREED}" to continue: ')
        except EOFError:
            answer = ""
        if answer.strip() != AGREED:
            say("Nothing was changed.")
            return 1
    done = restore(place, options.file, now, is_trusted=is_trusted)
    if done.set_aside:
        say(f"The damaged file was moved to {done.set_aside}.")
    if done.before:
        say(f"The records that were replaced are in {done.before.file}.")
    say(f"Restored: {_said(done.rows)}. Start the app again, if it is running.")
    return 0


def _said(rows: Rows) -> str:
    return (
        f"{counted(rows.get('neighbourhood', 0), 'neighbourhood')}, "
        f"{counted(rows.get('investment', 0), 'investment')}, "
        f"{counted(rows.get('work', 0), 'record of work', 'records of work')} and "
        f"{counted(rows['history'], 'change')} in the history"
    )


if __name__ == "__main__":
    # As compose files of earlier releases call it.
    sys.exit(main(sys.argv[1:]))
