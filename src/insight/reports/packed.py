"""The same bytes for the same document: archives without the time of day."""

import io
import zipfile
from datetime import datetime, time
from typing import Any

from insight.records.steps import shortened
from insight.reports.paper import Paper

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can hold; every part gets it."""


LONGEST_PROPERTY = 255
"""Of an Office document, in characters."""


def packed(content: bytes) -> bytes:
    """An Office document whose bytes depend on nothing but what is in it."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = zipfile.ZipInfo(name, FIRST_MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return file.getvalue()


def tell_about(document: Any, paper: Paper) -> None:  # noqa: ANN401 - office files have no types
    """Title, author and day of the paper among the properties of its document."""
    properties = document.core_properties
    properties.title = shortened(paper.title, LONGEST_PROPERTY)
    properties.author = properties.last_modified_by = shortened(paper.author, LONGEST_PROPERTY)
    properties.created = properties.modified = datetime.combine(paper.made, time())


def saved(document: Any) -> bytes:  # noqa: ANN401
    """A document as a file."""
    file = io.BytesIO()
    document.save(file)
    return packed(file.getvalue())
