"""Everything that a pack needs from the publishers, fetched into one folder."""

import csv
import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock

from insight.errors import InsightError
from insight.pack.contracts import DISTRICT
from insight.publishers.fetching.arcgis import fetch_layer, plan_of
from insight.publishers.fetching.fetch import (
    PARTIAL,
    Fetched,
    Manifest,
    ManifestEntry,
    fetch,
    unwritten,
)
from insight.publishers.fetching.register import DOWNLOADS, PublisherFile
from insight.publishers.fetching.web import RefusedError, StoppedError, Web

AT_ONCE = 2  # files on their way at the same time: the servers are other people's

FRESH_DAYS = 7
"""For so long a file stays without being asked for again: publishers put new years
under an old address, and a refresh that broke off is taken up within days."""

UNREACHED = 3  # downloads without a connection, while nobody answers, before all are given up

A_DISTRICT = re.compile(DISTRICT)


class DownloadState(StrEnum):
    """What has become of a download."""

    STARTED = "started"
    MOVING = "moving"
    KEPT = "kept"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class ReleaseEvent:
    """Something to tell whoever waits; what is done is of the total, bytes or rows."""

    download: PublisherFile
    state: DownloadState
    done: int = 0
    total: int | None = None
    words: str = ""


Tell = Callable[[ReleaseEvent], None]


@dataclass(frozen=True)
class ReleaseRequest:
    """What shall be fetched."""

    folder: Path
    districts: Sequence[str]
    downloads: Sequence[PublisherFile] = DOWNLOADS
    fresh_days: int = FRESH_DAYS


@dataclass(frozen=True)
class Release:
    """What lies in the folder now."""

    fetched: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]


def fetch_release(order: ReleaseRequest, tell: Tell, web: Web | None = None) -> Release:
    """Fetch what is not there yet; one that fails does not keep the others."""
    faulty = [code for code in order.districts if not A_DISTRICT.fullmatch(code)]
    if faulty or not order.districts:
        raise InsightError(
            f"{len(faulty)} of {len(order.districts)} districts are not districts in England, "
            f"first {(faulty or [''])[0]!r}. Give codes such as E06000016."
        )
    try:
        order.folder.mkdir(parents=True, exist_ok=True)
        manifest = Manifest.of(order.folder)
    except OSError as error:
        raise unwritten(order.downloads[0], order.folder, error) from error
    return _Work(order, tell, web or Web(), manifest).run()


