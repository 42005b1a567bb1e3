"""Names of people replaced in backups, each of which stays a whole backup."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from insight.records.backups.backup import (
    CHECKSUM,
    PART,
    SEALED,
    checked,
    write_checksum,
    writing_to,
)
from insight.records.errors import StoreError
from insight.records.upkeep.pseudonyms import put


@dataclass(frozen=True)
class Changed:
    """What came of it."""

    done: int
    faults: tuple[tuple[Path, str], ...]  # which were not changed, and why


def rename_in(folder: Path, old: Collection[str], new: str) -> Changed:
    """Put another name in the place of some, in every backup of a folder that has one."""
    done, faults = 0, []
    for file in sorted(folder.glob("insight-*.sqlite3*")):
        if file.name.endswith(CHECKSUM):
            continue
        try:
            if file.name.endswith(SEALED):
                raise StoreError("It is sealed, so we cannot look inside it.")
            done += _rename(file, set(old), new)
        except StoreError as error:
            faults.append((file, str(error)))
    return Changed(done, tuple(faults))


def _rename(file: Path, old: set[str], new: str) -> bool:
    """Change a copy and put it in the place of the file; false if no name was in it."""
    beside = file.with_name(file.name + CHECKSUM)
    had_checksum = beside.exists()
    rows = checked(file, is_trusted=True)
    draft = file.with_name(f"{PART}{file.name}")
    with writing_to(file.parent, f"The backup {file} was not changed"):
        try:
            shutil.copyfile(file, draft)
            engine = create_engine(f"sqlite:///{draft}", poolclass=NullPool)
            with engine.begin() as connection:
                fields = put(connection, old, new)
            if not fields:
                return False
            if checked(draft, is_trusted=True) != rows:
                raise StoreError(f"The backup {file} was not changed, because rows would be lost.")
            # In this order: cut short, it is a backup without a checksum, and not a wrong one.
            beside.unlink(missing_ok=True)
            draft.replace(file)
            if had_checksum:
                write_checksum(file)
        finally:
            draft.unlink(missing_ok=True)
    return True
