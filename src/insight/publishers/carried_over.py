"""Tables that a new pack takes over from the one before, as they stand or in part."""

import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from insight.pack.contracts import CONTRACTS
from insight.pack.pack import Pack
from insight.publishers.pack_folder import write_record, write_table

METHOD = (
    "approach", "systems", "deck_notes", "model_examples", "worked_example",
    "activity_model", "activity_fit", "activity_checks",
)  # fmt: skip
"""Tables that belong to the method and not to an area."""

OF_ITS_AREA = ("headline_figures", "settlements")  # true of the area of the pack before alone
SURVEY = "survey"  # section of the approach with what was asked of residents of one area


def take_over(base: Pack, out: Path, *, is_same_area: bool) -> tuple[str, ...]:
    """Write the tables of the method, and what else holds of the same area.

    For another area what is true of the one before alone is left out: its headline figures, its
    survey, notes that are only about these, and sentences of the caveats that name it.
    """
    wanted = (*METHOD, *OF_ITS_AREA) if is_same_area else METHOD
    taken = tuple(name for name in wanted if base.has(name))
    for name in taken:
        for file in (CONTRACTS[name].file, f"{name}.source.toml"):
            shutil.copyfile(base.folder / file, out / file)
    if not is_same_area:
        _leave_out_its_area(base, taken, out)
    return taken


def _leave_out_its_area(base: Pack, taken: tuple[str, ...], out: Path) -> None:
    approach = base.table("approach")
    rows = {"approach": approach[approach["section"].ne(SURVEY)], "deck_notes": _notes_named(base)}
    gone = base.table("deck_notes").index.difference(rows["deck_notes"].index)
    for name in taken:
        file = out / f"{name}.source.toml"
        record: Mapping[str, str] = tomllib.loads(file.read_text("utf-8"))
        changed = {"caveat": without(record["caveat"], [base.about.title, *gone])}
        if name in rows:
            changed["sha256"] = write_table(rows[name], name, out)
        write_record({**record, **changed}, name, out)


def _notes_named(base: Pack) -> pd.DataFrame:
    tables = [base.table(name) for name in METHOD if base.has(name)]
    cells = [table["notes"].dropna() for table in tables if "notes" in table]
    named = {note for column in cells for cell in column for note in cell.split()}
    notes = base.table("deck_notes")
    return notes[notes.index.isin(named)]


def without(caveat: str, words: Sequence[str]) -> str:
    """A caveat without its sentences that name one of some words.

    Examples
    --------
    >>> without("It is outside Norfolk. As printed, see N10.", ["Norfolk", "N1"])
    'As printed, see N10.'
    """
    named = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in words))
    sentences = re.split(r"(?<=\.) ", caveat)
    return " ".join(each for each in sentences if not named.search(each))
