"""Originals that are there more than once, and pictures that look alike: groups for a person to look through."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.media import Examined
from archive.media.pictures.alike import alike

_BELOW = "collection/"
_ORIGINALS = f"FROM originals JOIN examined USING (sha256, suffixes) WHERE path LIKE '{_BELOW}%' AND bytes"
_LIKENESSES = f"SELECT path, sha256, json_extract(body, '$.likeness') AS likeness {_ORIGINALS} AND likeness IS NOT NULL"
_SAME = f"""SELECT sha256, path {_ORIGINALS} AND sha256 IN (
    SELECT sha256 FROM originals WHERE path LIKE '{_BELOW}%' GROUP BY sha256 HAVING count(*) > 1) ORDER BY path"""  # noqa: S608  ours
_ONE = f"SELECT json_remove(body, '$.extracts') {_ORIGINALS} AND path = ?"
_ITEMS = "SELECT DISTINCT item FROM files WHERE role = 'original' AND path = ? ORDER BY item"


@dataclass(frozen=True, slots=True)
class Double:
    """A file of a group: its path below collection/, what is known of it, and the items that show it."""

    path: str
    examined: Examined
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more files: of the same bytes, or pictures that only look alike."""

    same: bool
    files: tuple[Double, ...]


def duplicates(connection: sqlite3.Connection) -> Iterator[Group]:
    """The groups of files of the same bytes, then those of pictures that look alike; each by path. Empty files count
    for nothing.
    """
    same: dict[str, list[str]] = {}
    for sha256, path in connection.execute(_SAME):
        same.setdefault(sha256, []).append(path)
    for paths in same.values():
        yield _group(connection, paths, same=True)
    for alike_paths in _alike(connection.execute(_LIKENESSES)):
        yield _group(connection, alike_paths, same=False)


def _alike(rows: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """The paths of pictures that look alike, but for those that are all the same bytes."""
    held: dict[str, list[tuple[str, str]]] = {}
    for path, sha256, likeness in rows:
        held.setdefault(likeness, []).append((path, sha256))
    near = alike(held)
    one_likeness = ([one] for one in held.keys() - {one for group in near for one in group})
    groups = ([found for one in group for found in held[one]] for group in (*near, *one_likeness))
    return sorted(sorted(path for path, _ in group) for group in groups if len({sha256 for _, sha256 in group}) > 1)


def _group(connection: sqlite3.Connection, paths: list[str], *, same: bool) -> Group:
    return Group(same, tuple(_double(connection, path) for path in paths))


def _double(connection: sqlite3.Connection, path: str) -> Double:
    (body,) = connection.execute(_ONE, (path,)).fetchone()
    below = path.removeprefix(_BELOW)
    items = tuple(item for (item,) in connection.execute(_ITEMS, (below,)))
    return Double(below, Examined.from_plain(json.loads(body)), items)
