"""Words that people wrote, where markdown would be read."""

import re

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+~|$:-])")
"""What markdown may read as more than itself."""


def plain(words: str) -> str:
    r"""Words that people wrote, for a place where markdown would be read as such.

    Examples
    --------
    >>> print(plain("*St Mary's* [Quay]"))
    \*St Mary's\* \[Quay\]
    """
    return MARKDOWN.sub(r"\\\1", words)
