"""Who may use which address and which message of the server, how often and how large.

Whatever no line names is refused to everybody, and `tests/deploy` asks the running server
for each line as a stranger, a viewer, an editor and an administrator.
"""

from dataclasses import dataclass
from enum import StrEnum

MB = 1_000_000
SMALL = 64_000  # bytes of a request that has nothing to send


class Who(StrEnum):
    """Who an address answers; each kind of account may read the same."""

    ANYBODY = "anybody"
    MACHINE = "this machine"  # asked by a program beside the server, not through the proxy
    MEMBER = "who is signed in and has a role"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Rate:
    """So many a second on average, and so many at once after a rest."""

    a_second: float
    at_once: int


STRANGER = Rate(20, 300)  # a whole office behind one address opens the page for signing in
SIGNING_IN = Rate(5, 60)
SIGNING_IN_ALL = Rate(5, 60)  # all addresses together: each costs a twentieth of a second
READING = Rate(100, 1_000)  # some pages ask for sixty files when they are first opened
SCRIPTS = Rate(500, 20_000)  # a hundred files for each browser of an office, after an upgrade
SENDING = Rate(1, 20)
OPENING = Rate(2, 60)


@dataclass(frozen=True)
class Address:
    """One address, or all that begin with it where it ends in a slash."""

    path: str  # below the base path
    who: Who
    rate: Rate = READING  # of one person; of one address where nobody is known
    methods: tuple[str, ...] = ("GET", "HEAD")
    largest: int = SMALL  # bytes of what is sent
    about: str = ""

    def is_at(self, path: str) -> bool:
        """Whether this line is about a path."""
        return path.startswith(self.path) if self.path.endswith("/") else path == self.path


UPLOAD = "/_stcore/upload_file/"
MEDIA = "/media/"
STREAM = "/_stcore/stream"
SETTINGS = "/_stcore/host-config"
SIGN_IN, SIGN_OUT, TOO_MANY = "/sign-in", "/sign-out", "/too-many-tabs"
ADDRESSES = (
    Address("/_stcore/health", Who.ANYBODY, STRANGER, about="whether the process is running"),
    Address("/readyz", Who.ANYBODY, STRANGER, about="whether it is ready and, if not, why"),
    Address("/metrics", Who.MACHINE, STRANGER, about="counts for monitoring"),
    Address(SIGN_IN, Who.ANYBODY, SIGNING_IN, about="sends people to the provider"),
    Address(SIGN_OUT, Who.ANYBODY, SIGNING_IN, about="ends the session"),
    Address(TOO_MANY, Who.ANYBODY, STRANGER, about="says that too many tabs are open"),
    Address("/auth/login", Who.ANYBODY, SIGNING_IN, about="sends people to the provider"),
    Address("/auth/logout", Who.ANYBODY, SIGNING_IN, about="signs out of the site"),
    Address("/auth/", Who.NOBODY, about="everything else"),
    Address(
        "/oauth2callback", Who.ANYBODY, SIGNING_IN, about="where the provider sends people back"
    ),
    Address("/static/", Who.ANYBODY, SCRIPTS, about="Streamlit’s scripts and styles"),
    Address("/favicon.png", Who.ANYBODY, STRANGER, about="browser tab icon"),
    Address("/favicon.ico", Who.ANYBODY, STRANGER, about="browser tab icon"),
    Address(SETTINGS, Who.MEMBER, about="settings for the browser"),
    Address(
        STREAM,
        Who.MEMBER,
        OPENING,
        ("websocket",),
        50 * MB,
        "the open page; 60 tabs a person, messages as below",
    ),
    Address(
        UPLOAD,
        Who.MEMBER,
        SENDING,
        ("PUT", "DELETE"),
        52 * MB,
        "uploads to your own open page; up to 150 MB a person and 400 MB a server at a time",
    ),
    Address(MEDIA, Who.MEMBER, about="files created for the same sign-in"),
    Address("/app/static/", Who.MEMBER, about="boundaries of areas"),
    Address("/component/", Who.MEMBER, about="parts of pages"),
    Address("/_stcore/bidi-components/", Who.MEMBER, about="parts of pages"),
    Address("/_stcore/", Who.NOBODY, about="everything else in Streamlit, such as its metrics"),
    Address("/", Who.MEMBER, about="pages; anyone else sees the page for signing in"),
)

NOWHERE = Address("", Who.NOBODY)


@dataclass(frozen=True)
class Heard:
    """How often one person may send a message, over all open pages, and how large."""

    rate: Rate
    largest: int = SMALL


QUIET = Rate(10, 100)
MESSAGES = {
    "rerun_script": Heard(Rate(10, 60), 2 * MB),
    "stop_script": Heard(QUIET),
    "file_urls_request": Heard(QUIET),
    "app_heartbeat": Heard(QUIET),
    "deferred_file": Heard(Rate(1, 10)),
    "dataframe_chunk": Heard(Rate(20, 100)),
}
"""What an open page may send before it has to wait; a larger one closes it."""
OTHERS = Rate(5, 20)  # what is not heard costs something to read, too
MOST_RUNNING = 3  # pages of one person that are worked out at once; more wait
MOST_NAMES = 100  # of files in one request for upload addresses

MOST_TABS_A_PERSON, MOST_TABS = 60, 3_000
MOST_BROKEN_A_PERSON = 10  # pages whose connection broke that are kept for coming back
MOST_HELD_A_PERSON, MOST_HELD = 150 * MB, 400 * MB


def address_at(path: str) -> Address:
    """The line about a path below the base path.

    Examples
    --------
    >>> address_at("/_stcore/metrics").who, address_at("/map").path
    (<Who.NOBODY: 'nobody'>, '/')
    """
    return next((each for each in ADDRESSES if each.is_at(path)), NOWHERE)


def as_table() -> str:
    """The lines as they stand in the deployment notes."""
    lines = [
        "| Address | Methods | Who | How often | Bytes | Purpose |",
        "|---|---|---|---|---|---|",
    ]
    for each in ADDRESSES:
        rate = f"{each.rate.a_second:g} a second, {each.rate.at_once} at once"
        often = "never" if each.who is Who.NOBODY else rate
        lines.append(
            f"| `{each.path}` | {', '.join(each.methods)} | {each.who} | {often} | "
            f"{each.largest:,} | {each.about} |"
        )
    lines += ["", "| Message of an open page | How often a person | Bytes |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {each.rate.a_second:g} a second, {each.rate.at_once} at once | "
        f"{each.largest:,} |"
        for name, each in MESSAGES.items()
    ]
    lines.append("| all others, including `clear_cache` | ignored | |")
    return "\n".join(lines)
