"""Several packs side by side: which are there, which is used, and a new one's place.

A folder of packs holds one folder for each version, named by it, and a file
``current`` with the version that is used. A new pack is made beside the others and
gets its name only when it is whole, so that whoever opens the folder at that moment
sees the old packs or the new one, and never half of one.
"""

import os
import shutil
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from insight.errors import InsightError
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED, open_pack, pack_version
from insight.root import ROOT

DEFAULT = ROOT / "var" / "packs"
"""Where packs are kept unless ``INSIGHT_PACKS`` names another folder."""

CURRENT = "current"


def packs_folder(environ: Mapping[str, str]) -> Path:
    """The folder of packs: ``INSIGHT_PACKS``, or ``var/packs``."""
    return Path(environ.get("INSIGHT_PACKS") or DEFAULT)


def kept(folder: Path) -> dict[str, Path]:
    """The packs of a folder by version, the newest first; none without a folder."""
    found = (
        each
        for each in folder.glob("*")
        if (each / "pack.toml").is_file() and not each.name.startswith(".")
    )
    made = sorted(found, key=lambda each: (-each.stat().st_mtime, each.name))
    return {each.name: each for each in made}


@lru_cache(maxsize=16)
def recorded_version(folder: Path) -> str:
    """The version of a pack by its records alone, without reading its tables.

    The same as `open_pack` finds as long as no table was harmed; empty if a record
    cannot be read. Read once: a pack that has its name is not changed again.
    """
    checksums = {}
    try:
        for table, contract in CONTRACTS.items():
            if (folder / contract.file).exists():
                text = (folder / f"{table}.source.toml").read_text("utf-8")
                checksums[table] = str(tomllib.loads(text)["sha256"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError):
        return ""
    return pack_version(checksums)


def used(environ: Mapping[str, str]) -> Path:
    """The pack to open: ``INSIGHT_DATA``, the current one, or the embedded one."""
    if environ.get("INSIGHT_DATA"):
        return Path(environ["INSIGHT_DATA"])
    folder = packs_folder(environ)
    try:
        version = (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return EMBEDDED
    except (OSError, UnicodeDecodeError) as fault:
        raise InsightError(
            f"We cannot read the current data version from {folder / CURRENT} ({fault}). Write a "
            "version in it, or remove it to use the data that comes with the site."
        ) from None
    # Asked often: the others are looked for only if this one is not there.
    if not version.isalnum() or not (folder / version / "pack.toml").is_file():
        there = ", ".join(kept(folder)) or "none"
        raise InsightError(
            f"The current data version is {version[:40]!r}, but it is not in {folder}. These are: "
            f"{there}. Write one of them in {CURRENT}, or remove that file to use the data that "
            "comes with the site."
        )
    return folder / version


def install(staged: Path, folder: Path, *, is_used: bool = True) -> str:
    """Check a pack that was made inside `folder`, give it its name, and use it."""
    pack = open_pack(staged)
    if pack.problems:
        raise pack.fault()
    place = folder / pack.version
    if place.exists():
        # The same tables: the folder that readers have open stays as it is.
        shutil.rmtree(staged)
    else:
        staged.rename(place)
    if is_used:
        use(pack.version, folder)
    return pack.version


def use(version: str, folder: Path) -> None:
    """Make one of the packs of a folder the one that is opened from now on."""
    partial = folder / f".{CURRENT}.{os.getpid()}"
    partial.write_text(f"{version}\n", "utf-8")
    partial.replace(folder / CURRENT)
