"""The rows of the tables that catalogue and edition share, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from archive.records.model import Record, Statement

WITHHELD = "[…]"  # stands in place of passages that are withheld
UNDETERMINED = "und"  # ISO 639-2's code for a language that nobody told


@dataclass(frozen=True, slots=True)
class File:
    """A file of an item: an original, or a derivative (`role` is the name of its recipe).

    `position` is that of the original in the item, from 1; its derivatives share it. `duration` is in seconds.
    `path` is relative to `collection/` (an original in the catalogue), to the derivatives or to the edition's `media/`.
    """

    item: str
    position: int
    role: str
    path: str
    media_type: str
    bytes: int
    sha256: str
    puid: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that can be found and pointed at.

    `file` is the position of the file in the item, `position` that of the passage in the item, both from 1;
    `start` and `end` are seconds, `page` counts from 1. `form` is None for a paragraph or a cue; `h1` to `h6` for a
    heading; `item` for the first words of an item of a list, `item 3` where it is numbered; `quote` for what is quoted.
    """

    item: str
    file: int
    position: int
    text: str
    language: str | None = None
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    page: int | None = None
    form: str | None = None

    @property
    def withheld(self) -> bool:
        """Whether it stands for what is withheld."""
        return self.text == WITHHELD


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is said of an item that was public and has been withdrawn."""

    id: str
    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is kept: its record, its files, and when it last changed (RFC 3339)."""

    record: Record
    files: tuple[File, ...] = ()
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """All rows of one item. `access` is what holds for it (`public` or `closed` in an edition; in the catalogue what
    the record says, if it does); `harvest` is whether other catalogues may take the record. `meanings` names the
    concepts (by id) that its statements mean, each by term and position, from 1.
    """

    item: Item
    passages: tuple[Passage, ...] = ()
    access: str | None = None
    harvest: bool = True
    meanings: tuple[tuple[str, int, str], ...] = ()


def warning_cell(warning: Iterable[Statement]) -> str | None:
    """What stands in `items.warning`: JSON, the text by language; None where there is nothing to warn of."""
    texts = {text.language or UNDETERMINED: text.value for text in warning}
    return json.dumps(texts, ensure_ascii=False) if texts else None


def read_warning(cell: str | None) -> tuple[Statement, ...]:
    """What `warning_cell` wrote."""
    texts: dict[str, str] = json.loads(cell) if cell else {}
    return tuple(
        Statement("warning", text, None if language == UNDETERMINED else language) for language, text in texts.items()
    )
