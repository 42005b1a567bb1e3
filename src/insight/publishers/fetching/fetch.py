"""One file of a publisher, fetched whole or not at all, and the list of what is there."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import requests

from insight.errors import InsightError
from insight.publishers.fetching.content import check_content
from insight.publishers.fetching.register import PublisherFile
from insight.publishers.fetching.web import RANGE_REFUSED, RefusedError, Web

PARTIAL = ".partial"  # folder of what has come in part, within the one of downloads

WHOLE, PART = 200, 206

Progress = Callable[[int, int | None], None]
"""Told how much has come, of how much if that is known: bytes, or rows of a layer."""


@dataclass(frozen=True)
class Fetched:
    """A file that has been fetched."""

    file: Path
    bytes: int
    sha256: str
    etag: str = ""


@dataclass(frozen=True)
class PartialDownload:
    """What a server has said of a file that has come in part."""

    url: str
    etag: str = ""
    modified: str = ""
    total: int | None = None

    @property
    def mark(self) -> str:
        """By which the server knows the state; a weak mark is none for this."""
        return self.modified if self.etag.startswith("W/") else (self.etag or self.modified)


def fetch(download: PublisherFile, folder: Path, web: Web, progress: Progress) -> Fetched:
    """Fetch a file into a folder."""
    with session_for(download, folder, web) as session:
        return _Transfer(download, folder, web, session, progress).run()


@contextmanager
def session_for(download: PublisherFile, folder: Path, web: Web) -> Iterator[requests.Session]:
    """A session whose faults say what, from whom, what happened, and what to do."""
    try:
        with web.session() as session:
            yield session
    except RefusedError as refusal:
        tries = "" if refusal.tries == 1 else f" after {refusal.tries} tries"
        raise InsightError(
            f"{download.title}, from {download.publisher}: could not be fetched{tries}, "
            f"{refusal.words}. Try again later, or download it by hand from "
            f"{download.address} and use --from FOLDER."
        ) from refusal
    except OSError as error:
        raise unwritten(download, folder, error) from error


def unwritten(download: PublisherFile, folder: Path, error: OSError) -> InsightError:
    """What cannot be kept, and why."""
    return InsightError(
        f"{download.title}, from {download.publisher}: could not be saved in {folder} "
        f"({error.strerror or error}). Free some space there, or give another folder "
        "with --downloads."
    )


def sha256_of(file: Path) -> str:
    """Checksum of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, eq=False)
class OnItsWay:
    """One download, the folder that it goes to, and the way out."""

    download: PublisherFile
    folder: Path
    web: Web
    session: requests.Session
    progress: Progress


