"""An address that says whether this server can serve: 200, or 503 and why not.

It is asked by whoever watches the servers, without signing in, so that it names no
place, account or password; those stand in the server's log.
"""

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from insight.errors import InsightError
from insight.pack.contracts import CONTRACTS
from insight.pack.packs import packs_folder
from insight.records.errors import MissingError, StoreError
from insight.records.readiness import NotReadyError
from insight.shell import kept_records, open_packs
from insight.shell.hosting import access
from insight.shell.hosting.base_path import base_path
from insight.shell.hosting.settings import SettingsError, settings

LOGGER = logging.getLogger("insight.ready")
PATH = "readyz"
READY = "ready"
KEPT_S = 3.0  # how long an answer is given again, so that asking costs the database little
PATIENCE_S = 8.0  # how long somebody waits who asks; a check that takes longer goes on
Check = Callable[[], None]  # raises `InsightError` if something is amiss


class Readiness:
    """One check at a time, however many ask; its error must hold no secret."""

    def __init__(self, check: Check, *, kept: float = KEPT_S, patience: float = PATIENCE_S) -> None:
        self._check, self._kept, self._patience = check, kept, patience
        self._task: asyncio.Task[str] | None = None
        self._good_until = 0.0
        self._said = READY

    async def reason(self) -> str:
        """Why this server is not ready; `READY` if it is."""
        is_old = self._task is None or (self._task.done() and time.monotonic() > self._good_until)
        if is_old:
            self._task = asyncio.create_task(asyncio.to_thread(self._look))
        assert self._task is not None
        done, _ = await asyncio.wait({self._task}, timeout=self._patience)
        if not done:
            return f"The check has taken more than {self._patience:g} seconds."
        return self._task.result()

    async def answer(self, _request: Request) -> PlainTextResponse:
        """What is sent to whoever asks."""
        reason = await self.reason()
        return PlainTextResponse(
            f"{reason}\n",
            status_code=200 if reason == READY else 503,
            headers={"Cache-Control": "no-store"},
        )

    @asynccontextmanager
    async def from_the_start(self, _app: object) -> AsyncIterator[None]:
        """Look when the server starts, so that the first reader need not wait."""
        first = asyncio.create_task(self.reason())
        yield
        first.cancel()

    def _look(self) -> str:
        said = READY
        try:
            self._check()
        except InsightError as error:
            said = str(error)
            if said != self._said:
                LOGGER.warning("Not ready: %s", error.__cause__ or error)
        except Exception:
            # Whatever it is, it is not for strangers.
            LOGGER.exception("Not ready")
            said = "The check failed; the reason is in the server's log."
        self._said, self._good_until = said, time.monotonic() + self._kept
        return said


def check_all() -> None:
    """Sign-in, data pack and records, in this order; opens what is not open yet."""
    if access.is_hosted() and not access.has_provider():
        raise InsightError("Signing in is not set up.")
    _check_pack()
    if access.is_hosted():
        _check_settings()
    check_records()


def _check_pack() -> None:
    # Without it the embedded pack is shown: right before the first refresh, and wrong
    # where a disk is not there that should be.
    folder = packs_folder(os.environ)
    if os.environ.get("INSIGHT_PACKS") and not folder.is_dir():
        raise InsightError("The folder of data versions is missing.") from InsightError(
            f"INSIGHT_PACKS is {folder}, which does not exist."
        )
    try:
        pack = open_packs.load().pack
    except InsightError as error:
        raise InsightError("The data version cannot be opened.") from error
    if pack.problems:
        files = ", ".join(sorted(CONTRACTS[table].file for table in pack.problems))
        raise InsightError(
            f"These files of the data version have an error: {files}."
        ) from pack.fault()
    for table, source in pack.sources.items():
        file = CONTRACTS[table].file
        try:
            found = hashlib.sha256((pack.folder / file).read_bytes()).hexdigest()
        except OSError as error:
            raise InsightError(f"{file} of the data version can no longer be read.") from error
        if found != source.sha256:
            raise InsightError(f"{file} of the data version has changed since it was read.")


def _check_settings() -> None:
    try:
        settings().refuse_unknown(open_packs.load().known.district_of.unique())
    except SettingsError as error:
        raise InsightError("The settings for signing in have an error.") from error


def check_records() -> None:
    """The records alone."""
    try:
        store = kept_records.store()
    except MissingError as error:
        raise NotReadyError(
            "The records are missing. Restore a backup with “python3 run.py restore FILE”, or "
            "start with empty records with “python3 run.py records make”."
        ) from error
    except StoreError as error:
        raise NotReadyError("The records cannot be opened.") from error
    store.check_ready()


def path() -> str:
    """Where a server answers: beside its other addresses, below its base path."""
    return f"{base_path()}/{PATH}"
