"""Compiling: a fresh database and the media beside it, out of rows that may be public."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from itertools import groupby
from pathlib import Path

from archive.catalogue.layout import Archive, sync_folder
from archive.catalogue.workers import processes
from archive.edition.indexing import Indexing
from archive.edition.kept import Kept, Run
from archive.edition.project import Medium, Projection, with_media
from archive.records.model import Problem
from archive.records.vocabulary import Concept
from archive.store.concepts import relate, write_concepts
from archive.store.rows import Entry, Tombstone
from archive.store.write import create, write_rows, write_tombstones


def compile_database(
    entries: Iterable[Entry | Run],
    tombstones: Iterable[Tombstone],
    public: Path,
    *,
    concepts: Mapping[str, Concept] | None = None,
    many: bool = False,
    circa: int = 0,
    kept: Kept | None = None,
) -> str:
    """Write a new edition below `public`/editions, not yet the current one; its digest (SHA-256 of the database).

    The file is new from its first byte: one that once held other rows keeps traces of them. Of the `concepts` it holds
    those that the entries mean. Where there are `many` entries, another process analyses their words. The bounds of
    an approximate date reach `circa` years further. Runs of items are taken over from what is `kept`, which
    remembers what was made.
    """
    editions = public / "editions"
    editions.mkdir(parents=True, exist_ok=True)
    fresh = editions / ".new"
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir()
    path = fresh / "collection.db"
    with contextlib.closing(create(path)) as database:
        with processes(1, ["archive.search"]) if many else contextlib.nullcontext() as pool:
            _fill(database.conn, entries, concepts or {}, executor=pool, circa=circa, kept=kept)
        write_tombstones(database, tombstones)
        database.conn.commit()
        database.conn.execute("VACUUM")  # `optimize` leaves pages behind that no index has any more
    digest = _settle(path)
    target = editions / digest
    if (target / path.name).exists() and _settle(target / path.name) == digest:
        shutil.rmtree(fresh)
    else:
        if target.exists():  # what a removal left that was cut short
            shutil.rmtree(target)
        fresh.rename(target)
        sync_folder(editions)
    return digest


def _fill(
    connection: sqlite3.Connection,
    entries: Iterable[Entry | Run],
    concepts: Mapping[str, Concept],
    *,
    executor: Executor | None,
    circa: int,
    kept: Kept | None,
) -> None:
    if kept:
        kept.attach(connection)
    indexing = Indexing(connection, executor, concepts, kept)
    for _, parts in groupby(entries, key=type):  # rows of items are written in batches: runs stand between these
        write_rows(connection, indexing.following(_made(parts, connection, indexing, kept)), circa)
    write_concepts(connection, concepts)
    relate(connection)
    connection.commit()
    if not indexing.end() and kept:
        kept.spoil()


def _made(
    parts: Iterable[Entry | Run], connection: sqlite3.Connection, indexing: Indexing, kept: Kept | None
) -> Iterator[Entry]:
    """Those that have to be written; the rows of the others are taken over."""
    for part in parts:
        if isinstance(part, Entry):
            yield part
        elif kept:
            kept.copy(connection, part)
            indexing.pass_over(part)


def place_media(
    projections: Iterable[Projection], archive: Archive, problems: list[Problem], kept: Kept | None = None
) -> Iterator[Entry]:
    """Put the media of each item into the edition's folder, then give its rows; what could not be placed is left out
    of them and named in `problems`.
    """
    for projection in projections:
        placed = set()
        for medium in projection.media:
            if problem := _place(medium, archive):
                problems.append(problem)
                if kept:
                    kept.leave_out(projection.entry.item.record.id)
            else:
                placed.add(medium.file.path)
        yield with_media(projection, placed)


def remove_rest(public: Path, digest: str) -> None:
    """Remove the other editions, and the media that this one does not name."""
    editions = public / "editions"
    for folder in editions.iterdir():
        if folder.name != digest:
            shutil.rmtree(folder)
    media = public / "media"
    if not media.exists():
        return
    connection = sqlite3.connect(f"{(editions / digest / 'collection.db').as_uri()}?mode=ro", uri=True)
    try:
        named = {path for (path,) in connection.execute("SELECT path FROM files")}
    finally:
        connection.close()
    for path in media.rglob("*"):
        if path.is_file() and path.relative_to(media).as_posix() not in named:
            path.unlink()
    for folder in sorted(media.iterdir()):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _settle(database: Path) -> str:
    with database.open("rb") as content:
        os.fsync(content.fileno())
        return hashlib.file_digest(content, "sha256").hexdigest()


def _place(medium: Medium, archive: Archive) -> Problem | None:
    """Copy the bytes, if they are still those that the catalogue knows."""
    target = archive.public / "media" / medium.file.path
    if target.exists() and target.stat().st_size == medium.file.bytes:
        return None
    folder = archive.collection if medium.file.role == "original" else archive.derivatives
    origin = folder / medium.origin.path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    try:
        shutil.copyfile(origin, temporary)
        with temporary.open("rb") as copied:
            digest = hashlib.file_digest(copied, "sha256").hexdigest()
            os.fsync(copied.fileno())
    except OSError as error:
        return Problem(
            archive.name(origin), found=f"cannot be published ({error.strerror})", expected="a readable file"
        )
    if digest != medium.file.sha256:
        temporary.unlink()
        return Problem(archive.name(origin), found="has changed since it was taken in; not published")
    temporary.rename(target)
    return None
