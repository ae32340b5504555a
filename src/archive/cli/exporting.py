"""`archive export`."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.records import proposed, stored
from archive.cli.setting import Setting, current_pointer, pass_setting
from archive.exports import EXPORTS
from archive.store.read import entries
from archive.store.rows import Item


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(list(EXPORTS)))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; otherwise the screen.")
@click.option(
    "--scope",
    type=click.Choice(["public", "all"]),
    default="public",
    show_default=True,
    help="What of the current edition may be taken along, or the whole archive with all that is private.",
)
@pass_setting
def export(setting: Setting, form: str, output: Path | None, scope: str) -> None:
    """Write the records in another form: json, csv, or dc (Dublin Core as oai_dc).

    A CSV file of the whole archive can be taken in again by `archive ingest`.

    \b
        archive export dc -o records.xml
        archive export csv --scope all -o everything.csv
    """
    archive = setting.archive
    with _items(archive, scope, setting.today) as (connection, everything), _writing(output) as out:

        def items() -> Iterator[Item]:
            if everything:
                merely = proposed(connection)
                return (item.entry.item for item in stored(connection, passages=False) if item.record.id not in merely)
            return (entry.item for entry in entries(connection, passages=False) if entry.harvest)

        EXPORTS[form].export(items, out)


@contextlib.contextmanager
def _items(archive: Archive, scope: str, today: date) -> Iterator[tuple[sqlite3.Connection, bool]]:
    if scope == "all":
        with reading(archive) as connection:
            yield connection, True
        return
    current = current_pointer(archive)
    if current is not None and current.expired(today):
        raise Refused(f"{archive.root}: a consent has ended; expected a new edition (archive publish)")
    if current is None:
        raise Refused(
            f"{archive.root}: nothing is published yet; expected an edition (archive publish), or --scope all"
        )
    path = current.database(archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection, False


@contextlib.contextmanager
def _writing(output: Path | None) -> Iterator[BinaryIO]:
    """The file, which is there whole or not at all; or the screen."""
    if output is None:
        yield sys.stdout.buffer
        return
    temporary = output.with_name(f".{output.name}.new")
    try:
        with temporary.open("wb") as out:
            yield out
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
