"""The audit of an edition: everything in it is read, and what should not be there is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from archive.edition.audit.clean import Clean
from archive.edition.audit.contents import read_contents
from archive.edition.audit.database import connect, read_bytes, read_database
from archive.edition.audit.finding import Finder
from archive.edition.audit.hits import Hit, hits
from archive.edition.audit.needles import Needles
from archive.edition.audit.structure import of_database, of_folder
from archive.store import pointer

_WRITTEN = (".vtt", ".srt", ".txt", ".md", ".html", ".htm", ".json", ".xml", ".csv", ".yaml", ".svg")
_LONGEST = 1 << 26  # bytes of a text that is read as one


def audit(
    database: Path,
    media: Iterable[Path],
    needles: Needles,
    *,
    hidden: Collection[str] = (),
    clean: Clean | None = None,
) -> list[Hit]:
    """What should not be in the database of an edition nor in media, of which those that are `clean` by these needles
    are not read again; `hidden` are ids that no relation may name, in small letters.

    Whoever publishes calls it when the database lies in the folder that is called by its digest, and before it becomes
    the current one. Raises sqlite3.DatabaseError.
    """
    finder = Finder(needles)
    found = [*of_database(database, frozenset(hidden), database.name), *read_database(database, finder, database.name)]
    roles = _roles(database)
    for path in media:
        if clean is not None and clean.knows(path):
            continue
        told = list(_medium(path, finder, f"media/{path.name}", roles))
        if clean is not None and not told:
            clean.note(path)
        found += told
    return found


def audit_edition(public: Path, needles: Needles, *, hidden: Collection[str] = ()) -> list[Hit]:
    """What should not be in a published folder, of whatever file in it. Raises ValueError where edition.json is
    damaged, sqlite3.DatabaseError where the database is none.
    """
    current = pointer.read(public)
    if current is None:
        return []
    database = current.database(public)
    finder = Finder(needles)
    place = database.relative_to(public).as_posix()
    found = [
        *of_folder(public),
        *of_database(database, frozenset(hidden), place),
        *read_database(database, finder, place),
    ]
    roles = _roles(database)
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        found += hits(f"{name}, name", finder.in_text(name))
        if path.is_file() and not path.is_symlink() and path != database:
            found += _medium(path, finder, name, roles)
    return found


def _medium(path: Path, finder: Finder, place: str, roles: Mapping[str, frozenset[str]]) -> Iterator[Hit]:
    """What is found in a file. One that is published as it was received may say what its giver knew it says."""
    text = _text(path)
    yield from hits(place, finder.in_text(text)) if text is not None else read_bytes(path, finder, place)
    received = "original" in roles.get(path.name, frozenset())
    yield from read_contents(path, finder, place, bare=not received)


def _text(path: Path) -> str | None:
    """The text in a file that is nothing but text in UTF-8, None where there is more: in bytes of any kind a phrase may
    have letters of something else beside it, in a text it is a part of words then.
    """
    if path.suffix.lower() not in _WRITTEN or path.stat().st_size > _LONGEST:
        return None
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _roles(database: Path) -> dict[str, frozenset[str]]:
    """What each medium is published as, by the name of its file."""
    connection = connect(database)
    try:
        found: dict[str, set[str]] = {}
        for path, role in connection.execute("SELECT path, role FROM files"):
            found.setdefault(Path(path).name, set()).add(role)
        return {name: frozenset(roles) for name, roles in found.items()}
    finally:
        connection.close()
