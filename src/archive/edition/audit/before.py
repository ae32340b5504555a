"""The audit of an edition that has been compiled and is not the current one yet: what leaks is not published."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.edition.audit.clean import Clean
from archive.edition.audit.database import connect
from archive.edition.audit.finding import Finder
from archive.edition.audit.hits import Hit, hits
from archive.edition.audit.needles import DIGEST, ID, NAME, PASSAGE, PRIVATE, Needles
from archive.edition.audit.whole import audit
from archive.edition.plan import Plan
from archive.sources.yaml.reading import load
from archive.store import pointer

_TOLD = frozenset({NAME, ID, DIGEST, PASSAGE, PRIVATE})


@dataclass(frozen=True, slots=True)
class Audited:
    """How many needles were looked for, in how many seconds, and what was found."""

    needles: int
    seconds: float
    hits: tuple[Hit, ...]


def audit_draft(catalogue: Catalogue, plan: Plan, needles: Needles, draft: pointer.Pointer) -> Audited:
    """What should not be in an edition that lies beside the current one, in its database or in its media."""
    began = time.monotonic()
    public = catalogue.archive.public
    clean = Clean(catalogue.archive, needles)
    media = sorted(public / "media" / path for path in _named(draft.database(public)))
    found = audit(draft.database(public), media, needles, hidden=plan.around.hidden, clean=clean)
    clean.keep()
    return Audited(len(needles), time.monotonic() - began, tuple(found))


def audit_site(archive: Archive, needles: Needles) -> tuple[Hit, ...]:
    """What datasette.yaml says that nobody may read, as it is written there and as it is meant. Of what describes items
    it may say the same: somebody has written it for readers.
    """
    if not archive.site.exists():
        return ()
    name = archive.name(archive.site)
    documents, _ = load(archive.site, name)  # whether it can be read at all, Datasette says when it starts
    said = [archive.site.read_text("utf-8", "replace"), *(text for data in documents for text in _texts(data))]
    finder = Finder(needles)
    found = [match for text in said for match in finder.in_text(text) if match.secret.sort in _TOLD]
    return tuple(hits(name, found))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield str(data)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from (*_texts(key), *_texts(value))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _named(database: Path) -> set[str]:
    with contextlib.closing(connect(database)) as connection:
        return {path for (path,) in connection.execute("SELECT path FROM files")}
