"""The first steps of a partnership, and which of them are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FirstStep:
    """Something to do once: on which page, and what it opens with."""

    key: str
    label: str
    page: str
    choices: Mapping[str, str]


STEPS = (
    FirstStep("district", "Choose your district in the sidebar", "overview", {}),
    FirstStep("neighbourhood", "Save a neighbourhood", "targeting", {}),
    FirstStep("investment", "Record an investment", "investment", {"show": "import"}),
    FirstStep("evidence", "Record evidence", "working_model", {}),
    FirstStep("paper", "Make a board paper", "board_paper", {}),
)


def progress_words(done: Sequence[str]) -> str:
    """How many of the steps are done, in words."""
    return f"{len(done)} of {len(STEPS)} first steps are done."
