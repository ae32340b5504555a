"""What an item's part of the edition is made from, in a few bytes: the same bytes, the same part."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import archive
from archive.edition.plan import Plan
from archive.edition.project import Surroundings, names_any
from archive.records.access import Verdict
from archive.records.model import Statement
from archive.records.terms import RELATIONS

_NAME = "memory-archive"
_PACKAGE = re.compile(r"[^\w.-]")  # what ends the name of a package in a requirement
_TOLD = ("reason", "until")
# What a projection has to know beside its item, and where that is looked at: all of `Surroundings` stands in one of
# these but `remade`, which is asked only where something is withheld.
BY_FILE = ("barred", "unseen", "ungiven", "partly")
BY_ITEM = ("hidden", "decided")
COMMON = ("thesaurus", "unnamed")
APART = ("remade",)
_ROWS = (
    "SELECT id, json_array(kind, access, harvest, warning, updated) FROM items",
    """SELECT item, json_group_array(json_array(term, position, value, language, datatype, uri))
        FROM (SELECT * FROM statements ORDER BY item, term, position) GROUP BY item""",
    """SELECT item, json_group_array(json_array(
        position, role, path, media_type, puid, bytes, sha256, width, height, duration))
        FROM (SELECT * FROM files ORDER BY item, position, role) GROUP BY item""",
    """SELECT item, json_group_array(json_array(
        position, file, text, language, speaker, start, "end", page, form))
        FROM (SELECT * FROM passages ORDER BY item, position) GROUP BY item""",
)
_RELATED = f"""SELECT item, term, value, language, datatype, uri FROM statements
    WHERE term IN ({",".join("?" * len(RELATIONS))}) ORDER BY item, term, position"""  # noqa: S608  marks only


def stamps(connection: sqlite3.Connection, plan: Plan) -> dict[str, bytes]:
    """What each item is made from beside what all have in common: its rows in the catalogue, the verdict, what was
    decided of words in it, and what of other items decides about it. Those of which anything is withheld or waits for
    a yes have none: they are made each time.
    """
    verdict_of = cache(_verdict)
    found: dict[str, hashlib.blake2b] = {}
    for item, verdict in plan.verdicts.items():
        if verdict.shown and not _is_apart(item, verdict, plan):
            found[item] = hashlib.blake2b(verdict_of(verdict), digest_size=16)
            found[item].update(repr(plan.around.decided.get(item, ())).encode())
    for item, said in _said(connection, plan.around):
        if item in found:
            found[item].update(said.encode("utf-8", "surrogatepass"))
    return {item: made_from.digest() for item, made_from in found.items()}


def common(plan: Plan) -> str:
    """What all items are made from: this program, the vocabularies, the people, the policy for approximate dates."""
    said = [_program(), plan.vocabularies, plan.around.unnamed.made_from, plan.circa]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _said(connection: sqlite3.Connection, around: Surroundings) -> Iterator[tuple[str, str]]:
    """Of each item, by table, all that `archive.store.read.entries` makes it from, and what others say of it."""
    for query in _ROWS:  # as JSON, which SQLite writes in a quarter of the time that rows take to come here
        yield from connection.execute(query)
    for item, *said in connection.execute(_RELATED, tuple(sorted(RELATIONS))):
        if names_any(Statement._make(said), around.hidden):
            yield item, repr(said)
    for item, file in connection.execute("SELECT item, sha256 FROM files ORDER BY item, position, role"):
        if any(elsewhere := _elsewhere(file, around)):
            yield item, repr((file, elsewhere))


def _elsewhere(file: str, around: Surroundings) -> tuple[object, ...]:
    """What other items that have the same bytes say of them."""
    said = (getattr(around, name) for name in BY_FILE)
    return tuple(sorted(one.get(file, ())) if isinstance(one, Mapping) else file in one for one in said)


def _is_apart(item: str, verdict: Verdict, plan: Plan) -> bool:
    return bool(item in plan.held or item in plan.touched or verdict.withheld or verdict.unnamed)


def _verdict(verdict: Verdict) -> bytes:
    """A verdict, but for what it says to people."""
    said = ((one.name, getattr(verdict, one.name)) for one in fields(verdict) if one.name not in _TOLD)
    return repr([(name, sorted(value) if isinstance(value, frozenset) else value) for name, value in said]).encode()


@cache
def _program() -> str:
    """The program itself to the byte, and the versions of the libraries that it stands on."""
    digest = hashlib.sha256()
    folder = Path(archive.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    for requirement in sorted(requires(_NAME) or ()):
        digest.update(_version(requirement).encode())
    digest.update(sqlite3.sqlite_version.encode())
    return digest.hexdigest()


def _version(requirement: str) -> str:
    name = _PACKAGE.split(requirement, maxsplit=1)[0]
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:  # an extra, or a library for other machines
        return name
