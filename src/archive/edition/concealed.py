"""What stays away from an item that would show it, because of others with the same bytes; said, not decided, here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.catalogue.database import Catalogue
from archive.catalogue.records import proposed
from archive.edition.barring import may_be, private
from archive.edition.plan import Plan
from archive.records.access import bars
from archive.records.model import Problem
from archive.store.read import entries

_FILES = "SELECT item, position, path, sha256, media_type FROM files WHERE role = 'original' ORDER BY item, position"
_SAME = "SELECT DISTINCT item FROM linked WHERE sha256 = ? AND item != ? ORDER BY item"


def concealed(catalogue: Catalogue, plan: Plan) -> Iterator[Problem]:
    """The files of which an item shows less than its own verdict allows, each with the reason."""
    connection = catalogue.connection
    kept_private = private(connection)
    lost = may_be(connection, plan.verdicts, proposed(connection))
    for item, position, path, digest, media_type in connection.execute(_FILES):
        if not bars(plan.verdicts[item], media_type) and (
            why := _why(connection, plan, item, position, digest, media_type)
        ):
            same = ", ".join(other for (other,) in connection.execute(_SAME, (digest, item)))
            may = ", ".join(sorted(other for other, digests in lost.items() if digest in digests))
            expected = ""
            if digest in kept_private:
                why = f"not shown with {item}: a file in metadata/private/ has the same bytes"
            elif same:
                why = f"{why} (the same bytes: {same})"
            elif may:
                why = f"not shown with {item}: it may be the file that the record of {may} names and that is gone"
                expected = f"in the record of {may} the paths of files that are there"
            yield Problem(f"collection/{path}", found=why, expected=expected, severity="warning")


def _why(  # noqa: PLR0917  a row of files
    connection: sqlite3.Connection, plan: Plan, item: str, position: int, digest: str, media_type: str
) -> str:
    """What an item does not show of a file and why, in words; empty where it shows what it would without the others."""
    around, verdict = plan.around, plan.verdicts[item]
    if digest in around.barred:
        return f"not shown with {item}: an item that does not show these bytes, or was withdrawn, has them too"
    if digest in around.partly and not around.partly[digest] <= {_state(connection, plan, item, position)}:
        return f"not shown with {item}: another item withholds a part of these bytes, and this one not the same"
    if digest in around.unseen and verdict.shows(media_type):
        return f"nothing but its words is shown with {item}: the consents of another item do not reach further"
    if digest in around.ungiven and verdict.gives(media_type):
        return f"not given as it was received with {item}: the consents of another item do not give download"
    return ""


def _state(connection: sqlite3.Connection, plan: Plan, item: str, position: int) -> str:
    """What is left of a file when the item's own parts and names are taken out of it."""
    return next(
        plan.around.cut(entry, plan.verdicts[item]).state_of(position) for entry in entries(connection, only=item)
    )
