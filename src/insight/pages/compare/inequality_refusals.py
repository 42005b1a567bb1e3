"""Why no index of inequality is made from what the data pack itself holds."""

from dataclasses import dataclass

from insight.analysis.data_guidance import Way
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import Group, Indicator, Level, Scale
from insight.pack.pack import Pack
from insight.words import counted

NEEDED = (
    "An index of inequality needs a share that was surveyed by group of deprivation, "
    "with its sample."
)
REASONS = {
    Group.ESTIMATE: "is itself estimated from parts of the Indices of Deprivation. The "
    "index would partly give back what was put in.",
    Group.ACTIVITY: "is surveyed by district, and a district is no group of "
    "deprivation: each has areas of several tenths in it. The index would be about "
    "districts and not about deprivation.",
    Group.DEPRIVATION: "is what groups are put in order by, or a part of it. The index "
    "would set deprivation against itself.",
    Group.POPULATION: "says who lives where. It is no outcome of which the least "
    "deprived could have more or less than the others.",
    Group.CENSUS: "says who lives where, and how. It is counted by area; the index "
    "needs an outcome surveyed by deprivation group.",
    Group.OWN: "was brought as figures by area. The index needs an outcome that was "
    "surveyed by deprivation group: paste such a table above.",
}


@dataclass(frozen=True)
class RefusedShelf:
    """Indicators of one shelf that are refused for one reason, and the nearest views."""

    group: Group
    labels: tuple[str, ...]
    words: str
    ways: tuple[Way, ...]


def refused_shelves(pack: Pack) -> tuple[RefusedShelf, ...]:
    """All indicators of a pack, by the reason why they are refused."""
    shelves = []
    for group, reason in REASONS.items():
        ones = [each for each in pack.indicators.values() if each.group is group]
        if not ones:
            continue
        names = tuple(each.label for each in ones)
        words = f"{counted(len(ones), 'indicator')} ({'; '.join(names)}): each {reason}"
        shelves.append(RefusedShelf(group, names, words, (_way(ones[0]),)))
    return tuple(shelves)


def _way(one: Indicator) -> Way:
    """The nearest view: what the figure does say, with its interval or its test."""
    if one.group is Group.ACTIVITY:
        is_tested = Scale.ENGLAND in one.statistics[Level.LOCALITY][0].scales
        said = "tested against England" if is_tested else "by district"
        level, more = Level.LOCALITY, {"scale": Scale.ENGLAND.value} if is_tested else {}
    elif one.group in (Group.ESTIMATE, Group.DEPRIVATION):
        is_estimate = one.group is Group.ESTIMATE
        said = "with its interval" if is_estimate else "where it is highest"
        level, more = Level.LSOA, {}
    else:
        level, more = next(iter(one.statistics)), {}
        said = f"by {LEVEL_NOUNS[level][0]}"
    choices = {"indicator": one.key, "level": level.value, **more}
    return Way(f"{one.label}, {said}", "map", choices)
