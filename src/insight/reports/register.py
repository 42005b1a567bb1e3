"""What several figures of a paper share, said once under one number."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from insight.figures.sheet.sheet import Words


@dataclass
class Register:
    """Sentences in order, each with one number behind the sign."""

    sign: str
    lines: list[str] = field(default_factory=list)

    def numbers(self, lines: Sequence[str]) -> list[str]:
        """The numbers of some sentences; new ones are added."""
        for line in lines:
            if line not in self.lines:
                self.lines.append(line)
        return [f"{self.sign}{self.lines.index(line) + 1}" for line in lines]

    @property
    def numbered(self) -> list[tuple[str, str]]:
        """Every sentence with its number."""
        return [(f"{self.sign}{at}", line) for at, line in enumerate(self.lines, start=1)]


@dataclass
class Registers:
    """The caveats and the sources of a paper."""

    caveats: Register = field(default_factory=lambda: Register("C"))
    sources: Register = field(default_factory=lambda: Register("S"))
    licences: list[str] = field(default_factory=list)

    def marks(self, words: Words) -> str:
        """The kind of data of a figure, and the numbers of what is to be known of it."""
        caveats = (*words.caveats, *filter(None, (words.spelled_out,)))
        marks = (*self.caveats.numbers(caveats), *self.sources.numbers(words.sources))
        self.licences += [each for each in words.licences if each not in self.licences]
        return f"{words.kind}. Notes: {', '.join(marks)}." if marks else f"{words.kind}."

    @property
    def numbered(self) -> list[tuple[str, str]]:
        """All of them with their numbers, the caveats first."""
        return [*self.caveats.numbered, *self.sources.numbered]
