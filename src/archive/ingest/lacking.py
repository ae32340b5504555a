"""Which originals would show more, if a program were installed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator

from archive.records.model import Problem

# What files are without where a program is not there; of any other, what it would show.
_WITHOUT = {
    "ffmpeg": "a copy that every browser plays",
    "MediaInfo": "a length that is known",
    "pillow-heif": "a picture for the screen",
    "pygfried": "an identifier of their format (PRONOM)",
}


def lacking(connection: sqlite3.Connection) -> Iterator[Problem]:
    """One warning for each program that is not there, with the number of originals that would show more with it."""
    query = """SELECT lacks, count(*) FROM originals JOIN examined USING (sha256, suffixes)
        WHERE lacks IS NOT NULL GROUP BY lacks"""
    counts: Counter[str] = Counter()
    for lacks, count in connection.execute(query):
        counts.update(dict.fromkeys(json.loads(lacks), count))
    for name, count in sorted(counts.items()):
        files = f"{count:,} {'file' if count == 1 else 'files'}"
        found = f"{files} without {_WITHOUT.get(name, f'what {name} shows')}: {name} is not installed"
        yield Problem("collection", found=found, expected=f"{name}, then `archive ingest`", severity="warning")
