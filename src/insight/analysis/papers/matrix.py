"""The matrix of the working model for a board paper."""

from insight.analysis.work.matrix import MatrixParts, matrix_parts, matrix_rows
from insight.analysis.work.recorded import Recorded, RecordSet
from insight.analysis.work.stage_words import day_words
from insight.figures.caption import Caption
from insight.figures.sheet.matrix import paper_matrix
from insight.figures.sheet.sheet import Words
from insight.pack.pack import Pack
from insight.statement import Item, PaperLink
from insight.words import counted
from insight.working_model.matrix import Matrix

ON_SCREEN = " Choose a cell for what it rests on."
NOT_STATED = "Licence not stated by the publisher."


def matrix_item(recorded: Recorded, found: Matrix, pack: Pack, link: PaperLink) -> Item:
    """The matrix with its cells in rows."""
    parts = matrix_parts(recorded, found)
    words = _words(recorded, found, parts, pack, link)
    table = matrix_rows(recorded, found)[0]
    return Item(
        words,
        lambda size, kind: paper_matrix(
            parts.rows, parts.columns, parts.squares, words, size, kind
        ),
        tuple(column.label for column in table.columns.values()),
        tuple(
            tuple(str(cell) for cell in row)
            for row in table.rows[list(table.columns)].itertuples(index=False)
        ),
    )


def _words(
    recorded: Recorded, found: Matrix, parts: MatrixParts, pack: Pack, link: PaperLink
) -> Words:
    caption: Caption = parts.caption
    source, licence = licence_of(recorded, pack)
    places = counted(len(found.rows), "neighbourhood")
    return Words(
        title=caption.subtitle,
        subtitle=f"{places} by {counted(len(found.columns), 'system')}, as recorded "
        f"up to {day_words(found.day)}.",
        caveat=parts.note.removesuffix(ON_SCREEN),
        source=source,
        licence=licence,
        provenance=str(recorded.work.provenance),
        pack_version=pack.version,
        made=link.made,
        link=link.address,
        alt=f"{caption.title}. {caption.subtitle} The table has every cell.",
    )


def licence_of(recorded: Recorded, pack: Pack) -> tuple[str, str]:
    """Where records come from, and what their licence asks to be said."""
    if recorded.source is RecordSet.EXAMPLE:
        return pack.sources["model_examples"].line(), NOT_STATED
    return (
        f"records of {pack.about.partnership}; need from estimated inactivity",
        pack.sources["activity"].licence.attribution,
    )
