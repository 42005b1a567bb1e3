"""Which place in the order of deprivation a label such as “1 (most deprived)” names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

WORDS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
SIZES = {"decile": 10, "tenth": 10, "quintile": 5, "fifth": 5}
"""How many groups there are, by what one is called."""
IN_WORDS = re.compile(
    r"(?:\b(second|third|fourth|fifth|\d+(?=(?:st|nd|rd|th)\b))(?:st|nd|rd|th)?\s+)?"
    r"\b(most|more|least|less)\b"
)
IGNORED = re.compile(r"\b(?:imd|iod|id)\s?\d{4}\b|\b\d{4}\b|\d+\s?%")
"""Editions of the index and shares of areas, which are no places in an order."""
NUMBER = re.compile(r"\d+")
FIRST_GROUP = re.compile(r"\b1\s*(?:=|:|-|\u2013|is|being|as)\s*(?:the\s+)?(most|least)\b")
"""What a line about the table says of the first group."""
TOTALS = frozenset(  # labels of rows about everybody
    {"", "all", "total", "overall", "england", "persons", "all adults", "all people"}
)


OF_ALL = re.compile(r"[^\d]*\b(?:total|average|mean|overall|everyone|everybody)\b[^\d]*")
"""The same in more words, such as “England average”."""


@dataclass(frozen=True)
class Ordered:
    """Labels with their places."""

    positions: tuple[int | None, ...]  # 1 is the most deprived; None for none
    size: int  # how many groups there are
    said: str  # how the labels were understood


def ordered(labels: Sequence[str], heading: str = "", lines: Sequence[str] = ()) -> Ordered:
    """The place of each label, from its number or its words, or from lines about the table."""
    texts = [IGNORED.sub(" ", label.casefold()) for label in labels]
    numbers = [_number(text) for text in texts]
    size = _size([heading, *labels]) or max(
        (each for each in numbers if each is not None), default=len(set(texts))
    )
    if all(number is None for number in numbers):
        places = tuple(_by_words(text, size) for text in texts)
        return Ordered(places, size, "We put the groups in order by their names.")
    if None in numbers:
        worded = [_by_words(text, len(set(texts))) for text in texts]
        pairs = zip(numbers, worded, strict=True)
        places = tuple(word if number is None else number for number, word in pairs)
        if None not in places:
            said = "We put groups without a number in order by their names."
            return Ordered(places, max(size, len(set(texts))), said)
    ends = {
        (number, "most" if side in ("most", "more") else "least")
        for number, text in zip(numbers, texts, strict=True)
        if number is not None and (side := _side(text))
    }
    if not ends:
        ends = {(1, side) for line in lines for side in FIRST_GROUP.findall(line.casefold())}
        ends = ends if len(ends) == 1 else set()
    if (1, "least") in ends or (size, "most") in ends:
        turned = tuple(None if each is None else size + 1 - each for each in numbers)
        return Ordered(
            turned, size, "Group 1 is named as the least deprived, so we reversed the order."
        )
    if (1, "most") in ends or (size, "least") in ends:
        return Ordered(tuple(numbers), size, "Group 1 is named as the most deprived.")
    return Ordered(
        tuple(numbers), size, "We took group 1 as the most deprived. Check that this is right."
    )


def is_total(label: str) -> bool:
    """Whether a label stands for everybody, and not for a group."""
    plain = " ".join(label.casefold().split())
    return plain in TOTALS or OF_ALL.fullmatch(plain) is not None


def _number(text: str) -> int | None:
    match = IN_WORDS.search(text)
    if match and match.group(1):
        return None
    found = NUMBER.findall(text)
    return int(found[0]) if len(found) == 1 else None


def _side(text: str) -> str:
    match = IN_WORDS.search(text)
    return match.group(2) if match else ""


def _by_words(text: str, size: int) -> int | None:
    if "middle" in text and size % 2:
        return (size + 1) // 2
    match = IN_WORDS.search(text)
    if match is None:
        return None
    word = match.group(1) or "1"
    place = WORDS.get(word) or int(word)
    return place if match.group(2) in ("most", "more") else size + 1 - place


def _size(texts: Sequence[str]) -> int | None:
    for text in texts:
        words = re.findall(r"[a-z]+", text.casefold())
        # The first word of “Fifth less deprived decile” is an ordinal.
        for word in reversed(words):
            if word.rstrip("s") in SIZES:
                return SIZES[word.rstrip("s")]
    return None
