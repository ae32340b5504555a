"""The peer: the sheets of a museum in SQLite as a good script writes them, with nothing but the standard library's
`csv` and `sqlite3`. The same four tables, the same columns, the same texts in a plain FTS5 index; nothing is checked.

    python benchmarks/plain_sqlite.py OUT.db MAPPING.yaml=SHEET.csv …

Prints the seconds of each part as JSON.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from archive.store.schema import SCHEMA

Row = tuple[object, ...]
# A script has its own list of what to look through; here it is that of `archive`, so that the texts are the same.
TITLES = ("title", "alternative")
TEXTS = (
    *("creator", "contributor", "publisher", "description", "abstract", "tableOfContents", "subject"),
    *("spatial", "temporal", "coverage", "source", "bibliographicCitation", "identifier", "provenance"),
    *("date", "created", "issued", "medium", "audience", "mediator"),
)
ORDER = {term: place for place, term in enumerate(TITLES + TEXTS)}
INDEX = "CREATE VIRTUAL TABLE search USING fts5(title, text, content = '', tokenize = 'unicode61')"
DAY = re.compile(r"\d{4}(-\d\d-\d\d)?")
UPDATED = "2024-01-01T00:00:00Z"
csv.field_size_limit(2**31 - 1)


def columns(mapping: Path, header: list[str]) -> list[tuple[int, str, str | None]]:
    """Of each column that the mapping names: its place, its term and what separates its values."""
    named = yaml.load(mapping.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)["columns"]
    found = []
    for place, name in enumerate(header):
        term, _, separator = named.get(name, "").removesuffix("]").partition("[")
        if term:
            found.append((place, term, separator or None))
    return found


def items(mapping: Path, sheet: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The id and the values by term of each row of a sheet."""
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        wanted = columns(mapping, next(rows))
        for number, cells in enumerate(rows, 2):
            values: dict[str, list[str]] = {}
            for place, term, separator in wanted:
                if cell := cells[place].strip():
                    pieces = [piece.strip() for piece in cell.split(separator)] if separator else [cell]
                    values.setdefault(term, []).extend(filter(None, pieces))
            name = next((name for name in values["identifier"] if re.fullmatch(r"[\w.-]+", name)), f"row-{number}")
            yield name, values


def item_row(name: str, values: dict[str, list[str]]) -> Row:
    written = values.get("date", [None])[0]
    day = written if written and DAY.fullmatch(written) else None
    first, last = (f"{day}-01-01"[:10], f"{day}-12-31"[:10]) if day else (None, None)
    description = values.get("description", [None])[0]
    creators = "; ".join(values.get("creator", ())) or None
    rights = values.get("rights", [None])[0]
    shown = (values.get("title", [None])[0], description, creators, written, day, first, last, None, rights)
    return (name, "other", "public", 1, *shown, None, None, UPDATED)


def statement_rows(name: str, values: dict[str, list[str]]) -> Iterator[Row]:
    for term, texts in values.items():
        for position, text in enumerate(texts, 1):
            yield name, term, position, text, None, None, None


def index_row(number: int, values: dict[str, list[str]]) -> Row:
    title = "\n".join(text for term in TITLES for text in values.get(term, ()))
    return number, title, "\n".join(text for term in TEXTS for text in values.get(term, ()))


def main(out: Path, *sheets: str) -> None:
    started = time.perf_counter()
    pairs = [sheet.split("=", 1) for sheet in sheets]
    rows = [row for mapping, sheet in pairs for row in items(Path(mapping), Path(sheet))]
    parsed = time.perf_counter()
    connection = sqlite3.connect(out)
    connection.executescript(SCHEMA)
    with connection:
        connection.executemany(f"INSERT INTO items VALUES ({'?,' * 15}?)", (item_row(*row) for row in rows))
        statements = (statement for row in rows for statement in statement_rows(*row))
        connection.executemany("INSERT INTO statements VALUES (?,?,?,?,?,?,?)", statements)
        written = time.perf_counter()
        connection.execute(INDEX)
        texts = (index_row(number, values) for number, (_, values) in enumerate(rows, 1))
        connection.executemany("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", texts)
    connection.close()
    ended = time.perf_counter()
    print(json.dumps({"parse": parsed - started, "write": written - parsed, "index": ended - written}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
