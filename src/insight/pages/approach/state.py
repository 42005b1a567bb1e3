"""What the address of the Approach holds."""

from insight.pages.approach.findings import has_survey
from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.page_state import EVERY_PAGE, Settled

PARTS = ("place", "model", "levels")


def approach_parts(_settled: Settled) -> list[str]:
    """Parts of the approach page; the survey only where a pack has its own."""
    is_asked = has_survey(open_packs.load().pack)
    return [*PARTS, *(["survey"] if is_asked else [])]


FIELDS: tuple[Parameter, ...] = (*EVERY_PAGE, Parameter("show", approach_parts, "part"))
