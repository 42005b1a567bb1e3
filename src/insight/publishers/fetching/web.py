"""Asking a publisher's server politely, again where that may help, and no further."""

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests import exceptions as faults

from insight.errors import InsightError

Result = TypeVar("Result")

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
TOO_SOON, RANGE_REFUSED = 429, 416
PASSING = (408, 425, TOO_SOON)
GOOD = (200, 206, RANGE_REFUSED)
PIECE_BYTES = 1 << 16


class RefusedError(Exception):
    """An attempt that came to nothing; its words end a sentence, without the full stop."""

    def __init__(
        self,
        words: str,
        *,
        is_passing: bool = False,
        wait_s: float | None = None,
        is_unreached: bool = False,
    ) -> None:
        self.words = words
        self.is_passing = is_passing
        self.wait_s = wait_s
        self.is_unreached = is_unreached
        self.tries = 1
        super().__init__(words)


class StoppedError(InsightError):
    """Somebody has ended the work."""


@dataclass(frozen=True)
class Pace:
    """How patient to be; times in seconds.

    Waits double from the first to the longest, unless the server asks for one; in each
    window at least so many bytes must come.
    """

    tries: int = 5
    first_wait_s: float = 2.0
    longest_wait_s: float = 60.0
    longest_asked_s: float = 300.0
    connect_s: float = 10.0
    silence_s: float = 30.0
    window_s: float = 60.0
    least_bytes: int = 50_000


@dataclass(frozen=True)
class Web:
    """The way out, with its clock, its patience and its chance; `stop` ends all work."""

    pace: Pace = Pace()
    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] | None = None
    chance: Callable[[], float] = random.random
    stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def session(self) -> Iterator[requests.Session]:
        """A way to one server; each thread has its own."""
        with requests.Session() as session:
            # A length and a place to go on from are of the bytes as they are stored.
            session.headers.update({"User-Agent": user_agent(), "Accept-Encoding": "identity"})
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            yield session

    def persist(self, attempt: Callable[[], Result]) -> Result:
        """The result of the first attempt that succeeds."""
        tried = 1
        while True:
            self.halt_if_stopped()
            try:
                return attempt()
            except RefusedError as refusal:
                refusal.tries = tried
                if not refusal.is_passing or tried >= self.pace.tries:
                    raise
                (self.sleep or self.stop.wait)(self._wait_s(tried, refusal.wait_s))
            tried += 1

    def halt_if_stopped(self) -> None:
        """End here if somebody has ended the work."""
        if self.stop.is_set():
            raise StoppedError("Stopped.")

    @contextmanager
    def answer(
        self,
        session: requests.Session,
        url: str,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        """A server's answer, after its redirects, with its body still to be read."""
        with _in_words(self.pace):
            response = self._after_redirects(session, url, headers, form)
        with response:
            status = response.status_code
            if status not in GOOD:
                raise RefusedError(
                    f"the server answered {status} {response.reason or ''}".rstrip(),
                    is_passing=status in PASSING or status >= 500,
                    wait_s=self._asked_wait_s(response.headers.get("Retry-After", "")),
                )
            yield response

    def _after_redirects(
        self,
        session: requests.Session,
        url: str,
        headers: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
    ) -> requests.Response:
        first = urlsplit(url).hostname
        for _ in range(MOST_REDIRECTS + 1):
            response = session.request(
                "GET" if form is None else "POST",
                url,
                headers=dict(headers or {}),
                data=form,
                stream=True,
                timeout=(self.pace.connect_s, self.pace.silence_s),
                allow_redirects=False,
            )
            if response.status_code not in REDIRECTS:
                return response
            with response:
                url = _next_address(url, response.headers.get("Location", ""))
                host = urlsplit(url).hostname or ""
                if host != first and _is_inside(host):
                    raise RefusedError(
                        f"the server redirected to {host}, which is an address of this machine "
                        "or network"
                    )
        raise RefusedError(f"the server redirected more than {MOST_REDIRECTS} times")

    def pieces(self, response: requests.Response) -> Iterator[bytes]:
        """The body of an answer as it comes."""
        since, came = self.now(), 0
        with _in_words(self.pace):
            while True:
                # A full piece would be waited for, however slowly it comes.
                piece = response.raw.read1(PIECE_BYTES, decode_content=True)
                self.halt_if_stopped()
                if not piece:
                    return
                came += len(piece)
                yield piece
                if self.now() - since >= self.pace.window_s:
                    if came < self.pace.least_bytes:
                        raise RefusedError(
                            f"only {came:,} bytes arrived in {self.pace.window_s:.0f} seconds",
                            is_passing=True,
                        )
                    since, came = self.now(), 0

    def _wait_s(self, tried: int, asked_s: float | None) -> float:
        if asked_s is not None:
            return min(asked_s, self.pace.longest_asked_s)
        doubled = self.pace.first_wait_s * 2 ** (tried - 1)
        return min(doubled, self.pace.longest_wait_s) * (0.5 + self.chance() / 2)

    def _asked_wait_s(self, text: str) -> float | None:
        """Seconds until the time that a server names, in either of the two ways."""
        if text.strip().isdecimal():
            return float(text)
        try:
            when = parsedate_to_datetime(text)
        except ValueError:
            return None
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, aware.timestamp() - self.now())


def user_agent() -> str:
    """Who asks, for the publisher's log."""
    try:
        release = f"/{version('insight')}"
    except PackageNotFoundError:
        # Run from its folder, without having been installed.
        release = ""
    return f"Insight{release} (open data for Active Partnerships)"


def _next_address(url: str, location: str) -> str:
    if not location:
        raise RefusedError("the server redirected without giving an address")
    target = urljoin(url, location)
    scheme = urlsplit(target).scheme
    if scheme not in {"http", "https"}:
        raise RefusedError(f"the server redirected to {scheme}:, which is not a web address")
    if scheme == "http" and urlsplit(url).scheme == "https":
        raise RefusedError("the server redirected from a secure address to an insecure one")
    return target


def _is_inside(host: str) -> bool:
    """Whether a name leads elsewhere than to the public internet, as no publisher’s does."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False  # behind a proxy this machine need not know the name
    return any(not ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found)


@contextmanager
def _in_words(pace: Pace) -> Iterator[None]:
    """What the libraries raise, as refusals."""
    try:
        yield
    except faults.SSLError as error:
        raise RefusedError("the server's certificate could not be verified") from error
    except (faults.Timeout, urllib3.exceptions.TimeoutError) as error:
        words = f"the server did not respond for {pace.silence_s:.0f} seconds"
        raise RefusedError(words, is_passing=True) from error
    except (faults.InvalidSchema, faults.InvalidURL, faults.MissingSchema, UnicodeError) as error:
        raise RefusedError("the address is not a valid web address") from error
    except faults.ConnectionError as error:
        words = "there was no connection to the server"
        raise RefusedError(words, is_passing=True, is_unreached=True) from error
    except (faults.RequestException, urllib3.exceptions.HTTPError, ConnectionError) as error:
        raise RefusedError(
            "the connection was lost during the download", is_passing=True
        ) from error
