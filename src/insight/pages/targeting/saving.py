"""What is saved of a suggested neighbourhood, and what already is."""

from collections.abc import Mapping, Sequence

from insight.analysis.suggested import Suggested
from insight.analysis.targeting import Targeting
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.steps import name_key


def saved_as(saved: Sequence[Neighbourhood]) -> Mapping[tuple[str, ...], str]:
    """Name and status of each saved neighbourhood, by its members."""
    return {each.members: f"{each.name} ({each.status})" for each in saved}


def drafts_of(
    view: Targeting, suggested: Sequence[Suggested], saved: Sequence[Neighbourhood]
) -> tuple[Draft, ...]:
    """Suggested neighbourhoods as they would be saved, each with a name of its own."""
    taken = {name_key(each.name) for each in saved}
    drafts = []
    for each in suggested:
        name = free_name(each.facts.name, taken)
        taken.add(name_key(name))
        drafts.append(
            Draft(
                name=name,
                description=each.reason,
                members=each.facts.members,
                defined_by=f"Suggested, number {each.number}. {view.reach}. {view.rule} "
                f"{view.found.activity.words} Data version {view.pack.version}.",
                status=Status.PROPOSED,
            )
        )
    return tuple(drafts)


def free_name(name: str, taken: set[str]) -> str:
    """A name that nobody has taken: with a number behind it if need be.

    Examples
    --------
    >>> free_name("Hill", set()), free_name("Hill", {name_key("Hill")})
    ('Hill', 'Hill 2')
    """
    at, found = 1, name
    while name_key(found) in taken:
        at += 1
        found = f"{name} {at}"
    return found
