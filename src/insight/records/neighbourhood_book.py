"""The saved neighbourhoods: every reading and writing of them goes through here."""

from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from insight.records.book import Book, checked_contents
from insight.records.database import Database
from insight.records.errors import RecordError
from insight.records.kind import BATCH, HISTORY, in_parts
from insight.records.kinds.neighbourhood_kind import (
    NEIGHBOURHOOD,
    NEIGHBOURHOODS,
    name_taken,
    names_in_use,
)
from insight.records.kinds.neighbourhoods import Batch, Draft, Neighbourhood
from insight.records.record import Edit, Record
from insight.records.steps import Change, PastBatch, name_key
from insight.records.transaction import Transaction, new_id


class NeighbourhoodBook:
    """A book of neighbourhoods, of which no two share a name, with their imports."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._book = Book(database, NEIGHBOURHOODS)

    def neighbourhoods(self, *, with_removed: bool = False) -> tuple[Neighbourhood, ...]:
        """Every neighbourhood, by name."""
        query = select(NEIGHBOURHOOD)
        if not with_removed:
            query = query.where(NEIGHBOURHOOD.c.deleted_at.is_(None))
        with self._database.reading() as session:
            found = [_saved(one) for one in NEIGHBOURHOODS.found(session, query)]
        return tuple(sorted(found, key=lambda item: (name_key(item.name), item.id)))

    def neighbourhood(self, id: str) -> Neighbourhood:  # noqa: A002 - the record's word
        """One neighbourhood, removed or not."""
        return _saved(self._book.one(id))

    def history(self, id: str) -> tuple[Change[Draft], ...]:  # noqa: A002
        """Each step of one neighbourhood, the first first, none left out."""
        self._book.one(id)
        return self._book.history(id)

    def add(self, draft: Draft, *, who: str) -> Neighbourhood:
        """Save a new neighbourhood."""
        return _saved(self._book.add(draft, who=who))

    def change(self, id: str, draft: Draft, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Save new content; the same content saves nothing and keeps the version."""
        return _saved(self._book.change(Edit(id, version, draft), who=who))

    def remove(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Take a neighbourhood out of the list; nothing of it is lost."""
        return _saved(self._book.remove(id, version=version, who=who))

    def restore(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Bring a removed neighbourhood back as it was when removed."""
        return _saved(self._book.restore(id, version=version, who=who))

    def undo(self, id: str, *, version: int, who: str) -> Neighbourhood:  # noqa: A002
        """Make what was before the last step current again, as a new version."""
        return _saved(self._book.undo(id, version=version, who=who))

    def import_all(
        self, drafts: Sequence[Draft], *, who: str, replacing: Iterable[Neighbourhood] = ()
    ) -> Batch:
        """Save drafts together, or none; of those there only `replacing` may be changed."""
        contents = checked_contents(NEIGHBOURHOODS, drafts)
        _refuse_doubles(contents)
        drafts_of = {name_key(each.name): each for each in contents}
        seen = {key: old for old in replacing if (key := name_key(old.name)) in drafts_of}
        others = [each for key, each in drafts_of.items() if key not in seen]
        with self._book.transaction(who, new_id()) as writing:
            olds = writing.seen(
                [(old.id, old.version) for old in seen.values()],
                {old.id: drafts_of[key] for key, old in seen.items()},
            )
            there = _there(writing.session, others)
            names = {name_key(one.name) for one in there}
            new = [each for each in others if name_key(each.name) not in names]
            added = writing.add(new, "import")
            same, differ = [], []
            for key, old in zip(seen, olds, strict=True):
                after = drafts_of[key]
                if old.content == after and not old.is_removed:
                    same.append(old)
                else:
                    differ.append((old, after))
            steps = writing.change(differ, "import")
            return _batch(
                writing,
                steps,
                added=added,
                unchanged=[*same, *sorted(there, key=lambda each: each.name)],
            )

    def imports(self) -> tuple[PastBatch, ...]:
        """Every import and every undoing of one, the newest first."""
        query = (
            select(*BATCH)
            .where(*NEIGHBOURHOODS.of_history(HISTORY.c.batch.is_not(None)))
            .group_by(HISTORY.c.batch)
            .order_by(func.max(HISTORY.c.id).desc())
        )
        with self._database.reading() as session:
            return tuple(PastBatch(*row) for row in session.execute(query))

    def undo_import(self, batch: str, *, who: str) -> Batch:
        """Undo a whole import, in which nothing has been changed since, as a new batch."""
        with self._book.transaction(who, new_id()) as writing:
            writing.refuse_changed_since(batch)
            return _batch(writing, writing.undo_steps(batch))


def _saved(one: Record[Draft]) -> Neighbourhood:
    return cast("Neighbourhood", one)


def _refuse_doubles(drafts: Sequence[Draft]) -> None:
    places: dict[str, int] = {}
    for place, draft in enumerate(drafts):
        first = places.setdefault(name_key(draft.name), place)
        if first != place:
            raise RecordError(
                f"Nothing was saved: the {first + 1:,}. and the {place + 1:,}. of {len(drafts):,} "
                f"neighbourhoods are both named {draft.name!r}. Give each its own name."
            )


def _there(session: Session, drafts: Sequence[Draft]) -> list[Record[Draft]]:
    """The neighbourhoods that have the names of drafts, which must be as the drafts are."""
    owners = names_in_use(session, [name_key(each.name) for each in drafts])
    found: dict[str, Record[Draft]] = {}
    for some in in_parts(list(owners.values())):
        query = select(NEIGHBOURHOOD).where(NEIGHBOURHOOD.c.id.in_(some))
        found |= {name_key(one.name): one for one in NEIGHBOURHOODS.found(session, query)}
    for draft in drafts:
        one = found.get(name_key(draft.name))
        if one is not None and one.content != draft:
            raise RecordError(name_taken(draft.name))
    return list(found.values())


def _batch(
    writing: Transaction[Draft],
    steps: Sequence[tuple[Record[Draft], Record[Draft]]],
    *,
    added: Sequence[Record[Draft]] = (),
    unchanged: Sequence[Record[Draft]] = (),
) -> Batch:
    """What was done, by the records before and after each step."""
    back = [new for old, new in steps if old.is_removed and not new.is_removed]
    changed = [new for old, new in steps if not old.is_removed and not new.is_removed]
    removed = [new for _, new in steps if new.is_removed]
    parts = ([*added, *back], changed, removed, unchanged)
    mark = writing.batch or "" if steps or added else ""
    return Batch(mark, *(tuple(map(_saved, part)) for part in parts))
