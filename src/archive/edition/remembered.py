"""What the current edition withholds, and by which names it calls persons who are not named, kept beside the catalogue:
the edition itself cannot tell what is not in it, and whether something is shown that was not is asked.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from archive.catalogue.layout import Archive, replace_file
from archive.edition.project import Exposure
from archive.records.policy import Person
from archive.records.withholding import Part
from archive.search.naming import WITHHELD

_SPACE = re.compile(r"\s+")


def remember(archive: Archive, withheld: Mapping[str, Iterable[Part]]) -> None:
    """Keep by item of which terms, and in which language, the current edition withholds the statements."""
    plain = {
        item: sorted({(part.term or "", part.language or "") for part in parts if part.term})
        for item, parts in withheld.items()
    }
    told = json.dumps({item: terms for item, terms in plain.items() if terms}).encode()
    if not _place(archive).exists() or _place(archive).read_bytes() != told:
        replace_file(_place(archive), told)


def remembered(archive: Archive) -> dict[str, tuple[Part, ...]]:
    """What was kept, by item; nothing where there is none."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        told = json.loads(_place(archive).read_bytes())
        return {
            item: tuple(Part(term=term, language=tag or None) for term, tag in terms) for item, terms in told.items()
        }
    return {}


def widen_names(archive: Archive, people: Iterable[Person]) -> None:
    """Keep the names that these persons have in public beside those that are kept, before they are published. Where
    none are kept, nobody knows what stands in brackets, and none are.
    """
    known = remembered_names(archive)
    if known is not None:
        _keep(archive, known | _names(people))


def settle_names(archive: Archive, people: Iterable[Person]) -> None:
    """Keep the names that these persons have in public, when the whole edition has been made with no others."""
    _keep(archive, _names(people))


def remembered_names(archive: Archive) -> frozenset[str] | None:
    """The names that may stand in brackets in the current edition; None where nobody knows."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return frozenset(map(str, json.loads(_bracketed(archive).read_bytes())))
    return None


def with_names(seen: Exposure, names: Iterable[str] | None) -> Exposure:
    """What a reader sees, of its brackets those alone that may stand for one of these names; where they are not known,
    every bracket may.
    """
    if names is None or not seen.marks:
        return seen
    brackets = [f"[{name}]" for name in names]
    told = (text for text in seen.marks if any(bracket in text.value for bracket in brackets))
    return replace(seen, marks=frozenset(told))


def _names(people: Iterable[Person]) -> frozenset[str]:
    public = {name for person in people for name in person.public.values()}
    return frozenset(_SPACE.sub(" ", name) for name in public.union(WITHHELD.values()))


def _keep(archive: Archive, names: frozenset[str]) -> None:
    if names != remembered_names(archive):
        replace_file(_bracketed(archive), json.dumps(sorted(names)).encode())


def _bracketed(archive: Archive) -> Path:
    return archive.made / "bracketed.json"


def _place(archive: Archive) -> Path:
    return archive.made / "withheld.json"
