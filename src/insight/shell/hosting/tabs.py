"""Open pages of people who signed in, and what was sent to each."""

import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from insight.shell.hosting.visitors import Visitor

FILE = re.compile(rb"/media/([0-9a-f]{16,128})\.")
MOST_FILES = 20_000  # addresses of files that are remembered, over all people
SHORT = 400  # bytes; the message that a page is worked out is shorter
LONGEST_RUN_S = 120.0  # after which a page no longer counts as being worked out


@dataclass(eq=False)
class Tab:
    """One open page."""

    visitor: Visitor
    session: str = field(default="", init=False)  # Streamlit's name of it, once it was said
    place: str = field(default="", init=False)  # path and choices, as the browser last had them
    _began: float | None = field(default=None, init=False)

    def begin(self) -> None:
        """It is being worked out."""
        self._began = time.monotonic()

    @property
    def is_running(self) -> bool:
        """Whether it is being worked out."""
        return self._began is not None and time.monotonic() - self._began < LONGEST_RUN_S

    def hear(self, sent: bytes) -> None:
        """Learn from a message to the browser what session this is, and that a run is over."""
        if self.session and len(sent) > SHORT:
            return
        message = ForwardMsg()
        message.ParseFromString(sent)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "script_finished":
            self._began = None


class Tabs:
    """Whose each page and each file is; for one event loop."""

    def __init__(self) -> None:
        self._open: set[Tab] = set()
        self._broken: OrderedDict[str, str] = OrderedDict()  # sessions that may come back: whose
        self._files: OrderedDict[str, set[str]] = OrderedDict()  # to whose sign-ins it was sent

    def open(self, visitor: Visitor) -> Tab:
        """A page of somebody."""
        tab = Tab(visitor)
        self._open.add(tab)
        return tab

    def close(self, tab: Tab) -> None:
        """The page was left."""
        self._open.discard(tab)

    def lose(self, tab: Tab, most: int, most_of_one: int) -> list[str]:
        """The connection broke; which sessions are too many to be kept for coming back."""
        self._open.discard(tab)
        if not tab.session:
            return []
        person = tab.visitor.person
        self._broken[tab.session] = person
        self._broken.move_to_end(tab.session)
        own = [session for session, owner in self._broken.items() if owner == person]
        lost = own[: max(0, len(own) - most_of_one)]
        lost += [each for each in self._broken if each not in lost][
            : max(0, len(self._broken) - len(lost) - most)
        ]
        for session in lost:
            del self._broken[session]
        return lost

    def __len__(self) -> int:
        return len(self._open)

    def of(self, person: str) -> list[Tab]:
        """Open pages of somebody."""
        return [each for each in self._open if each.visitor.person == person]

    def sessions_of(self, person: str) -> set[str]:
        """All of somebody's, also of pages whose connection broke."""
        broken = {session for session, owner in self._broken.items() if owner == person}
        return broken | {each.session for each in self.of(person) if each.session}

    def has_been_sent(self, key: str, file: str) -> bool:
        """Whether the address of a file was sent to a page of a sign-in."""
        return key in self._files.get(file.partition(".")[0], ())

    def take_note(self, tab: Tab, sent: bytes) -> None:
        """Remember what a message to a page says of its session, its run and of files."""
        tab.hear(sent)
        for found in FILE.findall(sent):
            file = found.decode("ascii")
            self._files.setdefault(file, set()).add(tab.visitor.key)
            self._files.move_to_end(file)
        while len(self._files) > MOST_FILES:
            self._files.popitem(last=False)
