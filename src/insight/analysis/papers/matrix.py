"""The matrix of the working model for a board paper."""

from functools import partial

from insight.analysis.work.matrix import matrix_parts, matrix_rows
from insight.analysis.work.recorded import Recorded, RecordSet
from insight.analysis.work.stage_words import day_words
from insight.figures.sheet.matrix import paper_matrix
from insight.figures.sheet.sheet import Words
from insight.pack.pack import Pack
from insight.statement import Item, PaperLink
from insight.words import counted
from insight.working_model.matrix import Matrix

ON_SCREEN = " Choose a cell for what it rests on."
NOT_STATED = "Licence not stated by the publisher."


def matrix_item(recorded: Recorded, found: Matrix, pack: Pack, link: PaperLink) -> Item:
    """The matrix with its cells in rows; the pack's version and sources are named."""
    parts = matrix_parts(recorded, found)
    caption = parts.caption
    source, licence = licence_of(recorded, pack)
    words = Words(
        title=caption.subtitle,
        subtitle=f"{counted(len(found.rows), 'neighbourhood')} by "
        f"{counted(len(found.columns), 'system')}, as recorded up to {day_words(found.day)}.",
        caveat=parts.note.removesuffix(ON_SCREEN),
        source=source,
        licence=licence,
        provenance=str(recorded.work.provenance),
        pack_version=pack.version,
        made=link.made,
        link=link.address,
        alt=f"{caption.title}. {caption.subtitle} The table has every cell.",
    )
    draw = partial(paper_matrix, parts.rows, parts.columns, parts.squares, words)
    return Item(words, draw, table=matrix_rows(recorded, found)[0])


def licence_of(recorded: Recorded, pack: Pack) -> tuple[str, str]:
    """Where records come from, and what their licence asks to be said."""
    if recorded.source is RecordSet.EXAMPLE:
        return pack.sources["model_examples"].line(), NOT_STATED
    return (
        f"records of {pack.about.partnership}; need from estimated inactivity",
        pack.sources["activity"].licence.attribution,
    )
