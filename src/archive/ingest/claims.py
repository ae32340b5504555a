"""Claims: which record has an id. In dispute nobody has it, and as long as one side cannot be read it stays in dispute.

It ends the same whichever source came first: the first by path and line holds the id, and the item stays hidden.
"""

from __future__ import annotations

from archive.ingest.reading import Reading
from archive.records.model import Origin, Problem, Record

_ADVICE = "an id of its own, or only one of the two records"


def claim(run: Reading, record: Record) -> tuple[bool, str | None]:
    """Whether a record has its id as far as is known, and the unchanged source that has to be read to know more."""
    held = run.held.get(record.id)
    first = run.seen.get(record.id)
    rival = None
    holder = held.origin.source if held else record.origin.source
    if held and first is None and holder != record.origin.source and holder not in run.gone:
        if run.states.get(holder, ("", ""))[1] == "refused":
            # What that source says now cannot be known; as long as it cannot, the id stays its own.
            run.clashes.setdefault(record.id, {held.origin}).add(record.origin)
            return False, None
        if holder not in run.read:
            rival = holder
    if first is not None:
        # Of two records in one line the second is told from the first by having none.
        again = Origin(first.source) if first == record.origin else record.origin
        run.clashes.setdefault(record.id, {first}).add(again)
        if _order(first) < _order(record.origin):
            return False, rival
    run.seen[record.id] = record.origin
    return True, rival


def _order(origin: Origin) -> tuple[str, int]:
    return origin.source, origin.line or 0


def settle(run: Reading) -> None:
    """Say of every disputed id where else it stands; take back what is no longer so."""
    _remember_claims(run)
    connection = run.catalogue.connection
    disputed: set[str] = set()
    for item, origins in sorted(run.clashes.items()):
        places = sorted(origins, key=_order)
        disputed |= {origin.source for origin in places}
        for origin in places:
            others = ", ".join(_say(other) for other in places if other != origin)
            found = f"“{item}” is also in {others}"
            run.named.append(Problem(origin.source, origin.line, None, found, _ADVICE, term="id"))
        clash = ", ".join(_say(other) for other in places)
        if run.held[item].clash != clash:
            connection.execute("UPDATE records SET clash = ? WHERE item = ?", (clash, item))
    for item, held in run.held.items():
        if held.clash and item not in run.clashes:
            connection.execute("UPDATE records SET clash = NULL WHERE item = ?", (item,))
    for path in sorted(disputed | run.read):
        state = run.states[path][1]
        wanted = "clash" if path in disputed and state != "refused" else state
        if wanted != state:
            connection.execute("UPDATE sources SET state = ? WHERE path = ?", (wanted, path))


def _remember_claims(run: Reading) -> None:
    """Who claimed an id and cannot be read now may claim it still; write down who claims what."""
    for item, origins in run.disputed.items():
        refused = {origin for origin in origins if run.states.get(origin.source, ("", ""))[1] == "refused"}
        holder = run.seen.get(item) or (run.held[item].origin if item in run.held else None)
        if refused and holder and refused != {holder}:
            run.clashes.setdefault(item, {holder}).update(refused)
    run.clashes = {item: origins for item, origins in run.clashes.items() if len(origins) > 1}
    if run.clashes != run.disputed:
        connection = run.catalogue.connection
        connection.execute("DELETE FROM claims")
        rows = ((item, origin.source, origin.line) for item, origins in run.clashes.items() for origin in origins)
        connection.executemany("INSERT INTO claims VALUES (?,?,?)", sorted(rows, key=str))


def _say(origin: Origin) -> str:
    return f"{origin.source}:{origin.line}" if origin.line else origin.source
