"""The records from the command line: begin with empty ones, and see and replace names."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from insight.errors import InsightError
from insight.records.backups.rename import rename_in
from insight.records.database import Making
from insight.records.errors import MissingError
from insight.records.place import RecordsPlace, records_place
from insight.records.transaction import checked_who
from insight.records.upkeep.pseudonyms import names, rename

Say = Callable[[str], None]
Ask = Callable[[str], str]
AGREED = "empty"
LISTED = 20


def main(
    argv: Sequence[str],
    environ: Mapping[str, str] = os.environ,
    *,
    say: Say = print,
    ask: Ask = input,
) -> int:
    """Do what a command line asks."""
    options = _parser().parse_args(argv)
    place = records_place(environ)
    try:
        if options.command == "make":
            place.open(Making.ANYWAY).close()
            say("The records exist and can be used.")
            return 0
        if options.command == "begin":
            return _begin(place, say, ask)
        if options.command == "names":
            return _names(place, say)
        return _rename(place, options.old, options.to, say)
    except InsightError as error:
        say(str(error))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py records")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make", help="start with empty records if there are none")
    commands.add_parser("begin", help="the same, but ask first if there were records before")
    commands.add_parser("names", help="list the names of people in the history")
    one = commands.add_parser(
        "rename",
        help="replace a name with a pseudonym in the records and their backups",
        description="Replaces one name, or several names of one person, with another. This covers "
        "the records, the history, decisions on possible duplicates, and every backup in the "
        "backup folder. Names in texts are listed but not changed. Copies elsewhere are not "
        "changed.",
    )
    one.add_argument("old", nargs="+", metavar="NAME", help="as “records names” lists it")
    one.add_argument("--to", required=True, metavar="PSEUDONYM", help="such as “Officer 7”")
    return parser


def _begin(place: RecordsPlace, say: Say, ask: Ask) -> int:
    try:
        place.open().close()
    except MissingError as error:
        say(str(error))
        try:
            answer = ask(f'Write "{AGREED}" to start with empty records: ')
        except EOFError:
            answer = ""
        if answer.strip() != AGREED:
            say("Nothing was changed.")
            return 1
        place.open(Making.ANYWAY).close()
    return 0


def _names(place: RecordsPlace, say: Say) -> int:
    database = place.open(Making.NEVER)
    try:
        found = names(database)
    finally:
        database.close()
    say(f"{len(found):,} names, with the number of fields that use each one:")
    for name, count in sorted(found.items(), key=lambda each: each[0].casefold()):
        say(f"  {count:>7,}  {name}")
    return 0


def _rename(place: RecordsPlace, old: Sequence[str], new: str, say: Say) -> int:
    database = place.open(Making.NEVER)
    try:
        done = rename(database, old, new)
    finally:
        database.close()
    say(f"{done.fields:,} fields of the records now name {new!r}.")
    if done.mentions:
        more = ", …" if len(done.mentions) > LISTED else ""
        say(
            f"The name is also in texts of {len(done.mentions):,} records, now or in an earlier "
            f"version. These were not changed: {', '.join(done.mentions[:LISTED])}{more}."
        )
    left = rename_in(place.backups, {checked_who(each) for each in old}, checked_who(new))
    say(f"{left.done:,} backups in {place.backups} were changed in the same way.")
    for file, why in left.faults:
        say(f"{file.name} was not changed: {why}")
    say(
        "Copies of backups in other places still have the old name. If you restore one, run this "
        "again. Restart the app, or its pages may still show the old name."
    )
    return 1 if left.faults else 0


if __name__ == "__main__":
    # As the notes of earlier releases say for containers.
    sys.exit(main(sys.argv[1:]))
