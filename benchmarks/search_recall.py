"""Recall and precision of three ways to compare words, on Russian sentences whose dictionary forms are known.

Each dictionary form of a noun, a name, a verb or an adjective, of four letters or more, is a query; the sentences that
have any form of that word should be found, and no other. The sentences are those of UD_Russian-GSD (dev).
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import Stemmer  # type: ignore[import-not-found]  # a compiled module without types
from report import AbsentError, Row, compare

from archive.search import Query, ask, build, fold
from archive.store.schema import SCHEMA

CONTENT = {"NOUN", "PROPN", "VERB", "ADJ"}
HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "data" / "search" / "ru_gsd-ud-dev.conllu"
Find = Callable[[str], set[int]]


def sentences(path: Path) -> tuple[list[str], dict[str, set[int]]]:
    """The sentences of a CoNLL-U file, and in which of them each lemma that is asked for stands."""
    texts: list[str] = []
    where: dict[str, set[int]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            texts.append(line.removeprefix("# text = "))
        elif line[:1].isdigit():
            _, _, lemma, part, *_ = line.split("\t")
            if part in CONTENT and len(lemma) >= 4:
                where[fold(lemma)].add(len(texts) - 1)
    return texts, where


def fts(texts: list[str], words: Callable[[str], str]) -> Find:
    """A plain FTS5 table with the default tokenizer over what `words` makes of text and query."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(text)")
    connection.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(map(words, texts)))

    def find(query: str) -> set[int]:
        match = " ".join(f'"{word}"' for word in words(query).split())
        return {row for (row,) in connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (match,))}

    return find


def ours(texts: list[str]) -> Find:
    """The search of `archive`, with each sentence an item that has one passage."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    names = [str(number) for number in range(len(texts))]
    connection.executemany("INSERT INTO items (id, kind, access) VALUES (?, 'article', 'public')", zip(names))
    rows = [(name, text) for name, text in zip(names, texts, strict=True)]
    connection.executemany(
        "INSERT INTO passages (item, position, file, text, language) VALUES (?, 1, 1, ?, 'ru')", rows
    )
    build(connection)
    return lambda query: {int(hit.item) for hit in ask(connection, Query(query, limit=len(texts))).hits}


def measure(find: Find, where: dict[str, set[int]]) -> tuple[float, float]:
    """Recall and precision over all pairs of a query and a sentence."""
    right = expected = found = 0
    for lemma, sentences_with_it in where.items():
        answer = find(lemma)
        right += len(answer & sentences_with_it)
        expected += len(sentences_with_it)
        found += len(answer)
    return right / expected, right / found


def run(_scratch: Path, _repeats: int) -> list[Row]:
    """Recall and precision of ours beside those of each peer; they are the same in every run."""
    if not CORPUS.is_file():
        raise AbsentError(f"../{CORPUS.relative_to(HERE.parents[1])}")
    texts, where = sentences(CORPUS)
    stem: Callable[[list[str]], list[str]] = Stemmer.Stemmer("russian").stemWords
    own = measure(ours(texts), where)
    plain = measure(fts(texts, lambda text: text), where)
    stems = measure(fts(texts, lambda text: " ".join(stem(re.findall(r"\w+", text.lower())))), where)
    return [
        compare(f"{what}, Russian", ("archive.search", [own[part]]), (peer, [other[part]]), "", at_least=bounds[part])
        for peer, other, bounds in (("Snowball stems", stems, (1, 1)), ("plain FTS5, unicode61", plain, (1, None)))
        for part, what in enumerate(("recall", "precision"))
    ]
