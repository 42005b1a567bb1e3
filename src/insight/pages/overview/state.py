"""What the address of the Overview holds."""

from insight.shell.link import Parameter
from insight.shell.page_state import EVERY_PAGE

FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("start", lambda _: ("shown", "hidden"), "first steps", is_shared=True),
)
"""With whether the card of the first steps is hidden, which a link or a bookmark remembers."""
