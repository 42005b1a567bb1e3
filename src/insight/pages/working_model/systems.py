"""The list of systems as a table: how far each has come, and what was put into it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS
from insight.records.kinds.vertical import System
from insight.statement import Column, Table
from insight.words import counted
from insight.working_model.stage_status import standings


def systems_table(recorded: Recorded, known: Mapping[str, System], day: date) -> Table:
    """One row for each system by its key, those too that are not in use."""
    work = recorded.work.on(day)
    found = standings(work.evidence, day, recorded.terms.county_of)
    places = [place.id for place in recorded.places]
    rows = []
    for key, system in known.items():
        own = [each.content for each in work.evidence if each.content.system == key]
        scope, best = found.anywhere(key)
        where = ""
        if best.stage is not None:
            code = best.evidence[0].content.code
            where = f"{STAGE_WORDS[best.stage]}, {recorded.scope_words(scope, code)}"
        rows.append(
            {
                "name": system.name + ("" if system.is_used else " (not in use)"),
                "wide": where + (" (out of date)" if best.is_stale else ""),
                "places": sum(found.here(key, each).is_present for each in places),
                "evidence": len(own),
                "workshops": sum(each.workshops or 0 for each in own),
                "trained": sum(each.trained or 0 for each in own),
            }
        )
    return Table(
        pd.DataFrame(rows, index=list(known)),
        {
            "name": Column("System"),
            "wide": Column(
                "Furthest stage in a wider area", "Out of date means over 12 months old"
            ),
            "places": Column("Neighbourhoods", "Number where it is present", 0),
            "evidence": Column("Evidence", "Number of entries", 0),
            "workshops": Column("Workshops", "Total recorded with evidence", 0),
            "trained": Column(
                "People trained", "Total recorded; a person trained twice counts twice", 0
            ),
        },
        f"Table of {counted(len(rows), 'system')}.",
    )
