"""Whether the current edition still stands: nothing that it was made from has changed, and nothing of it is missing.

What says so is a note beside the catalogue. It is written last, so that whatever cuts a run short leaves none; without
it everything is compiled again, which gives the same edition.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from archive.catalogue.database import state
from archive.catalogue.layout import Archive, replace_file
from archive.catalogue.rules import Rules, begun_place, read_rules
from archive.catalogue.schema import VERSION
from archive.catalogue.vocabularies import vocabularies_now
from archive.store import pointer


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules by which something is decided, what `rules_now` said before they were read, and the bytes of
    policy.yaml then: somebody may write there while an edition is made.
    """

    rules: Rules
    made_by: list[str | None]
    policy: bytes


def read_ruling(archive: Archive) -> Ruling:
    """The rules as they stand."""
    made_by = rules_now(archive)
    policy = archive.policy.read_bytes() if archive.policy.exists() else b""
    return Ruling(read_rules(archive), made_by, policy)


def rules_now(archive: Archive) -> list[str | None]:
    """The digests of what decides about an edition and can be changed while it is made."""
    files = (archive.policy, archive.people, archive.withdrawn, archive.site, begun_place(archive))
    return [*map(_digest, files), vocabularies_now(archive)]


def note(archive: Archive, today: date, rules: list[str | None]) -> None:
    """Remember what the current edition was made from, unless the rules are no longer those that it was made by."""
    if rules_now(archive) == rules and _digest(archive.site) == _digest(archive.public / "datasette.yaml"):
        replace_file(_place(archive), json.dumps(_made_from(archive, today)).encode())


def forget(archive: Archive) -> None:
    """Let the next publishing compile everything, whatever has changed."""
    _place(archive).unlink(missing_ok=True)


def standing(archive: Archive, today: date) -> int | None:
    """How many items the current edition has, None where it may not be what publishing would make today."""
    try:
        noted = json.loads(_place(archive).read_bytes())
    except (OSError, ValueError):
        return None
    if noted != _made_from(archive, today):
        return None
    with contextlib.suppress(OSError, ValueError, sqlite3.DatabaseError):
        current = pointer.read(archive.public)
        if current is not None:
            return _items(archive.public, current)
    return None


def _place(archive: Archive) -> Path:
    return archive.made / "published.json"


def _made_from(archive: Archive, today: date) -> dict[str, object]:
    return {
        "program": [version("memory-archive"), VERSION],
        "catalogue": state(archive),
        "rules": rules_now(archive),
        "public": [_digest(archive.public / name) for name in ("datasette.yaml", pointer.NAME)],
        "day": today.isoformat(),
    }


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _items(public: Path, current: pointer.Pointer) -> int | None:
    """The number of items, None where the database is not what its name says, or a file is missing or one too many."""
    path = current.database(public)
    with path.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != current.digest:
            return None
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        named = dict(connection.execute("SELECT path, bytes FROM files"))
        media = public / "media"
        there = {file.relative_to(media).as_posix(): file.stat().st_size for file in media.rglob("*") if file.is_file()}
        if there != named or [folder.name for folder in (public / "editions").iterdir()] != [current.digest]:
            return None
        count: int = connection.execute("SELECT count(*) FROM items").fetchone()[0]
        return count
