"""Making an edition, timed by itself; or its rows put into raw SQLite.

    python benchmarks/compiling.py (ours | raw) ARCHIVE

Prints as JSON, for `ours`: the seconds of making the edition and of the audit, and how many texts were analysed; the
plan is made before that, and not timed. For `raw` the seconds.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.catalogue.database import writing
from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_rules
from archive.edition.plan import plan
from archive.edition.publish import publish
from archive.search import index

TABLES = """SELECT name, sql FROM pragma_table_list JOIN sqlite_master USING (name)
    WHERE schema = 'main' AND pragma_table_list.type = 'table' AND sql IS NOT NULL"""
WORDS = "title, title_lemmas, text, text_lemmas"
FTS = f"""CREATE VIRTUAL TABLE search USING fts5({WORDS}, content = words, content_rowid = row,
    tokenize = "ascii tokenchars '-'''")"""


def ours(root: Path) -> dict[str, float]:
    texts: list[str] = []
    for name in ("described", "told"):
        setattr(index, name, noting(getattr(index, name), texts))
    with writing(Archive(root)) as catalogue:
        planned = plan(catalogue, read_rules(catalogue.archive), datetime.now(UTC).date())
        done = publish(catalogue, planned)
    return {"compile": done.seconds - done.audited.seconds, "audit": done.audited.seconds, "analysed": len(texts)}


def noting(function: Callable[..., index.Text], texts: list[str]) -> Callable[..., index.Text]:
    """The function, noting that a text is to be analysed."""

    def noted(*given: Any) -> index.Text:
        texts.append(function.__name__)
        return function(*given)

    return noted


def raw(root: Path) -> dict[str, float]:
    (edition,) = (root / "public" / "editions").glob("*/collection.db")
    with contextlib.closing(sqlite3.connect(edition)) as connection:
        tables = connection.execute(TABLES).fetchall()
        indices = [
            sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql > ''")
        ]
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name, _ in tables}
    with contextlib.closing(sqlite3.connect(root / ".archive" / "kept.db")) as connection:
        rows["words"] = connection.execute("SELECT * FROM words").fetchall()
    tables.append(("words", f"CREATE TABLE words (row INTEGER PRIMARY KEY, {WORDS})"))
    with tempfile.TemporaryDirectory(dir=root) as folder:
        began = time.monotonic()
        with contextlib.closing(sqlite3.connect(Path(folder) / "raw.db")) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            for sql in [*(sql for _, sql in tables), *indices, FTS]:
                connection.execute(sql)
            for name, found in rows.items():
                if found:
                    connection.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(found[0]))})", found)
            connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
            connection.commit()
        return {"seconds": time.monotonic() - began}


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "raw": raw}[sys.argv[1]](Path(sys.argv[2]))))
