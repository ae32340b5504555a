"""What readers may have of an archive: the texts of projections, by which needles are told from public words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import archive
from archive.records.vocabulary import Concept
from archive.store.rows import Entry, Tombstone


def entry_texts(entry: Entry) -> Iterator[str]:
    """Every text of the public rows of an item."""
    record = entry.item.record
    yield from (record.id, record.kind, entry.item.updated)
    for statement in (*record.statements, *record.access.warning):
        yield statement.value
        yield from filter(None, statement[2:])
    for file in entry.item.files:
        yield from (file.path, file.media_type, file.role, file.sha256, file.puid or "")
    for passage in entry.passages:
        yield passage.text
        yield from filter(None, (passage.speaker, passage.language, passage.form))


def other_texts(
    meant: Iterable[str], tombstones: Iterable[Tombstone], concepts: Mapping[str, Concept]
) -> Iterator[str]:
    """Every text of tombstones, and of those `concepts` that are `meant`."""
    for name in meant:
        if concept := concepts.get(name):
            yield from (name, concept.vocabulary, concept.uri or "")
            yield from (text for text, _ in concept.spellings())
    for stone in tombstones:
        yield from (stone.id, stone.date, stone.reason)


def program_texts() -> Iterator[str]:
    """What this program itself says to everybody: its pages, their words in each language, the names of tables."""
    for room in ("web", "store", "records"):
        for path in sorted((Path(archive.__file__).parent / room).rglob("*")):
            if path.suffix in {".py", ".html", ".po", ".css", ".js", ".svg"}:
                yield path.read_text(encoding="utf-8")
