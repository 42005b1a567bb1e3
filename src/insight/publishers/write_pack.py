"""Write a pack that has been assembled into a folder."""

from pathlib import Path

from insight.pack.pack import PackScope
from insight.publishers.assembly import Assembly
from insight.publishers.carried_over import take_over
from insight.publishers.pack_folder import write_about, write_record, write_table
from insight.publishers.reading.records import record


def write_pack(work: Assembly, about: PackScope, out: Path) -> tuple[str, ...]:
    """Write every table with its record, and what the pack covers."""
    for name, frame in work.tables.items():
        checksum = write_table(frame, name, out)
        write_record(record(name, work.origins[name], checksum), name, out)
    is_same = set(work.base.table("districts").index) == set(work.scope.names)
    taken = take_over(work.base, out, is_same_area=is_same)
    write_about(about, out)
    return taken
