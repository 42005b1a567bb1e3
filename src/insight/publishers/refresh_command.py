"""The command that makes a new pack: ``python3 run.py refresh``."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from insight.errors import ContractError, InsightError
from insight.pack.pack import EMBEDDED, Pack, open_pack
from insight.pack.packs import CURRENT, packs_folder, used
from insight.publishers.assemble import NEEDED_TABLES
from insight.publishers.assemble_optional import OPTIONAL
from insight.publishers.fetching.release import (
    DownloadState,
    ReleaseEvent,
    ReleaseRequest,
    fetch_release,
)
from insight.publishers.refresh import Made, RefreshRequest, refresh
from insight.root import ROOT
from insight.words import counted

VAR = ROOT / "var"
DOWNLOADS = VAR / "downloads" / "publishers"
DROPPED = VAR / "dropped"  # where a person puts files that only a person can fetch

STEPS = len(NEEDED_TABLES) + len(OPTIONAL) + 4
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 if a pack was made."""
    options = _options(arguments)
    console = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    try:
        _run(options, console)
    except InsightError as error:
        problems = error.problems if isinstance(error, ContractError) else ()
        for words in [problem.sentence() for problem in problems] or [str(error)]:
            console.print(words)
        console.print("No new data version was made. Nothing has changed.")
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. No new data version was made. Nothing has changed.")
        return INTERRUPTED
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py refresh",
        description="Make a new data version from the publishers' files. Earlier versions are "
        "kept. A refresh that fails changes nothing.",
    )
    folder = partial(parser.add_argument, type=Path, metavar="FOLDER")
    folder(
        "--from",
        dest="folders",
        action="append",
        help="folder of files you have already downloaded, so nothing is fetched (can be given "
        "more than once)",
    )
    folder(
        "--downloads",
        default=DOWNLOADS,
        help="folder for downloads (default: var/downloads/publishers)",
    )
    folder(
        "--packs",
        default=packs_folder(os.environ),
        help="folder of data versions (default: the one that INSIGHT_PACKS names)",
    )
    parser.add_argument(
        "--districts",
        metavar="CODES_OR_NAMES",
        help="districts to cover, separated by commas (default: the current ones); give a "
        "district by its code if its name has a comma",
    )
    parser.add_argument("--title", default="", help="full name of the whole area")
    parser.add_argument("--short-title", default="", help="abbreviated name of the whole area")
    parser.add_argument("--partnership", default="", help="name of the partnership")
    unused = "make the data version, but keep using the current one"
    parser.add_argument(
        "--keep-pack", "--no-use", dest="is_used", action="store_false", help=unused
    )
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
        raise InsightError("--districts is empty. Give codes such as E06000016.")
    asked = RefreshRequest(
        # What was fetched, and what a person brought.
        folders=options.folders or [options.downloads, *([DROPPED] if DROPPED.is_dir() else [])],
        packs=options.packs,
        districts=districts,
        title=options.title.strip(),
        short_title=options.short_title.strip(),
        partnership=options.partnership.strip(),
        is_used=options.is_used,
    )
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
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


def report(made: Made, asked: RefreshRequest, before: Pack) -> list[str]:
    """What was made, in lines for whoever asked for it."""
    districts = counted(len(made.districts), "district")
    lines = [
        f"Data version {made.version} has {made.areas:,} areas in {districts} "
        f"({_some(made.districts)}).",
        "",
        *(f"  {table}: {files}" for table, files in made.origins.items()),
    ]
    if made.taken_over:
        lines.append(f"  as in the earlier data version: {', '.join(made.taken_over)}")
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
            f"This is the same as data version {made.version}, which is kept as it was, with "
            "its title and the dates of its files."
        )
    back = f"write {before.version} into {current}"
    if before.folder == EMBEDDED:
        back = f"remove {current}"
    if not asked.is_used:
        lines.append(
            f"Data version {before.version} is still in use. To use the new one, write "
            f"{made.version} into {current}."
        )
    elif os.environ.get("INSIGHT_DATA"):
        lines.append(
            "INSIGHT_DATA names another data version, which is used instead of this one. Unset it."
        )
    elif made.version != before.version:
        lines.append(f"It is now in use. To go back to data version {before.version}, {back}.")
    return lines


class ProgressBars:
    """Draws a bar for each download on its way, and one for all of them."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._all = progress.add_task("Downloads", total=count)
        self._running: dict[str, TaskID] = {}

    def __call__(self, event: ReleaseEvent) -> None:
        """Show what has happened; called by one thread at a time."""
        key = event.download.key
        if event.state is DownloadState.STARTED:
            title = f"  {event.download.title}"
            self._running[key] = self._progress.add_task(title, total=None)
        elif event.state is DownloadState.MOVING:
            if key in self._running:
                self._progress.update(self._running[key], completed=event.done, total=event.total)
        else:
            if key in self._running:
                self._progress.remove_task(self._running.pop(key))
            self._progress.advance(self._all)
            if not self._progress.console.is_terminal:
                self._progress.console.print(f"{event.download.title}: {event.state}")


if __name__ == "__main__":
    # As compose files of earlier releases call it.
    sys.exit(main(sys.argv[1:]))
