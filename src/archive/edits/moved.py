"""Records brought after files that were moved: each names the place at which the same bytes are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from archive.catalogue.records import composed
from archive.edits.assignments import Alter
from archive.records.model import Record

Moves = dict[str, dict[str, str]]


def moves_of(moves: Iterable[tuple[str, str, str]], items: Collection[str]) -> Moves:
    """By item, of these alone (of all where none is named): by the path that its record has (form C), the new one."""
    found: Moves = {}
    for item, written, now in moves:
        if not items or item in items:
            found.setdefault(item, {})[composed(written)] = now
    return found


def following(moves: Moves) -> Alter:
    """What writes the new paths into records, also where a part of such a file is withheld, or a name in it decided."""

    def alter(record: Record) -> Record:
        now = moves.get(record.id, {})

        def after(path: str) -> str:
            return now.get(composed(path), path)

        return replace(
            record,
            files=tuple(map(after, record.files)),
            withhold=tuple(replace(part, file=after(part.file)) if part.file else part for part in record.withhold),
            names=tuple(replace(name, within=after(name.within)) if name.within else name for name in record.names),
        )

    return alter
