"""What an audit found: a place in the edition, and what stands there that should not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.edition.audit.needles import Match, Secret

_EACH = 3  # places that are told of one needle, or of one kind of fault, in each part of an edition


@dataclass(frozen=True, slots=True)
class Hit:
    """Something in an edition that should not be there.

    `place` is a path below public/, with what is needed to find it there; `what` is the sort of needle and how it is
    written, or what is wrong; `item` is whose it is, None where nobody can tell; `found` is the text, shortened.
    """

    place: str
    what: str
    item: str | None = None
    found: str = ""

    def __str__(self) -> str:
        whose = f" of {self.item}" if self.item else ""
        return f"{self.place}: {self.what}{whose}" + (f": “{self.found}”" if self.found else "")


def hits(place: str, matches: Iterable[Match]) -> Iterator[Hit]:
    """What was found at a place, each needle once."""
    seen: set[Secret] = set()
    for match in matches:
        if match.secret not in seen:
            seen.add(match.secret)
            yield Hit(place, f"{match.secret.sort}, {match.how},", match.secret.item, match.shown)


def thinned(found: Iterable[Hit]) -> tuple[list[Hit], int]:
    """Of each thing that was found the first places, and how many more there are."""
    counts: dict[tuple[str | None, str, str], int] = {}
    told: list[Hit] = []
    more = 0
    for hit in dict.fromkeys(found):
        key = (hit.item, hit.found or hit.what, hit.place.partition("/")[0])
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= _EACH:
            told.append(hit)
        else:
            more += 1
    return told, more
