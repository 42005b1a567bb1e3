"""Which characters a text may hold: what is removed, what is refused, and what is shown instead.

Three kinds are told apart. What nobody can see and no script needs (zero-width spaces,
marks that turn the direction of writing, tags, soft hyphens) is removed where a text comes
in, as stray spaces are, and the reader is told. What cannot be shown at all (controls,
halves of surrogate pairs, noncharacters, characters for private use) is refused there, and
is shown as � where an older record holds it; so are piles of marks on one letter. All else
stays: letters of every script, emoji, and characters that are newer than this Python.

Letters of different scripts that look alike (of Cyrillic for those of Latin) stay different.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

import pandas as pd

from insight.words import counted

Value = TypeVar("Value")

INSTEAD = "\ufffd"
"""Stands for a character that cannot be shown."""
MOST_MARKS = 8
"""On one letter; no script in use writes more."""

_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
# Default_Ignorable_Code_Point of Unicode 15, and what is blank without being a space.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNSHOWN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff"
    "\U000f0000-\U000ffffd\U00100000-\U0010fffd" + _NONCHARACTERS
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# Flags of England, Scotland and Wales, which are spelled with tags.
_FLAGS = "\U0001f3f4\U000e0067\U000e0062(?:{})\U000e007f".format(
    "|".join("".join(chr(0xE0000 + ord(each)) for each in name) for name in ("eng", "sct", "wls"))
)

FLAG_OR_UNSEEN = re.compile(f"({_FLAGS})|[{_UNSEEN}]")
UNSEEN = re.compile(f"[{_UNSEEN}]")
UNSHOWN = re.compile(f"[{_UNSHOWN}]")
PILED = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")
PLAIN = re.compile("[\t\n\r -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
"""What nearly every text consists of, so that the others alone are looked at closely."""
JOINER = re.compile(f"[{_JOINERS}]")
SELECTOR = re.compile(f"[{_SELECTORS}]")


def normalised(text: str) -> str:
    r"""A text as it is kept: composed (NFC), without what nobody sees and no script needs.

    Examples
    --------
    >>> normalised("Leice\u200bster"), normalised("cafe\u0301") == "caf\u00e9"
    ('Leicester', True)
    """
    found = unicodedata.normalize("NFC", without_unseen(text))
    # Letters that are composed may need no joiner any more.
    return found if found == text else normalised(found)


def without_unseen(text: str) -> str:
    """A text without the characters that nobody sees and no script needs."""
    is_plain = text.isascii() or PLAIN.fullmatch(text)
    return text if is_plain else FLAG_OR_UNSEEN.sub(_needed, text)


def showable(text: str) -> str:
    r"""A text that every page and file can hold, whatever was stored.

    Examples
    --------
    >>> showable("Hill\ufffe \u202etop") == "Hill\ufffd top", showable("LE1 1AA")
    (True, 'LE1 1AA')
    """
    if (text.isascii() and text.isprintable()) or PLAIN.fullmatch(text):
        return text
    return PILED.sub(r"\1", UNSHOWN.sub(INSTEAD, without_unseen(text)))


def all_showable(value: Value) -> Value:
    """A value with every text in it made `showable`: of a table, list, mapping or dataclass."""
    found: Any = value
    if isinstance(value, str) and not isinstance(value, Enum):
        found = showable(value)
    elif isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        found = type(value)(map(all_showable, value))
    elif isinstance(value, dict):
        found = {key: all_showable(each) for key, each in value.items()}
    elif isinstance(value, pd.DataFrame):
        found = value.copy(deep=False)
        for at, kind in enumerate(value.dtypes):
            if not pd.api.types.is_numeric_dtype(kind):
                found.isetitem(at, found.iloc[:, at].map(all_showable))
    elif is_dataclass(value) and not isinstance(value, type):
        old = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        found = replace(cast("Any", value), **{name: all_showable(of) for name, of in old.items()})
    return cast("Value", found)


def seen_key(text: str) -> str:
    """What two texts share that look the same: widths, capitals and unseen characters aside."""
    folded = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold()
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", folded)).split())


def refusal(text: str) -> str:
    """What is wrong with the characters of a normalised text and what to do; empty if nothing."""
    if PLAIN.fullmatch(text):
        return ""
    if odd := UNSHOWN.findall(text):
        at = text.index(odd[0])
        where = f"after {text[max(0, at - 20) : at]!r}" if at else "at the start"
        what = counted(len(odd), "character")
        return (
            f"holds {what} that cannot be shown, first {_code(odd[0])} {where}; delete that "
            "part and type it again"
        )
    if piled := PILED.search(text):
        letter = text[max(0, piled.start() - 1) : piled.start()]
        return f"has more than {MOST_MARKS} marks on one letter, first on {letter!r}; take them off"
    return ""


def removal_note(texts: Iterable[tuple[str, str]]) -> str:
    r"""What `normalised` removes from texts, each after the words for where it stands.

    Examples
    --------
    >>> removal_note([("the name", "Leice\u200bster"), ("the unit", "%")])
    '1 character that cannot be seen was removed, first U+200B in the name.'
    >>> removal_note([("the name", "Leicester")])
    ''
    """
    gone: list[tuple[str, str]] = []
    for where, text in texts:
        for match in () if PLAIN.fullmatch(text) else FLAG_OR_UNSEEN.finditer(text):
            if not _needed(match):
                gone.append((where, match.group()))
    if not gone:
        return ""
    where, first = gone[0]
    what = counted(len(gone), "character")
    were = "was" if len(gone) == 1 else "were"
    return f"{what} that cannot be seen {were} removed, first {_code(first)} in {where}."


def texts_of(content: object, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The texts of a content after the words for their fields, for `removal_note`."""
    found: list[tuple[str, str]] = []
    for each in fields(cast("Any", content)):
        value = getattr(content, each.name)
        several = value if isinstance(value, tuple) else (value,)
        name = words.get(each.name, each.name.replace("_", " "))
        found += [(f"the {name}", text) for text in several if isinstance(text, str)]
    return found


def _needed(match: re.Match[str]) -> str:
    """An unseen character where a script or an emoji needs it, or else nothing."""
    found, text, at = match.group(), match.string, match.start()
    if match.group(1):
        return found
    before, after = text[at - 1 : at] if at else "", text[match.end() : match.end() + 1]
    kind = unicodedata.category(before) if before else ""
    if JOINER.match(found):  # in Indic scripts, in Persian, within emoji
        is_needed = kind in {"Lo", "Mn", "Mc", "So", "Sk"} and not (
            UNSEEN.match(before) and before != "\ufe0f"
        )
    elif SELECTOR.match(found):  # of an emoji, a keycap, or a form of a Chinese character
        is_keycap = after == "\u20e3"
        is_needed = is_keycap or (kind in {"Lo", "So", "Sm", "Po"} and not UNSEEN.match(before))
    else:
        is_needed = False
    return found if is_needed else ""


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
