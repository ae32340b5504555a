"""Removing an item for good: what that takes away, told before anything is touched, and written down until it is done.

Only what nobody can see goes: an item that is withdrawn, or never was public. The plan lies in .archive/purge.json
while it is carried out: whoever is killed meanwhile, the next purge carries on with it.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.records import proposed
from archive.catalogue.rules import read_rules, withdrawn_ids
from archive.edits.choosing import likely
from archive.edits.drafting import copied, scratch
from archive.edits.purging_traces import Traces, traces
from archive.edits.withdrawals import forget_reason, withdrawn
from archive.records.model import Record
from archive.sources import Columns, read, read_mappings
from archive.sources.removing import remove

NAME = "purge.json"


@dataclass(frozen=True, slots=True)
class Purge:
    """What goes with an item, by paths from the root: originals and the digests of those of which no copy stays,
    sources with its record, papers that give evidence of consents (`evidence`: may go as well, where somebody says so);
    what stays and why, in `kept`; the digests that stay barred from publication, of an item that was withdrawn; and
    the texts that tell where something of it is left.
    """

    item: str
    time: str
    files: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    barred: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def traces(self) -> Traces:
        """What tells that something holds words of it."""
        return Traces(self.item, self.texts)


def plan_purge(catalogue: Catalogue, item: str, shown: Collection[str], time: str) -> Purge:
    """What goes with an item. Raises Refused, with every reason, where it may not go, or its record cannot be taken
    out of its source; `shown` are the ids that readers see now.
    """
    archive, connection = catalogue.archive, catalogue.connection
    record = connection.execute("SELECT source, body, clash FROM records WHERE item = ?", (item,)).fetchone()
    source, written, clash = record or (None, "{}", None)
    _refuse(catalogue, item, shown, known=record is not None)
    if clash:
        raise Refused(f"{item}: the id of several records, {clash}; expected an id of its own for each")
    body: dict[str, Any] = json.loads(written)
    own = _files(connection, item, withdrawn(archive))
    needed = _needed(connection, item)
    files = tuple(path for path in own if path not in needed)
    staying = {digest for path, digest in connection.execute("SELECT path, sha256 FROM originals") if path not in files}
    digests = {digest for path, digest in own.items() if path in files} - staying
    evidence, shared = _evidence(archive, connection, item, body)
    kept = [(path, f"{needed[path]} has it as well") for path in own if path in needed] + shared
    kept += _persons(archive, connection, item, body)
    forget_reason(archive, item, trial=True)
    if source:
        _try(archive, source, item)
    paths = (*files, *([source] if source and _alone(connection, source) else []))
    words = traces(connection, item, body, paths, _vocabularies(archive))
    return Purge(
        *(item, time, files, tuple(sorted(digests)), (source,) if source else ()),
        evidence=evidence,
        kept=tuple(kept),
        barred=tuple(sorted(set(own.values()))) if item in withdrawn_ids(connection, read_rules(archive)) else (),
        texts=words.texts,
    )


def begin(archive: Archive, purge: Purge) -> None:
    """Write down what is to be done: from here on it will be."""
    replace_file(archive.made / NAME, json.dumps(asdict(purge), ensure_ascii=False).encode())


def begun(archive: Archive) -> Purge | None:
    """What was begun and has not ended, None where nothing was. Raises Refused where the plan is damaged."""
    try:
        said = json.loads((archive.made / NAME).read_bytes())
        lists = {key: tuple(value) for key, value in said.items() if isinstance(value, list)}
        return Purge(**{**said, **lists, "kept": tuple((path, why) for path, why in said["kept"])})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f".archive/{NAME}: damaged; expected it gone, and `archive purge` once more") from error


def end(archive: Archive) -> None:
    """Forget the plan: all of it is done."""
    (archive.made / NAME).unlink(missing_ok=True)


def rest_of(archive: Archive, source: str, item: str) -> bytes | None:
    """What a source is to hold without the record of an item, None where nothing else is in it. Raises Refused."""
    columns = _columns(archive, source)
    with scratch(archive) as folder:
        after = remove(archive.root / source, source, columns, item, partial(copied, Path(folder), source))
    if isinstance(after, list):
        raise Refused("\n".join(map(str, after)))
    return after


def holds_record(archive: Archive, source: str, item: str) -> bool:
    """Whether a source is there and has a record of an item."""
    path = archive.root / source
    found = read(path, source, _columns(archive, source)) if path.is_file() else ()
    return any(isinstance(one, Record) and one.id == item for one in found)


def _columns(archive: Archive, source: str) -> Columns | None:
    mappings, _ = read_mappings(archive.metadata / "mappings", archive.root)
    return mappings.get(unicodedata.normalize("NFC", source))


def _refuse(catalogue: Catalogue, item: str, shown: Collection[str], *, known: bool) -> None:
    out = withdrawn_ids(catalogue.connection, read_rules(catalogue.archive))
    if not (known or item in out or catalogue.happened(journal.DELETION, item)):
        ids = [one for (one,) in catalogue.connection.execute("SELECT item FROM records ORDER BY item")]
        raise Refused(f"{item}: no item has this id; expected {likely(item, ids)}")
    public = item in shown or catalogue.happened(journal.DISSEMINATION, item)
    if item in shown or (public and item not in out):
        was = "is" if item in shown else "was"
        raise Refused(f"{item}: {was} public; expected `archive withdraw {item}` before, so that its address says so")


def _try(archive: Archive, source: str, item: str) -> None:
    """Raise Refused where the record could not be taken out."""
    try:
        rest_of(archive, source, item)
    except OSError as error:
        raise Refused(f"{source}: cannot be read ({error.strerror}); nothing was changed") from error


def _files(connection: sqlite3.Connection, item: str, rows: Mapping[str, Any]) -> dict[str, str]:
    """The originals of an item with their digests, by path: those that its record names, and others that hold the
    same bytes.
    """
    named = connection.execute("SELECT path, sha256 FROM files WHERE item = ? AND role = 'original'", (item,))
    found = {f"collection/{path}": digest for path, digest in named}
    linked = connection.execute("SELECT sha256 FROM linked WHERE item = ?", (item,))
    digests = {digest for (digest,) in linked} | set(found.values()) | set(rows[item].digests if item in rows else ())
    everything = connection.execute("SELECT path, sha256 FROM originals WHERE path LIKE 'collection/%' ORDER BY path")
    return found | {path: digest for path, digest in everything if digest in digests}


def _needed(connection: sqlite3.Connection, item: str) -> dict[str, str]:
    """The paths of originals that somebody has described as part of another item, with its id."""
    merely = proposed(connection)
    rows = connection.execute("SELECT item, path FROM files WHERE role = 'original' AND item != ?", (item,))
    return {f"collection/{path}": other for other, path in rows if other not in merely}


def _alone(connection: sqlite3.Connection, source: str) -> bool:
    return len(connection.execute("SELECT 1 FROM records WHERE source = ? LIMIT 2", (source,)).fetchall()) == 1


def _vocabularies(archive: Archive) -> str:
    """What the vocabularies say: their words are no item's own."""
    files = sorted(path for path in archive.vocabularies.rglob("*") if path.is_file())
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def _evidence(
    archive: Archive, connection: sqlite3.Connection, item: str, body: Mapping[str, Any]
) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The papers that only this record names as evidence; and those that others name too."""
    only, shared = [], []
    accessions = archive.accessions.read_bytes() if archive.accessions.exists() else b""
    for named in dict.fromkeys(_under(body, "evidence")):
        paths = [archive.metadata / named, archive.root / named]
        path = next((path for path in paths if _is_private(archive, path)), None)
        if path is None:
            continue
        rows = connection.execute("SELECT item FROM records WHERE item != ? AND instr(body, ?) LIMIT 1", (item, named))
        if named.encode() in accessions:
            shared.append((archive.name(path), "named in accessions.yaml as well"))
        elif (other := rows.fetchone()) is None:
            only.append(archive.name(path))
        else:
            shared.append((archive.name(path), f"the evidence of a consent to {other[0]} as well"))
    return tuple(only), shared


def _is_private(archive: Archive, path: Path) -> bool:
    return path.is_relative_to(archive.private) and ".." not in path.parts and path.is_file()


def _persons(
    archive: Archive, connection: sqlite3.Connection, item: str, body: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Entries of other files that only this item refers to: they are for people to take out."""
    named = {"metadata/people.yaml": [*_under(body.get("people"), "person"), *_under(body.get("consents"), "person")]}
    named["metadata/accessions.yaml"] = list(_under(body.get("private"), "accession"))
    for place, ids in named.items():
        for one in dict.fromkeys(ids):
            rows = connection.execute("SELECT 1 FROM records WHERE item != ? AND instr(body, ?) LIMIT 1", (item, one))
            if rows.fetchone() is None and (archive.root / place).is_file():
                yield place, f"its entry {one}, which no other item names, is for you to take out"


def _under(value: Any, key: str) -> Iterator[str]:
    """Every text that stands under a key, at any depth."""
    if isinstance(value, list):
        for inner in value:
            yield from _under(inner, key)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == key and isinstance(inner, str):
                yield inner
            else:
                yield from _under(inner, key)
