"""The properties of DCMI Metadata Terms, and the many ways in which people write their names.

Source: DCMI Usage Board, DCMI Metadata Terms, 2020-01-20, section 2 (properties in the `/terms/` namespace). What a
property refines and which values it expects is said there; labels in Russian and all definitions are ours. They stand
in `terms.csv`, one row each, in the order in which a person reads a description; exports and pages keep it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

NAMESPACE = "http://purl.org/dc/terms/"
ELEMENTS = "http://purl.org/dc/elements/1.1/"
_FIFTEEN = frozenset(
    {"title", "creator", "subject", "description", "publisher", "contributor", "date", "type"}
    | {"format", "identifier", "source", "language", "relation", "coverage", "rights"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A property: its name, what it is called and what it means by language, and what else people call it.

    `refines` is the property that it narrows, `element` the one of the fifteen that stands for it ("dumb-down"),
    `range` the classes of values that it expects, by their names in DCMI Metadata Terms; none where any will do.
    """

    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    range: tuple[str, ...]
    refines: str | None
    element: str | None
    also: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called in English, the language in which the others are looked up."""
        return self.labels["en"]


def _table() -> dict[str, Term]:
    with Path(__file__).with_name("terms.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["name"]: row for row in csv.DictReader(lines)}
    return {
        name: Term(
            name,
            _by_language(row, "label_"),
            _by_language(row, "definition_"),
            tuple(row["range"].split()),
            row["refines"] or None,
            next((wider for wider in _wider(name, rows) if wider in _FIFTEEN), None),
            tuple(filter(None, row["also"].split(";"))),
        )
        for name, row in rows.items()
    }


def _by_language(row: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    return MappingProxyType(
        {column.removeprefix(prefix): cell for column, cell in row.items() if column.startswith(prefix)}
    )


def _wider(name: str, rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The property itself, and all that it refines."""
    while name:
        yield name
        name = rows[name]["refines"]


TERMS = _table()

# Terms whose value may be the id of another item of the archive.
RELATIONS = frozenset(name for name, term in TERMS.items() if term.element == "relation" or name == "source")

ORDER = {name: position for position, name in enumerate(TERMS)}

# What says whose a name is.
PREFIXES = (NAMESPACE, ELEMENTS, "dcterms:", "dc:", "dc.", "dublin core:", "dcterms.")
_BY_SPELLING = {name.lower(): name for name in TERMS} | {term.label.lower(): term.name for term in TERMS.values()}
_BY_WORD = {
    **{word: term.name for term in TERMS.values() for word in term.also},
    **{label.lower(): term.name for term in TERMS.values() for label in term.labels.values()},
    **_BY_SPELLING,
}


@lru_cache(maxsize=4096)
def term_name(written: str) -> str | None:
    """The name of the term that somebody wrote as `title`, `dcterms:title`, `dc:title` or `Dublin Core:Title`.

    None where it is no property of Dublin Core. Letter case does not count, nor do spaces in labels.
    """
    spelling = _bare(written)
    return _BY_SPELLING.get(spelling) or _BY_SPELLING.get(spelling.replace(" ", ""))


@lru_cache(maxsize=4096)
def likely_term(written: str, others: tuple[str, ...] = ()) -> str | None:
    """The term, or the one of `others`, that somebody may have meant by a name that is none; None where none is near.

    Names and labels count, in each language, and what else people call a term: «название» is `title`.
    """
    word = " ".join(_bare(written).replace("_", " ").split())
    meanings = _BY_WORD | {other: other for other in others}
    near = [word] if word in meanings else get_close_matches(word, meanings, n=1, cutoff=0.7)
    return meanings[near[0]] if near else None


def _bare(written: str) -> str:
    """A name in small letters, without what says whose it is."""
    spelling = written.strip().lower()
    for prefix in PREFIXES:
        if spelling.startswith(prefix):
            return spelling[len(prefix) :].strip()
    return spelling
