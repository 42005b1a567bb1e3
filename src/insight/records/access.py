"""Who may write what: decided here, whatever a page shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from insight.records.errors import RecordError
from insight.records.tables import MemberRow

ACTOR = "insight.actor"  # under which a session holds who acts in it


class Role(StrEnum):
    """What somebody who signed in may do."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True)
class Actor:
    """Somebody who signed in."""

    name: str  # written into the history, whatever a form says
    role: Role
    areas: frozenset[str] | None = None  # of districts and all in them; None for everywhere
    where: str = ""  # names of those districts, for messages

    @property
    def is_everywhere(self) -> bool:
        """Whether no place is closed to them."""
        return self.role is Role.ADMIN or self.areas is None


@dataclass(frozen=True)
class Reached:
    """A record of somebody that a change of another one reaches."""

    name: str
    places: tuple[str, ...]


Acting = Callable[[], Actor | None]
"""Asked at each writing who acts; None where nobody signs in, on one's own machine."""


class AccessError(RecordError):
    """Somebody may not write this."""


def one_machine() -> None:
    """Nobody signs in: who has the machine may do everything."""


def admitted(acting: Acting) -> Actor | None:
    """Who acts, if they may write at all."""
    actor = acting()
    if actor is not None and actor.role is Role.VIEWER:
        raise AccessError(
            f"Nothing was saved: {actor.name} has view-only access. Ask an administrator if you "
            "need to make changes."
        )
    return actor


def author(session: Session, who: str) -> str:
    """Who the history names: the one who signed in, else the name that was given."""
    actor: Actor | None = session.info.get(ACTOR)
    return who if actor is None else actor.name


def is_confined(session: Session) -> bool:
    """Whether some places are closed to who acts in a session."""
    actor: Actor | None = session.info.get(ACTOR)
    return actor is not None and not actor.is_everywhere


def refuse_elsewhere(session: Session, places: Iterable[str], reached: str = "") -> None:
    """Stop where an editor of some districts would change a record of another.

    `reached`: what that record is called, where it is not the one that is written.
    """
    actor: Actor | None = session.info.get(ACTOR)
    if actor is None or actor.is_everywhere:
        return
    areas = actor.areas or frozenset()
    wanted = list(places)
    lost = [place for place in wanted if place not in areas]
    outside = [place for place in lost if not _is_inside(session, place, areas)]
    if outside or not wanted:
        which = f"This would also change {reached}, which" if reached else "This record"
        what = f"is about {outside[0]}" if outside else "is for all districts"
        raise AccessError(
            f"Nothing was saved: {actor.name} can only change records of {actor.where}. "
            f"{which} {what}. Ask an editor for that place or an administrator."
        )


def refuse_reached(session: Session, reached: Iterable[Reached]) -> None:
    """Stop where a change would reach a record that who acts may not change."""
    for each in reached:
        refuse_elsewhere(session, each.places, each.name)


def _is_inside(session: Session, record_id: str, areas: frozenset[str]) -> bool:
    query = select(MemberRow.lsoa21cd).where(MemberRow.neighbourhood_id == record_id)
    # What is being added is not complete yet, and need not be looked through.
    with session.no_autoflush:
        members = set(session.scalars(query))
    return bool(members) and members <= areas
