"""Indexing while the rows are written: the same tables, whoever analysed the words."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool

from archive.edition.compile import compile_database
from archive.edition.indexing import Indexing
from archive.search import Query, ask, index
from archive.search.meanings import read_concepts
from archive.store.read import entries
from archive.store.write import create, write_entries


def test_a_large_edition_is_indexed_as_a_small_one(taken, tmp_path):
    taken.run("publish", "--yes")
    with taken.edition() as connection:
        found, concepts = list(entries(connection)), read_concepts(connection)
    words, digests = {}, set()
    for many in (False, True):
        public = tmp_path / str(many)
        digest = compile_database(found, [], public, concepts=concepts, many=many)
        digests.add(digest)
        with contextlib.closing(sqlite3.connect(public / "editions" / digest / "collection.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, _search, instance)")
            words[many] = connection.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall()
            for table in ("_search_items", "_search_facets", "_search_values", "_search_orders"):
                words[many] += connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        assert compile_database(found, [], public, concepts=concepts, many=many) == digest
    assert words[True] == words[False]
    assert len(digests) == 1
    assert len(words[True]) > 1000


class Dying(Executor):
    """Workers that die after the first task."""

    def __init__(self):
        self.tasks = 0

    def submit(self, work, *args):
        self.tasks += 1
        answer = Future()
        if self.tasks > 1:
            answer.set_exception(BrokenProcessPool("died"))
        else:
            answer.set_result(work(*args))
        return answer


def test_where_a_worker_dies_the_index_is_whole_all_the_same(taken, tmp_path, monkeypatch):
    taken.run("publish", "--yes")
    monkeypatch.setattr(index, "BATCH", 10)
    with taken.edition() as connection:
        found, concepts = list(entries(connection)), read_concepts(connection)
    with contextlib.closing(create(tmp_path / "x.db").conn) as connection:
        indexing = Indexing(connection, Dying(), concepts)
        write_entries(connection, indexing.following(found), concepts)
        indexing.end()
        assert ask(connection, Query("школа")).total > 3
        assert ask(connection, Query()).total == len(found)
