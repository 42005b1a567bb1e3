"""Open pages of people who signed in, and what was sent to each."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from insight.shell.hosting.visitors import Visitor

FILE = re.compile(rb"/media/([0-9a-f]{16,128}\.\w{1,20})")
MOST_FILES = 20_000  # addresses of files that are remembered, over all people
MOST_SESSIONS = 20_000


@dataclass(eq=False)
class Tab:
    """One open page."""

    visitor: Visitor
    session: str = field(default="", init=False)  # Streamlit's name of it, once it was said


class Tabs:
    """Whose each page and each file is; for one event loop."""

    def __init__(self) -> None:
        self._open: set[Tab] = set()
        self._owners: OrderedDict[str, str] = OrderedDict()  # of sessions: a person
        self._files: OrderedDict[str, set[str]] = OrderedDict()  # to whose sign-ins it was sent

    def open(self, visitor: Visitor) -> Tab:
        """A page of somebody."""
        tab = Tab(visitor)
        self._open.add(tab)
        return tab

    def close(self, tab: Tab) -> None:
        """The page is gone."""
        self._open.discard(tab)

    def __len__(self) -> int:
        return len(self._open)

    def open_of(self, person: str) -> int:
        """How many pages of somebody are open."""
        return sum(each.visitor.person == person for each in self._open)

    def owner(self, session: str) -> str:
        """Whose a session is; empty if nobody's."""
        return self._owners.get(session, "")

    def sessions_of(self, person: str) -> list[str]:
        """All of somebody's, also of pages that were closed."""
        return [session for session, owner in self._owners.items() if owner == person]

    def has_been_sent(self, key: str, file: str) -> bool:
        """Whether the address of a file was sent to a page of a sign-in."""
        return key in self._files.get(file, ())

    def take_note(self, tab: Tab, sent: bytes) -> None:
        """Remember what a message to a page says of its session and of files."""
        if not tab.session:
            self._name(tab, sent)
        for found in FILE.findall(sent):
            file = found.decode("ascii")
            self._files.setdefault(file, set()).add(tab.visitor.key)
            self._files.move_to_end(file)
        while len(self._files) > MOST_FILES:
            self._files.popitem(last=False)

    def _name(self, tab: Tab, sent: bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(sent)
        if message.WhichOneof("type") != "new_session":
            return
        tab.session = message.new_session.initialize.session_id
        self._owners[tab.session] = tab.visitor.person
        self._owners.move_to_end(tab.session)
        while len(self._owners) > MOST_SESSIONS:
            self._owners.popitem(last=False)
