"""What stands on every sheet for papers, whatever it shows."""

from insight.figures.sheet.sheet import Words
from insight.statement import PaperLink, Provided


def sheet_words(  # noqa: PLR0913 - what differs from one sheet to another
    link: PaperLink,
    provided: Provided,
    *,
    title: str,
    subtitle: str,
    caveat: str,
    alt: str,
    more_source: str = "",
) -> Words:
    """The words of a sheet, with where its numbers come from."""
    return Words(
        title=title,
        subtitle=subtitle,
        caveat=caveat,
        source="; ".join(each for each in (more_source, provided.titles) if each),
        licence=provided.attribution,
        provenance=str(provided.provenance),
        pack_version=provided.pack_version,
        made=link.made,
        link=link.address,
        alt=alt,
    )
