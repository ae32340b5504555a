"""The audit of an edition that has been compiled and is not the current one yet: what leaks is not published."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue.database import Catalogue
from archive.edition.audit.clean import Clean
from archive.edition.audit.database import connect
from archive.edition.audit.hits import Hit
from archive.edition.audit.needles import Needles
from archive.edition.audit.whole import audit
from archive.edition.plan import Plan
from archive.store import pointer


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


def _named(database: Path) -> set[str]:
    with contextlib.closing(connect(database)) as connection:
        return {path for (path,) in connection.execute("SELECT path FROM files")}
