"""What a change to records would mean for what readers see, told before it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from archive.catalogue.database import Catalogue
from archive.catalogue.records import deciding
from archive.catalogue.rules import Rules, withdrawn_ids
from archive.edition.plan import plan
from archive.edition.project import Exposure
from archive.records.access import Verdict, decide, hidden

_PLACES = {"source", "line", "digest"}  # of a record in the catalogue: where it stands, and whether it changed at all


@dataclass(frozen=True, slots=True)
class Shift:
    """The items, by id, of which the next edition would show more, none any more, or less, because of a change."""

    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    narrowing: tuple[str, ...] = ()


def shift(catalogue: Catalogue, changed: Catalogue, rules: Rules, today: date) -> Shift:
    """What publishing would do about the items on which the verdict is another in the `changed` catalogue."""
    before, after = (_decisive(one) for one in (catalogue, changed))
    items = {item for item in {**before, **after} if before.get(item) != after.get(item)}
    if not items:  # of a large archive, what decides is read in a tenth of the time that deciding takes
        return Shift()
    was, now = (_verdicts(one, items, rules, today) for one in (catalogue, changed))
    gone = hidden("gone")
    pairs = {item: (was.get(item, gone), now.get(item, gone)) for item in sorted(items)}
    pairs = {item: (was, now) for item, (was, now) in pairs.items() if now.exceeds(was) or was.exceeds(now)}
    if not pairs:
        return Shift()
    planned = plan(changed, rules, today)
    opening, closing = set(planned.opening), set(planned.closing)
    return Shift(
        tuple(item for item, (was, now) in pairs.items() if item in opening and now.exceeds(was)),
        tuple(item for item, (was, _) in pairs.items() if item in closing and was.shown),
        tuple(item for item, (was, now) in pairs.items() if _narrows(was, now, planned.before.get(item))),
    )


def _decisive(catalogue: Catalogue) -> dict[str, list[object]]:
    """What the verdict on each item can hang on, as the catalogue has it."""
    cursor = catalogue.connection.execute("SELECT records.*, kind FROM records JOIN items ON id = item")
    names = [name for name, *_ in cursor.description]
    kept = [at for at, name in enumerate(names) if name not in _PLACES]
    item = names.index("item")
    return {row[item]: [row[at] for at in kept] for row in cursor}


def _verdicts(catalogue: Catalogue, items: Collection[str], rules: Rules, today: date) -> dict[str, Verdict]:
    connection = catalogue.connection
    withdrawn = withdrawn_ids(connection, rules)
    return {
        record.id: decide(record, rules.policy, record.id in withdrawn, today)
        for record, _ in deciding(connection)
        if record.id in items
    }


def _narrows(was: Verdict, now: Verdict, seen: Exposure | None) -> bool:
    """Whether an item that is seen now would stay, and show less."""
    return seen is not None and seen.level == "public" and now.shown and not now.exceeds(was)
