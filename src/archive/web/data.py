"""`/data`: the tables explained to people who count, compare and write SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archive.web.edition import DATABASE, Generation
from archive.web.interface import LANGUAGES
from archive.web.respond import page
from archive.web.sql import EXAMPLES, Example
from archive.web.tables import said


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it holds, how many rows there are, and what each of its columns means."""

    name: str
    description: str
    rows: int
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """An example as the page shows it: `query` is the address of its answer below that of the database."""

    example: Example
    query: str


async def data(datasette: Any, request: Request) -> Response:
    """`/data`: what the tables hold, how they hang together, examples of SQL, and how to take it all away."""
    edition: Generation = request.scope["archive"]
    database = edition.database
    counts = await database.table_counts()

    def read(connection: Connection) -> dict[str, Any]:
        first = connection.execute("SELECT min(id) FROM items").fetchone()[0]
        tables = list(_tables(connection, said(datasette), counts))
        return {"tables": tables, "offered": list(_offered(connection, sql=edition.pointer.sql)), "first": first}

    limits = {"size": database.size, "most": datasette.setting("max_returned_rows")}
    if "data" not in edition.kept:
        edition.kept["data"] = await database.execute_fn(read)
    return await page(datasette, request, "data", {"database": DATABASE, **limits, **edition.kept["data"]})


def _tables(connection: Connection, described: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[Table]:
    """The tables that `datasette.yaml` describes, in its order."""
    for name, words in described.items():
        if name in counts and not words.get("hidden"):
            columns = (row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)))
            meanings = words.get("columns") or {}
            told = tuple((column, str(meanings.get(column, ""))) for column in columns)
            yield Table(name, str(words.get("description", "")).strip(), counts[name], told)


def _offered(connection: Connection, *, sql: bool) -> Iterator[Offered]:
    for example in EXAMPLES:
        values = example.values(connection)
        if values is not None:
            yield Offered(example, f"-/query?{urlencode({'sql': example.sql, **values})}" if sql else example.near)


async def instance(datasette: Any) -> Response:
    """`/-/`: Datasette's own home page, which would say less than ours about the one database that there is."""
    return Response.redirect(datasette.urls.path("/data"))


_PREFIX = "|".join(list(LANGUAGES)[1:])
ROUTES = (
    (rf"^(?:/(?:{_PREFIX}))?/data$", data),
    (r"^/-/$", instance),
)
