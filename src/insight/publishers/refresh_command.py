"""The command that makes a new pack: ``python3 run.py refresh``."""

import argparse
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from insight.errors import ContractError, InsightError
from insight.pack.pack import EMBEDDED, Pack, open_pack
from insight.pack.packs import CURRENT, packs_folder, used
from insight.publishers.assemble import NEEDED_TABLES
from insight.publishers.assemble_optional import OPTIONAL
from insight.publishers.fetching.release import ReleaseRequest, fetch_release
from insight.publishers.refresh import Made, RefreshRequest, refresh
from insight.publishers.refresh_progress import ProgressBars
from insight.root import ROOT

VAR = ROOT / "var"
DOWNLOADS = VAR / "downloads" / "publishers"
DROPPED = VAR / "dropped"
"""Where a person puts files that only a person can fetch."""

STEPS = len(NEEDED_TABLES) + len(OPTIONAL) + 4
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if a pack was made."""
    options = _options(arguments)
    console = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    # Whoever ends the command from outside leaves no half a pack behind either.
    signal.signal(signal.SIGTERM, _end)
    try:
        _run(options, console)
    except ContractError as error:
        for problem in error.problems:
            console.print(problem.sentence())
        console.print("No pack was made; nothing has changed.")
        return 1
    except InsightError as error:
        console.print(str(error))
        console.print("No pack was made; nothing has changed.")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. No pack was made; nothing has changed.")
        return INTERRUPTED
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py refresh",
        description="Make a new data pack from the publishers' files, beside those "
        "that are there. A refresh that fails changes nothing.",
    )
    parser.add_argument(
        "--from", dest="folders", type=Path, action="append", metavar="FOLDER",
        help="files that have been downloaded already; nothing is fetched then "
        "(may be given more than once)",
    )  # fmt: skip
    parser.add_argument(
        "--downloads", type=Path, default=DOWNLOADS, metavar="FOLDER",
        help="where downloads are kept (default: var/downloads/publishers)",
    )  # fmt: skip
    parser.add_argument(
        "--packs", type=Path, default=packs_folder(os.environ), metavar="FOLDER",
        help="where packs are kept (default: INSIGHT_PACKS, or var/packs)",
    )  # fmt: skip
    parser.add_argument(
        "--districts", metavar="CODES_OR_NAMES",
        help="districts of the pack, apart by commas (default: those of the pack in "
        "use); a name that holds a comma is given by its code",
    )  # fmt: skip
    parser.add_argument("--title", default="", help="the whole area in full")
    parser.add_argument("--short-title", default="", help="the same, abbreviated")
    parser.add_argument("--partnership", default="", help="whose area it is")
    parser.add_argument(
        "--keep-pack", "--no-use", dest="is_used", action="store_false",
        help="make the pack, but go on using the one in use",
    )  # fmt: skip
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, console: Console) -> None:
    before = used({**os.environ, "INSIGHT_PACKS": str(options.packs)})
    base = open_pack(before)
    if not base.is_usable("districts"):
        raise base.fault("districts")
    districts = (
        [each.strip() for each in options.districts.split(",") if each.strip()]
        if options.districts
        else list(base.table("districts").index)
    )
    if not districts:
        raise InsightError("--districts names none. Give codes such as E06000016.")
    asked = RefreshRequest(
        folders=options.folders or _own_folders(options.downloads),
        packs=options.packs,
        districts=districts,
        title=options.title.strip(),
        short_title=options.short_title.strip(),
        partnership=options.partnership.strip(),
        is_used=options.is_used,
    )
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    ) as progress:  # fmt: skip
        if not options.folders:
            order = ReleaseRequest(options.downloads, _codes(districts, base))
            release = fetch_release(order, ProgressBars(progress, len(order.downloads)))
            for note in release.notes:
                console.print(note)
        task = progress.add_task("Starting", total=STEPS)

        def step(words: str) -> None:
            progress.update(task, description=words, advance=1)
            if not console.is_terminal:
                console.print(f"{words} …")

        made = refresh(asked, base, step)
    for line in report(made, asked, base):
        console.print(line)


def _codes(districts: Sequence[str], base: Pack) -> list[str]:
    """Codes of districts, of which those of the pack in use may be named."""
    names = base.table("districts")["name"].str.casefold()
    by_name = {name: str(code) for code, name in names.items()}
    return [by_name.get(each.casefold(), each) for each in districts]


def _own_folders(downloads: Path) -> list[Path]:
    """Where files lie that were fetched, and that a person brought."""
    return [downloads, *([DROPPED] if DROPPED.is_dir() else [])]


def report(made: Made, asked: RefreshRequest, before: Pack) -> list[str]:
    """What was made, in lines for whoever asked for it."""
    count = len(made.districts)
    lines = [
        f"Pack {made.version}: {made.areas:,} areas in {count} "
        f"district{'' if count == 1 else 's'} ({_some(made.districts)}).",
        "",
        *(f"  {table}: {files}" for table, files in made.origins.items()),
    ]
    if made.taken_over:
        lines.append(f"  as in the pack before: {', '.join(made.taken_over)}")
    for title, sentences in (
        ("Not in it", [f"{table}: {where}" for table, where in made.without.items()]),
        ("Verified", made.verified),
        ("Notes", made.notes),
        ("Files that were not used", made.unused),
    ):
        if sentences:
            lines += ["", f"{title}:", *(f"  {each}" for each in sentences)]
    return [*lines, "", *_afterwards(made, asked, before)]


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _afterwards(made: Made, asked: RefreshRequest, before: Pack) -> list[str]:
    """Which pack is opened from now on, and where the one before is."""
    current = asked.packs / CURRENT
    lines = []
    if not made.is_new:
        lines.append(
            f"It is the same as the pack {made.version} that was there, which stays as "
            "it was, with its title and the dates of its files."
        )
    if before.folder == EMBEDDED:
        back = f"remove {current} to use the embedded pack {before.version} again"
    else:
        back = f"write {before.version} into {current} to use the one before again"
    if not asked.is_used:
        lines.append(
            f"The pack in use is still {before.version}; write {made.version} into "
            f"{current} to use the new one."
        )
    elif os.environ.get("INSIGHT_DATA"):
        lines.append("INSIGHT_DATA names another pack, which goes before this one: unset it.")
    elif made.version != before.version:
        lines.append(f"It is in use now; the pack before is as it was: {back}.")
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
