"""Why no index of inequality is made from what the data pack itself holds."""

from dataclasses import dataclass

from insight.analysis.data_guidance import Way
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import Group, Indicator, Level, Scale
from insight.pack.pack import Pack
from insight.words import counted

NEEDED = (
    "To measure inequality you need a survey result for each deprivation group, with its sample "
    "size."
)
REASONS = {
    Group.ESTIMATE: "is itself estimated from deprivation, so the index would partly "
    "measure its own inputs.",
    Group.ACTIVITY: "is surveyed by district. A district is not a deprivation group, because "
    "it includes both more and less deprived areas.",
    Group.DEPRIVATION: "is what the groups are ranked by, so the index would compare "
    "deprivation with itself.",
    Group.POPULATION: "describes who lives in an area. It is not an outcome.",
    Group.CENSUS: "describes who lives in an area. It is counted by area, not surveyed by "
    "deprivation group.",
    Group.OWN: "was uploaded by area. The index needs survey results by deprivation group. "
    "Paste such a table on this page.",
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
        words = f"{counted(len(ones), 'indicator')} ({'; '.join(names)}). Each {reason}"
        shelves.append(RefusedShelf(group, names, words, (_way(ones[0]),)))
    return tuple(shelves)


def _way(one: Indicator) -> Way:
    """The nearest view: what the figure does say, with its interval or its test."""
    if one.group is Group.ACTIVITY:
        is_tested = Scale.ENGLAND in one.statistics[Level.LOCALITY][0].scales
        said = "compared with England" if is_tested else "by district"
        level, more = Level.LOCALITY, {"scale": Scale.ENGLAND.value} if is_tested else {}
    elif one.group in (Group.ESTIMATE, Group.DEPRIVATION):
        is_estimate = one.group is Group.ESTIMATE
        said = "with its confidence interval" if is_estimate else "where it is highest"
        level, more = Level.LSOA, {}
    else:
        level, more = next(iter(one.statistics)), {}
        said = f"by {LEVEL_NOUNS[level][0]}"
    choices = {"indicator": one.key, "level": level.value, **more}
    return Way(f"{one.label}, {said}", "map", choices)
