"""What can be made out of YAML that is refused: of a torn document those of its outermost keys that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.records.build import build
from archive.records.findings import place
from archive.records.model import Origin, Problem
from archive.sources.glimpses import Glimpse, deciding
from archive.sources.text import decode
from archive.sources.yaml.reading import parsed, records_in

_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_KEY = re.compile(r"^(?=[^\s#&*!%@`\-\[\]{}][^\n]*?:(?:\s|$))", re.MULTILINE)


def glimpse(path: Path, name: str, _columns: object = None) -> Glimpse:
    """What can be made out of a refused file. Of a key that was given twice both values count, so that neither is taken
    for what was meant. Raises OSError.
    """
    text = decode(path.read_bytes(), name)
    if isinstance(text, Problem):
        return Glimpse()
    reading = parsed(text, name)
    found = (
        reading.found if reading.whole else [data for part in _DOCUMENT.split(text) for data in _salvaged(part, name)]
    )
    built = (
        build(data, Origin(name, _line(data) if reading.whole else None), whole=reading.whole)[0]
        for data in records_in(found)
    )
    return Glimpse(tuple(deciding(record, record.faults) for record in built if record), reading.whole)


def _line(data: Any) -> int | None:
    return getattr(place(data), "line", None)


def _salvaged(document: str, name: str) -> Iterator[Any]:
    """What a document says; where it is torn, what those of its outermost keys say that can be read by themselves."""
    reading = parsed(document, name)
    if reading.whole:
        yield from reading.found
        return
    said: dict[str, Any] = {}
    for key in _KEY.split(document):
        part = parsed(key, name)
        for data in part.found if part.whole else ():
            for word, value in data.items() if isinstance(data, dict) else ():
                said[word] = [said[word], value] if word in said else value
    if said:
        yield said