@dataclass(eq=False)
class _Work:
    """The downloads of one order, and what has become of them."""

    order: ReleaseRequest
    teller: Tell
    web: Web
    manifest: Manifest
    ended: dict[str, DownloadState] = field(default_factory=dict)
    unreached: int = 0
    has_answered: bool = False
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def run(self) -> Release:
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="download")
        try:
            self._through(pool)
        finally:
            # Only an exception leaves anything to be stopped.
            if len(self.ended) < len(self.order.downloads):
                self.web.stop.set()
            pool.shutdown(cancel_futures=True)
        with suppress(OSError):
            (self.order.folder / PARTIAL).rmdir()
        fetched, kept = self._keys(DownloadState.DONE), self._keys(DownloadState.KEPT)
        if self.failures:
            needed = sum(not each.is_optional for each in self.order.downloads)
            words = (
                f"{len(self.failures)} of {needed} required downloads failed. The "
                f"{len(fetched) + len(kept)} of {len(self.order.downloads)} that finished are in "
                f"{self.order.folder} and will not be downloaded again."
            )
            raise InsightError("\n".join([words, *self.failures]))
        return Release(fetched, kept, tuple(self.notes))

    def _keys(self, state: DownloadState) -> tuple[str, ...]:
        return tuple(each.key for each in self.order.downloads if self.ended.get(each.key) is state)

    def _through(self, pool: ThreadPoolExecutor) -> None:
        """Hand out downloads as soon as what filters them is there."""
        waiting = list(self.order.downloads)
        running: dict[Future[DownloadState], PublisherFile] = {}
        while waiting or running:
            open_keys = {each.key for each in (*waiting, *running.values())}
            ready = [
                each
                for each in waiting
                if each.layer is None or each.layer.codes_of not in open_keys
            ]
            for each in ready:
                waiting.remove(each)
                running[pool.submit(self._one, each)] = each
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                self._end(running.pop(future), future)

    def _end(self, download: PublisherFile, future: Future[DownloadState]) -> None:
        """Note how one ended; what is no fault of the outside is passed on."""
        try:
            self.ended[download.key] = future.result()
        except StoppedError:
            raise
        except InsightError as error:
            self.ended[download.key] = DownloadState.FAILED
            (self.notes if download.is_optional else self.failures).append(str(error))
            self._tell(ReleaseEvent(download, DownloadState.FAILED, words=str(error)))
            self._stop_if_cut_off()

    def _stop_if_cut_off(self) -> None:
        """Spare whoever is on a closed network the wait for everything else."""
        if not self.has_answered and self.unreached >= UNREACHED:
            raise InsightError(
                f"{self.unreached} of {len(self.order.downloads)} downloads could not connect and "
                "no publisher has answered, so we stopped. This machine may not have internet "
                "access. Download the files on one that has, and use --from FOLDER."
            )

    def _tell(self, event: ReleaseEvent) -> None:
        with self.lock:
            self.teller(event)

    def _one(self, download: PublisherFile) -> DownloadState:
        self.web.halt_if_stopped()
        self._stop_if_cut_off()
        codes = self._codes(download)
        plan = plan_of(download, codes) if download.layer else ""
        since = self._today() - timedelta(days=self.order.fresh_days)
        try:
            if self.manifest.is_whole(download.file_name, download.url, plan, since):
                self._tell(ReleaseEvent(download, DownloadState.KEPT))
                return DownloadState.KEPT
            self._tell(ReleaseEvent(download, DownloadState.STARTED))
            fetched = self._fetched(download, codes)
            with self.lock:
                today = self._today().isoformat()
                size, sha256, etag = fetched.bytes, fetched.sha256, fetched.etag
                entry = ManifestEntry(download.url, size, sha256, today, etag, plan)
                self.manifest.put(download.file_name, entry)
        except OSError as error:
            raise unwritten(download, self.order.folder, error) from error
        self._tell(ReleaseEvent(download, DownloadState.DONE))
        return DownloadState.DONE

    def _fetched(self, download: PublisherFile, codes: Sequence[str]) -> Fetched:
        def progress(done: int, total: int | None) -> None:
            self.has_answered = True
            self._tell(ReleaseEvent(download, DownloadState.MOVING, done, total))

        folder = self.order.folder
        try:
            if download.layer:
                return fetch_layer(download, codes, folder, self.web, progress)
            return fetch(download, folder, self.web, progress)
        except InsightError as error:
            if isinstance(refusal := error.__cause__, RefusedError):
                with self.lock:
                    self.unreached += refusal.is_unreached
                    self.has_answered |= not refusal.is_unreached
            raise

    def _codes(self, download: PublisherFile) -> Sequence[str]:
        """Codes by which a layer is filtered: districts, or what came before."""
        layer = download.layer
        if layer is None or not layer.filter_by:
            return ()
        if not layer.codes_of:
            return tuple(self.order.districts)
        before = next(d for d in self.order.downloads if d.key == layer.codes_of)
        if self.ended.get(before.key) is DownloadState.FAILED:
            raise InsightError(
                f"{download.title}, from {download.publisher}: was not downloaded, "
                f"because it is filtered by {before.title}, which is missing."
            )
        file = self.order.folder / before.file_name
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                rows = csv.DictReader(stream)
                return sorted({row[layer.filter_by] for row in rows})
        except (OSError, ValueError, KeyError) as error:
            raise InsightError(
                f"{file.name}: cannot be read. Remove it, and refresh again."
            ) from error

    def _today(self) -> date:
        return datetime.fromtimestamp(self.web.now(), UTC).date()
