"""The needles of an archive as things stand: everything that it holds, but for what its items may show today."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain

from archive.catalogue.database import Catalogue
from archive.edition.audit.making import Making, together
from archive.edition.audit.needles import Needles
from archive.edition.audit.readers import entry_texts, other_texts, program_texts
from archive.edition.audit.withheld import withheld
from archive.edition.kept import Run
from archive.edition.plan import Plan, projections
from archive.edition.project import with_media
from archive.records.access import Verdict
from archive.records.wording import fold
from archive.search.naming import Naming
from archive.store.rows import Entry

_WHOLE = frozenset({"words", "face", "voice"})


class Gathering:
    """The needles for an edition that is made by a plan, while its rows go by."""

    def __init__(self, catalogue: Catalogue, plan: Plan, names: Iterable[str] = ()) -> None:
        """`names` are forms of names beside those of people.yaml."""
        began = time.monotonic()
        self._plan = plan
        self._meant: set[str] = set()
        shown = {item for item, verdict in plan.verdicts.items() if verdict.shown}
        whole = (item for item, verdict in plan.verdicts.items() if item not in plan.touched and _is_whole(verdict))
        naming = plan.around.unnamed.everywhere()
        names = chain(names, _certain(naming, plan) if naming else ())
        self._making = Making(withheld(catalogue.archive, catalogue.connection, shown, names, whole))
        self.seconds = time.monotonic() - began  # that all of it has taken so far

    def following(self, parts: Iterable[Entry | Run], read: Callable[[Run], Iterable[Entry]]) -> Iterator[Entry | Run]:
        """The public rows as they come: what they say is no needle. `read` gives those of items that are taken over."""
        for part in parts:
            began = time.monotonic()
            if isinstance(part, Entry):
                self.hear(part)
            elif self._making.listens:
                for entry in read(part):
                    self.hear(entry)
            self.seconds += time.monotonic() - began
            yield part

    def hear(self, entry: Entry) -> None:
        """What an item says in public is no needle."""
        self._making.hear(entry_texts(entry))
        self._meant.update(name for *_, name in entry.meanings)

    def end(self) -> Needles:
        """The needles, when all rows have gone by."""
        began = time.monotonic()
        thesaurus = self._plan.around.thesaurus
        self._making.hear(other_texts(self._meant, self._plan.tombstones, thesaurus.concepts if thesaurus else {}))
        self._making.hear_folded(_program())
        needles = self._making.done()
        self.seconds += time.monotonic() - began
        return needles


def gather(catalogue: Catalogue, plan: Plan, names: Iterable[str] = ()) -> Needles:
    """The needles for an edition that was made by a plan."""
    gathering = Gathering(catalogue, plan, names)
    for entry in _rows(catalogue, plan):
        gathering.hear(entry)
    return gathering.end()


@cache
def _program() -> tuple[str, ...]:
    return tuple(fold(text) for text in together(program_texts()))


def _rows(catalogue: Catalogue, plan: Plan) -> Iterator[Entry]:
    for projection in projections(catalogue, plan):
        yield with_media(projection, {medium.file.path for medium in projection.media})


def _is_whole(verdict: Verdict) -> bool:
    """Whether every statement and every passage of an item may be read."""
    return verdict.level == "public" and verdict.scope >= _WHOLE and not (verdict.withheld or verdict.unnamed)


def _certain(naming: Naming, plan: Plan) -> Iterator[str]:
    """The forms of names but those of which somebody has decided that they are nobody's."""
    nobodys = {one.text for said in plan.around.decided.values() for one in said if one.person is None}
    folded = set(map(fold, nobodys))
    return (name for name in naming.needles(nobodys) if fold(name) not in folded)
