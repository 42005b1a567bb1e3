"""What can be read in a finished sheet."""

import io

import pypdf


def pdf_text(content: bytes) -> str:
    """The text of the first page, with single spaces."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(reader.pages[0].extract_text().split())
