"""Backups from the command line: make one, see what there is, put one back."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from insight.records.backups.backup import Rows, backups, checked, make_backup, thin_out
from insight.records.backups.restore import restore
from insight.records.database import Making
from insight.records.errors import StoreError
from insight.records.place import records_place

Say = Callable[[str], None]
Ask = Callable[[str], str]
AGREED = "restore"


def main(
    argv: Sequence[str],
    environ: Mapping[str, str],
    *,
    now: datetime,
    say: Say = print,
    ask: Ask = input,
) -> int:
    """Do what a command line asks."""
    options = _parser().parse_args(argv)
    try:
        if options.command == "backup":
            return _backup(environ, options.to, now, say)
        return _restore(environ, options, now, say, ask)
    except StoreError as error:
        say(str(error))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py")
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("backup", description="Copy the records to a file.")
    made.add_argument("--to", type=Path, metavar="FOLDER")
    back = commands.add_parser("restore", description="Put a backup in the place of the records.")
    back.add_argument("file", type=Path, nargs="?", metavar="FILE")
    back.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _backup(environ: Mapping[str, str], to: Path | None, now: datetime, say: Say) -> int:
    place = records_place(environ)
    folder = to or place.backups
    database = place.open(Making.NEVER)
    try:
        made = make_backup(database, folder, now)
    finally:
        database.close()
    gone = thin_out(folder, now)
    say(f"Backup {made.file}: {_said(made.rows)}. Read again and found whole.")
    if gone:
        say(f"Removed {len(gone)} older backups.")
    return 0


def _restore(
    environ: Mapping[str, str], options: argparse.Namespace, now: datetime, say: Say, ask: Ask
) -> int:
    place = records_place(environ)
    if options.file is None:
        found = backups(place.backups)
        say(f"{len(found)} backups in {place.backups}; name the one to restore.")
        for each in found:
            say(f"  {each.file.name}  {each.at:%d %B %Y, %H:%M} UTC")
        return 1
    rows = checked(options.file)
    if not options.yes:
        where = "the PostgreSQL database" if place.url else str(place.folder)
        say(f"This puts {_said(rows)} in the place of all records in {where}.")
        say("They are backed up first. Nobody should be working meanwhile.")
        try:
            answer = ask(f'Write "{AGREED}" to go on: ')
        except EOFError:
            answer = ""
        if answer.strip() != AGREED:
            say("Nothing was changed.")
            return 1
    done = restore(place, options.file, now)
    if done.set_aside:
        say(f"The damaged file was moved to {done.set_aside}.")
    if done.before:
        say(f"What was replaced is in {done.before.file}.")
    say(f"Restored: {_said(done.rows)}. Start the app again, if it is running.")
    return 0


def _said(rows: Rows) -> str:
    return (
        f"{rows.get('neighbourhood', 0):,} neighbourhoods, "
        f"{rows.get('investment', 0):,} investments, {rows.get('work', 0):,} records "
        f"of the work, {rows['history']:,} steps of the history"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, now=datetime.now(UTC)))
