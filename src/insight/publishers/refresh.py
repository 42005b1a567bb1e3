"""Make a pack from the publishers' files, put in place as a whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from insight.errors import ContractError, InsightError
from insight.pack.pack import Pack, PackScope
from insight.pack.packs import CURRENT, install, kept
from insight.programs import try_lock
from insight.publishers.assemble import assemble
from insight.publishers.assemble_optional import FORM_OF
from insight.publishers.assembly import Assembly
from insight.publishers.carried_over import take_over
from insight.publishers.pack_folder import write_about, write_record, write_table
from insight.publishers.reading.files import inventory
from insight.publishers.reading.forms import SPECS
from insight.publishers.reading.records import record
from insight.publishers.verify import verify

STAGED = ".staged-"
LOCK = ".refresh.lock"

Step = Callable[[str], None]


@dataclass(frozen=True)
class RefreshRequest:
    """What a refresh shall make."""

    folders: Sequence[Path]
    packs: Path
    districts: Sequence[str]
    title: str = ""
    short_title: str = ""
    partnership: str = ""
    is_used: bool = True


@dataclass(frozen=True)
class Made:
    """What a refresh made."""

    version: str
    is_new: bool
    areas: int
    districts: tuple[str, ...]
    origins: dict[str, str]
    taken_over: tuple[str, ...]
    without: dict[str, str]
    verified: tuple[str, ...]
    notes: tuple[str, ...]
    unused: tuple[str, ...]


def refresh(asked: RefreshRequest, base: Pack, step: Step) -> Made:
    """Make a pack, check it, verify it and install it.

    Nothing in the folder of packs changes unless everything succeeds.
    """
    for folder in asked.folders:
        if not folder.is_dir():
            raise InsightError(f"There is no folder {folder}. Give the folder with the files.")
    step("Reading the files")
    found = inventory(asked.folders)
    work = assemble(found, asked.districts, base, lambda name: step(f"Making {name}"))
    about = _about(asked, work)
    step("Checking against the publisher's summaries")
    verified = verify(work)
    if verified.problems:
        raise ContractError(verified.problems)
    with _only_one(asked.packs), _staging(asked.packs) as staged:
        step("Writing the tables")
        taken = write_pack(work, about, staged)
        step("Checking and installing the tables")
        before = set(kept(asked.packs))
        with _undone_on_failure(asked.packs, before):
            version = install(staged, asked.packs, is_used=asked.is_used)
    return Made(
        version=version,
        is_new=version not in before,
        areas=len(work.scope.lsoas),
        districts=tuple(work.scope.names.values()),
        origins={name: origin.files for name, origin in work.origins.items()},
        taken_over=taken,
        without={
            name: f"{form.value}, {SPECS[form].where}"
            for name, form in FORM_OF.items()
            if name not in work.tables
        },
        verified=verified.notes,
        notes=tuple(dict.fromkeys(work.notes)),
        unused=tuple(found.unused),
    )


def _about(asked: RefreshRequest, work: Assembly) -> PackScope:
    """What the pack covers: as asked, else as before if the districts are the same."""
    names = ("title", "short_title", "partnership")
    words = {name: given for name in names if (given := getattr(asked, name))}
    if not _is_same_area(work) and len(words) < len(names):
        raise InsightError(
            "These are not the current districts, so the area needs a new name. Give --title, "
            "--short-title and --partnership."
        )
    return replace(work.base.about, lsoa_year=2021, **words)


@contextmanager
def _only_one(packs: Path) -> Iterator[None]:
    """Hold the folder of packs; make it if need be, and unmake it on failure."""
    made = [each for each in (packs, *packs.parents) if not each.exists()]
    try:
        packs.mkdir(parents=True, exist_ok=True)
        with (packs / LOCK).open("a+b") as handle:
            if not _has_lock(handle, packs / LOCK):
                raise InsightError(
                    f"Another refresh is running in {packs}. Wait until it has finished."
                )
            try:
                yield
            finally:
                # Windows keeps a file that is open; the lock goes with its holder.
                with suppress(PermissionError):
                    (packs / LOCK).unlink(missing_ok=True)
    except OSError as error:
        raise InsightError(
            f"The folder of data versions {packs} cannot be written "
            f"({error.strerror or error}). Free some space, or give another folder."
        ) from error
    finally:
        for each in made:
            if each.is_dir() and not any(each.iterdir()):
                each.rmdir()


def _has_lock(handle: IO[bytes], file: Path) -> bool:
    """Whether the lock could be had, and is the one that others see."""
    try:
        return try_lock(handle) and os.path.samestat(os.fstat(handle.fileno()), file.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _staging(packs: Path) -> Iterator[Path]:
    """An empty folder among the packs, gone in the end whatever happens."""
    for left in packs.glob(f"{STAGED}*"):
        # The machine went down in the middle of a refresh.
        shutil.rmtree(left)
    staged = packs / f"{STAGED}{os.getpid()}"
    staged.mkdir()
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def _undone_on_failure(packs: Path, before: set[str]) -> Iterator[None]:
    """Take a new pack away again if it could not be put into use."""
    try:
        yield
    except BaseException:
        (packs / f".{CURRENT}.{os.getpid()}").unlink(missing_ok=True)
        current = packs / CURRENT
        in_use = current.read_text("utf-8").strip() if current.is_file() else ""
        for version in set(kept(packs)) - before - {in_use}:
            shutil.rmtree(packs / version, ignore_errors=True)
        raise


def write_pack(work: Assembly, about: PackScope, out: Path) -> tuple[str, ...]:
    """Write every table with its record, and what the pack covers."""
    for name, frame in work.tables.items():
        checksum = write_table(frame, name, out)
        write_record(record(name, work.origins[name], checksum), name, out)
    taken = take_over(work.base, out, is_same_area=_is_same_area(work))
    write_about(about, out)
    return taken


def _is_same_area(work: Assembly) -> bool:
    return set(work.base.table("districts").index) == set(work.scope.names)
