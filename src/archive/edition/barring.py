"""Of which files no item shows anything, or less than its own verdict allows: what others say of the same bytes holds
for these wherever they stand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from archive.catalogue import journal
from archive.catalogue.records import candidates
from archive.catalogue.rules import Rules
from archive.records.access import Verdict, bars
from archive.records.consenting import ALL
from archive.records.kinds import media_type

_SHA256 = "sha256:"  # before the digest in the journal's name of a file
_LINKED = "SELECT item, written, sha256, media_type FROM linked"
_THERE = "SELECT 1 FROM files WHERE item = ? AND role = 'original' AND sha256 = ?"
_PRIVATE = "SELECT sha256 FROM originals WHERE path LIKE 'metadata/private/%'"
_LOST = """SELECT wanted.item, wanted.written, source FROM wanted JOIN records USING (item)
    LEFT JOIN linked ON linked.item = wanted.item AND linked.written = wanted.written WHERE linked.item IS NULL"""


def barred(
    connection: sqlite3.Connection,
    rules: Rules,
    verdicts: Mapping[str, Verdict],
    proposed: Collection[str],
    withdrawn: Collection[str],
) -> frozenset[str]:
    """The digests of files that no item may publish: an item that has them, had them when it was withdrawn, or may
    have had them does not show them, or withholds a part of them where they no longer stand; or they are in
    metadata/private/ as well. A row that the program only `proposed` has no say.
    """
    found = {digest for (digest,) in connection.execute(_PRIVATE)}
    for item, written, digest, found_as in connection.execute(_LINKED):
        if item in verdicts and item not in proposed:
            gone = _withholds(verdicts[item], written) and not connection.execute(_THERE, (item, digest)).fetchone()
            if gone or bars(verdicts[item], found_as):
                found.add(digest)
        elif item in withdrawn:
            found.add(digest)
    found.update(*(row.digests for row in rules.withdrawn.values()))
    return frozenset(found.union(*may_be(connection, verdicts, proposed).values()))


def private(connection: sqlite3.Connection) -> frozenset[str]:
    """The digests of the files in metadata/private/."""
    return frozenset(digest for (digest,) in connection.execute(_PRIVATE))


def may_be(
    connection: sqlite3.Connection, verdicts: Mapping[str, Verdict], proposed: Collection[str]
) -> dict[str, frozenset[str]]:
    """Of the items that do not show everything of a file which their record names, and of which nobody knows what it
    was, the digests that it may have: those at the places where it may stand; where there are none, all of which the
    journal says that they were renamed, replaced or deleted since the item was taken in.
    """
    found: dict[str, frozenset[str]] = {}
    for item, written, source in connection.execute(_LOST).fetchall():
        if item in verdicts and item not in proposed and not _shows_all(verdicts[item], written):
            places = candidates(source, written)
            marks = ",".join("?" * len(places))
            rows = connection.execute(f"SELECT sha256 FROM originals WHERE composed IN ({marks})", places)  # noqa: S608  marks only
            there = frozenset(digest for (digest,) in rows) or frozenset(_moved_since(connection, item))
            found[item] = found.get(item, frozenset()) | there
    return {item: digests for item, digests in found.items() if digests}


def kept_back(
    connection: sqlite3.Connection, verdicts: Mapping[str, Verdict], proposed: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The digests of files of which a public item shows nothing but the words, and of those that it does not give as
    they were received: its consents do not reach so far, whatever those of another item allow.
    """
    unseen, ungiven = set(), set()
    for item, _, digest, found_as in connection.execute(_LINKED):
        verdict = verdicts.get(item)
        if verdict is None or verdict.level != "public" or verdict.scope == ALL or item in proposed:
            continue
        if not verdict.shows(found_as):
            unseen.add(digest)
        if not replace(verdict, originals=True).gives(found_as):
            ungiven.add(digest)
    return frozenset(unseen), frozenset(ungiven)


def _withholds(verdict: Verdict, written: str) -> bool:
    """Whether something of the file at a path, as the record has it, is withheld."""
    return bool(verdict.unnamed) or any(part.span or part.names(written) for part in verdict.withheld)


def _shows_all(verdict: Verdict, written: str) -> bool:
    whole = verdict.scope == ALL and not bars(verdict, media_type(written))
    return whole and not _withholds(verdict, written)


def _moved_since(connection: sqlite3.Connection, item: str) -> Iterator[str]:
    """The digests of files that the journal saw renamed, replaced or deleted since it first knew of an item."""
    types = (journal.RENAMING, journal.REPLACEMENT, journal.DELETION)
    rows = connection.execute(
        """SELECT object, digest FROM events WHERE type IN (?,?,?)
        AND line >= (SELECT coalesce(min(line), 0) FROM events WHERE object = ?)""",
        (*types, item),
    )
    for name in (name for row in rows for name in row if name and name.startswith(_SHA256)):
        yield name.removeprefix(_SHA256)
