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
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

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
_Row = tuple[Any, ...]


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
    for item, rows in _rows(connection, plan.around):
        if item in found:
            found[item].update(repr(rows).encode())
    return {item: made_from.digest() for item, made_from in found.items()}


def common(plan: Plan) -> str:
    """What all items are made from: this program, the vocabularies, the people, the policy for approximate dates."""
    said = [_program(), plan.vocabularies, plan.around.unnamed.made_from, plan.circa]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _rows(connection: sqlite3.Connection, around: Surroundings) -> Iterator[tuple[str, list[_Row]]]:
    """Of each item, by table, the rows from which `archive.store.read.entries` makes it, with what others say of it."""

    def by_item(query: str) -> Iterator[tuple[str, Iterator[_Row]]]:
        return groupby(connection.execute(query), itemgetter(0))

    for item, rows in by_item("SELECT id, kind, access, harvest, warning, updated FROM items ORDER BY id"):
        yield item, list(rows)
    columns = "item, term, value, language, datatype, uri"
    for item, rows in by_item(f"SELECT {columns} FROM statements ORDER BY item, term, position"):  # noqa: S608  ours
        said = list(rows)
        dropped = (row[1] in RELATIONS and names_any(Statement._make(row[1:]), around.hidden) for row in said)
        yield item, [*said, tuple(dropped)]
    for item, rows in by_item("SELECT item, sha256, files.* FROM files ORDER BY item, position, role"):
        yield item, [(*row, *_elsewhere(row[1], around)) for row in rows]
    for item, rows in by_item("SELECT * FROM passages ORDER BY item, position"):
        yield item, list(rows)


def _elsewhere(file: str, around: Surroundings) -> _Row:
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
