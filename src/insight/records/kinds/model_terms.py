"""Terms of the working model that records hold: stages, conditions, steps, kinds."""

from enum import StrEnum


class Stage(StrEnum):
    """How far a system has come; the four in the middle are the process of the slides."""

    PRESENT = "present"
    FOUNDATIONS = "foundations"
    EMBED = "embed"
    REDESIGN = "redesign"
    SO_WHAT = "so what"
    ENDED = "ended"


LADDER = (Stage.FOUNDATIONS, Stage.EMBED, Stage.REDESIGN, Stage.SO_WHAT)
"""The process of a system, the first step first."""


class Scope(StrEnum):
    """How far an evidence reaches."""

    AREA = "area"
    COUNTY = "county"
    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"


class ChangeKind(StrEnum):
    """What kind of thing changed in a system."""

    PROCESSES = "processes and procedures"
    SKILLS = "skills"
    SOCIAL = "social influence"
    PRACTICES = "practices"
    KNOWLEDGE = "knowledge and resources"
    POLICY = "policy"


class Progress(StrEnum):
    """Where a step or an outcome stands in a neighbourhood."""

    BEGUN = "begun"
    IN_PLACE = "in place"
    SET_BACK = "set back"


class AssetKind(StrEnum):
    """What an asset is."""

    CHAMPION = "champion or volunteer"
    COUNCILLOR = "councillor"
    WORKER = "service or worker"
    GROUP = "group or club"
    FAITH = "faith group or building"
    SCHOOL = "school or nursery"
    LIBRARY = "library"
    FACILITY = "sport or leisure facility"
    GREEN = "park or green space"
    ROUTE = "street, path or route"
    POLICY = "policy or standard"
    OTHER = "other"


PEOPLE = (AssetKind.CHAMPION, AssetKind.COUNCILLOR, AssetKind.WORKER, AssetKind.GROUP)
"""Assets that are people; the others are places or rules of places."""


class NoteKind(StrEnum):
    """What somebody has to say of a figure."""

    LOCAL = "local knowledge"
    WRONG = "you have this wrong"


CONDITIONS = tuple(f"condition{number}" for number in range(1, 5))
STEPS = tuple(f"step{number}" for number in range(1, 8))
OUTCOMES = tuple(f"outcome{number}" for number in range(1, 8))
"""Keys of the table ``approach``, which has their words."""
