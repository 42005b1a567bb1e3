"""What was decided about a file that somebody brings; open until somebody says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from insight.errors import InsightError


class CellError(InsightError):
    """A cell does not say what its column holds; the text says what to do."""


@dataclass(frozen=True)
class FileDecision:
    """What was decided about a column or a file; open until somebody says."""

    key: str
    question: str
    options: Mapping[str, str]  # what can be answered, in words
    chosen: str  # empty where the file says two things and a person must decide
    why: str  # a sentence
    is_overruled: bool = False  # whether somebody answered other than the file would have it

    @property
    def note(self) -> str:
        """How the file was read."""
        return f"{self.question} {self.options[self.chosen]}." if self.is_overruled else self.why

    def answered(self, answers: Mapping[str, str]) -> "FileDecision":
        """The decision as somebody answered it, if they did."""
        said = answers.get(self.key, "")
        if said not in self.options:
            return self
        return replace(self, chosen=said, is_overruled=said != self.chosen)


class UnansweredError(InsightError):
    """A file says two things: nothing is read before somebody decides."""

    def __init__(self, file: str, decisions: Sequence[FileDecision]) -> None:
        self.decisions = tuple(decisions)
        open_ones = [each for each in decisions if not each.chosen]
        said = " ".join(f"{each.why} {each.question}" for each in open_ones)
        super().__init__(f"{file}: {said}")


def settled(
    file: str, decisions: Iterable[FileDecision], answers: Mapping[str, str]
) -> tuple[FileDecision, ...]:
    """The decisions as answered; raises `UnansweredError` where one is still open."""
    found = tuple(each.answered(answers) for each in decisions)
    if any(not each.chosen for each in found):
        raise UnansweredError(file, found)
    return found


def chosen(decisions: Iterable[FileDecision], key: str, otherwise: str = "") -> str:
    """What was decided of one thing."""
    return next((each.chosen for each in decisions if each.key == key), otherwise)
