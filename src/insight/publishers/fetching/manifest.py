"""What lies in a folder of downloads, and whether it is still what was fetched."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from insight.publishers.fetching.fetch import sha256_of

MANIFEST = ".manifest.json"
"""Hidden, as all that is no publisher's table, so that no reader takes it for one."""


@dataclass(frozen=True)
class ManifestEntry:
    """One file that was fetched."""

    url: str
    bytes: int
    sha256: str
    retrieved: str
    etag: str = ""
    plan: str = ""


@dataclass(eq=False)
class Manifest:
    """Entries of the files in a folder."""

    folder: Path
    entries: dict[str, ManifestEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """The manifest of a folder; without a readable one, everything is new."""
        try:
            found = json.loads((folder / MANIFEST).read_text("utf-8"))
            return cls(folder, {name: ManifestEntry(**each) for name, each in found.items()})
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return cls(folder)

    def put(self, name: str, entry: ManifestEntry) -> None:
        """Write an entry down at once, so that it outlives whatever comes next."""
        self.entries[name] = entry
        content = {each: asdict(self.entries[each]) for each in sorted(self.entries)}
        part = self.folder / f"{MANIFEST}.part"
        part.write_text(json.dumps(content, indent=1), "utf-8")
        part.replace(self.folder / MANIFEST)

    def is_whole(self, name: str, url: str, plan: str, since: date) -> bool:
        """Whether a file is there as it was fetched, and lately enough."""
        entry, file = self.entries.get(name), self.folder / name
        if entry is None or (entry.url, entry.plan) != (url, plan):
            return False
        is_recent = entry.retrieved >= since.isoformat()
        is_there = file.is_file() and file.stat().st_size == entry.bytes
        return is_recent and is_there and sha256_of(file) == entry.sha256