class _Transfer(OnItsWay):
    @property
    def part(self) -> Path:
        return self.folder / PARTIAL / f"{self.download.file_name}.part"

    @property
    def record(self) -> Path:
        return self.part.with_suffix(".state.json")

    def run(self) -> Fetched:
        self.part.parent.mkdir(parents=True, exist_ok=True)
        state = self.web.persist(self._attempt)
        try:
            check_content(self.part, self.download.form, self.download.heading)
            size = self.part.stat().st_size
            if size < self.download.least:
                least = f"we expected at least {self.download.least:,}"
                raise RefusedError(f"only {size:,} bytes arrived, but {least}")
        except RefusedError:
            self._forget()
            raise
        file = self.folder / self.download.file_name
        fetched = Fetched(file, size, sha256_of(self.part), state.etag)
        self.part.replace(file)
        self._forget()
        return fetched

    def _attempt(self) -> PartialDownload:
        state, here = self._kept()
        if here and state.total == here:
            # It had come whole, and was not put in its place.
            return state
        headers = {"Range": f"bytes={here}-", "If-Range": state.mark} if here else None
        with self.web.answer(self.session, self.download.url, headers) as response:
            if response.status_code == PART and here and _goes_on(response, here, state):
                new = state
            elif response.status_code == WHOLE:
                new, here = _state(self.download.url, response), 0
            else:
                self._forget()
                raise RefusedError(
                    "the server could not continue the interrupted download",
                    is_passing=response.status_code in (PART, RANGE_REFUSED),
                    wait_s=0.0,
                )
            self._receive(response, new, here)
        return new

    def _receive(self, response: requests.Response, state: PartialDownload, here: int) -> None:
        if state.total is not None:
            self._not_too_large(state.total)
        if not here:
            self.part.unlink(missing_ok=True)
        self.record.write_text(json.dumps(asdict(state)), "utf-8")
        self.progress(here, state.total)
        with self.part.open("ab") as stream:
            for piece in self.web.pieces(response):
                here += len(piece)
                if here > self.download.most:
                    break
                stream.write(piece)
                self.progress(here, state.total)
        self._not_too_large(here)
        if state.total is not None and here != state.total:
            raise RefusedError(f"{here:,} of {state.total:,} bytes arrived", is_passing=True)

    def _not_too_large(self, size: int) -> None:
        if size > self.download.most:
            self._forget()
            raise RefusedError(
                f"it is larger than the {self.download.most:,} bytes we expected at most"
            )

    def _kept(self) -> tuple[PartialDownload, int]:
        """What came before, if one can go on from it."""
        fresh = PartialDownload(self.download.url), 0
        try:
            state = PartialDownload(**json.loads(self.record.read_text("utf-8")))
            here = self.part.stat().st_size
            can_go_on = (
                state.url == self.download.url
                and bool(state.mark.isprintable() and state.mark)
                and (state.total is None or here <= state.total)
            )
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            # No record, or one that was cut off with the machine.
            return fresh
        return (state, here) if can_go_on else fresh

    def _forget(self) -> None:
        for each in (self.part, self.record):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def _state(url: str, response: requests.Response) -> PartialDownload:
    headers = response.headers
    is_encoded = headers.get("Content-Encoding", "identity") != "identity"
    length = headers.get("Content-Length", "")
    is_known = length.isdecimal() and not is_encoded
    return PartialDownload(
        url,
        # What is decoded on its way has no place in the file to go on from.
        "" if is_encoded else headers.get("ETag", ""),
        "" if is_encoded else headers.get("Last-Modified", ""),
        int(length) if is_known else None,
    )


def _goes_on(response: requests.Response, here: int, state: PartialDownload) -> bool:
    """Whether the rest that comes is of the same state, and begins where it should."""
    headers: Mapping[str, str] = response.headers
    begins, _, total = headers.get("Content-Range", "").partition("/")
    is_same = headers.get("ETag", state.etag) == state.etag
    is_as_long = state.total is None or total in ("*", str(state.total))
    return is_same and is_as_long and begins.startswith(f"bytes {here}-")


MANIFEST = ".manifest.json"
"""Hidden, as all that is no publisher's table, so that no reader takes it for one."""


@dataclass(frozen=True)
class ManifestEntry:
    """One file that was fetched."""

    url: str
    bytes: int
    sha256: str
    retrieved: str
    etag: str = ""
    plan: str = ""


@dataclass(eq=False)
class Manifest:
    """Entries of the files in a folder."""

    folder: Path
    entries: dict[str, ManifestEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """The manifest of a folder; without a readable one, everything is new."""
        try:
            found = json.loads((folder / MANIFEST).read_text("utf-8"))
            return cls(folder, {name: ManifestEntry(**each) for name, each in found.items()})
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return cls(folder)

    def put(self, name: str, entry: ManifestEntry) -> None:
        """Write an entry down at once, so that it outlives whatever comes next."""
        self.entries[name] = entry
        content = {each: asdict(self.entries[each]) for each in sorted(self.entries)}
        part = self.folder / f"{MANIFEST}.part"
        part.write_text(json.dumps(content, indent=1), "utf-8")
        part.replace(self.folder / MANIFEST)

    def is_whole(self, name: str, url: str, plan: str, since: date) -> bool:
        """Whether a file is there as it was fetched, and lately enough."""
        entry, file = self.entries.get(name), self.folder / name
        if entry is None or (entry.url, entry.plan) != (url, plan):
            return False
        is_recent = entry.retrieved >= since.isoformat()
        is_there = file.is_file() and file.stat().st_size == entry.bytes
        return is_recent and is_there and sha256_of(file) == entry.sha256
