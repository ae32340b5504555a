"""The pointer of an edition: moving it to another one, what is removed then, and what the journal is told."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, replace_file
from archive.edition.compile import remove_rest
from archive.store import pointer

EDITION = f"public/{pointer.NAME}"  # what the journal calls the edition; no item can have this id


def make_current(archive: Archive, draft: pointer.Pointer, *, site: bool = False) -> None:
    """Move the pointer, then remove the rest. The `site` is copied where it was audited, and else stays what it was.
    Raises OSError where something of an earlier edition stays behind.
    """
    public = archive.public
    _copy_site(archive, anew=site)
    before = current(public)
    if before is None or replace(before, made="") != replace(draft, made=""):
        pointer.write(public, draft)
    remove_rest(public, draft.digest)


def current(public: Path) -> pointer.Pointer | None:
    """The current edition, None where none can be read."""
    try:
        return pointer.read(public)
    except ValueError:
        return None


def _copy_site(archive: Archive, *, anew: bool) -> None:
    target = archive.public / "datasette.yaml"
    content = archive.site.read_bytes() if anew and archive.site.exists() else b"plugins:\n  archive: {}\n"
    if not target.exists() or (anew and target.read_bytes() != content):
        replace_file(target, content)


def tell_journal(catalogue: Catalogue, edition: pointer.Pointer, withdrawn: Collection[str]) -> None:
    """Note the edition, each item that is public for the first time or again, and each that somebody withdrew."""
    path = edition.database(catalogue.archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        items = [item for (item,) in connection.execute("SELECT id FROM items ORDER BY id")]
    last = catalogue.last_events(journal.DISSEMINATION, journal.DEACCESSION)
    events = [
        journal.Event(journal.DISSEMINATION, item)
        for item in items
        if item not in last or last[item].type == journal.DEACCESSION
    ]
    events.extend(
        journal.Event(journal.DEACCESSION, item)
        for item in sorted(withdrawn)
        if item in last and last[item].type == journal.DISSEMINATION
    )
    if EDITION not in last or last[EDITION].digest != f"sha256:{edition.digest}":
        events.append(journal.Event(journal.DISSEMINATION, EDITION, f"sha256:{edition.digest}"))
    if events:
        catalogue.commit(events, journal.now())
