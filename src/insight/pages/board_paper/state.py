"""What the address of the Board paper holds."""

from insight.shell.link import Parameter
from insight.shell.page_state import EVERY_PAGE

TRAY = r"[A-Za-z0-9_!~%.=&+,-]{1,6000}"
"""Items as `insight.shell.tray` writes them."""


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("items", lambda _: ("",), "tray", is_shared=True, pattern=TRAY),
)
