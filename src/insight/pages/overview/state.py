"""What the address of the Overview holds."""

from insight.shell.link import Parameter
from insight.shell.page_state import EVERY_PAGE

FIELDS: tuple[Parameter, ...] = EVERY_PAGE
