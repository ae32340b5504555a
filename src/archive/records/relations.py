"""Relations between items: which term says the same from the other side, and wholes that are parts of themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

# DCMI Metadata Terms has these in pairs. `relation` says the same from both sides; what was a source was referred to.
_PAIRS = (
    ("isPartOf", "hasPart"),
    ("isVersionOf", "hasVersion"),
    ("isFormatOf", "hasFormat"),
    ("isReferencedBy", "references"),
    ("isReplacedBy", "replaces"),
    ("isRequiredBy", "requires"),
)
INVERSE: Mapping[str, str] = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])} | {
    "relation": "relation",
    "source": "isReferencedBy",
}

_MOST = 400  # ids that a strange one is compared with


def loops(wholes: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    """The ways from a part up through its wholes that come back to it; each once, from its smallest id on."""
    found: dict[tuple[str, ...], None] = {}
    done: set[str] = set()
    for start in sorted(wholes):
        way: list[str] = []
        branches = [iter([start])]
        while branches:
            above = next(branches[-1], None)
            if above is None:
                branches.pop()
                if way:
                    done.add(way.pop())
            elif above in way:
                found[_turned(way[way.index(above) :])] = None
            elif above not in done:
                way.append(above)
                branches.append(iter(sorted(wholes.get(above, ()))))
    return list(found)


def nearest_id(written: str, ids: Sequence[str]) -> str | None:
    """The id that a text was probably meant for, None where none is near; `ids` are sorted, in small letters."""
    form = written.casefold()
    first = bisect_left(ids, form[:2])
    near = islice(ids, first, first + _MOST)
    return next(iter(get_close_matches(form, [one for one in near if one.startswith(form[:2])], n=1, cutoff=0.8)), None)


def _turned(loop: Iterable[str]) -> tuple[str, ...]:
    way = list(loop)
    first = way.index(min(way))
    return (*way[first:], *way[:first])
