"""All vocabularies of an archive together: which of their entries a statement means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from urllib.parse import urlsplit

from archive.records.findings import shorten
from archive.records.model import Problem, Statement
from archive.records.vocabulary import Concept, Vocabulary

_KEPT = 100_000  # values whose meaning is remembered
_MOST = 2000  # spellings that a strange one is compared with
_WEB = ("http", "https")


@dataclass(slots=True)
class _Named:
    """What the vocabularies of one term call by which id, URI and spelling; `closed` are those it must be found in."""

    ids: dict[str, Concept] = field(default_factory=dict)
    uris: dict[str, Concept] = field(default_factory=dict)
    spellings: dict[str, dict[str, set[str | None]]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    asked: dict[tuple[str, str | None], Concept | None] = field(default_factory=dict)  # the same places come again


class Thesaurus:
    """What the values of the terms mean that the vocabularies speak for; false where there are none.

    `spelling` gives the form under which two texts count as one.
    """

    def __init__(self, vocabularies: Iterable[Vocabulary], spelling: Callable[[str], str]) -> None:
        self.concepts: dict[str, Concept] = {}
        self.problems: list[Problem] = []
        self._spelling = spelling
        self._terms: dict[str, _Named] = {}
        self._paths: dict[str, str] = {}
        for vocabulary in vocabularies:
            self._take(vocabulary)
        self.problems.extend(self._unclear())

    def __bool__(self) -> bool:
        return bool(self._terms)

    @property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """The terms that are spoken for, each with the vocabularies in which its values are to be found."""
        return {term: tuple(named.closed) for term, named in self._terms.items()}

    def meaning(self, statement: Statement) -> Concept | None:
        """The entry that a statement means: by its URI, by the id, by a label or another spelling; None where by these
        it could be two.
        """
        named = self._terms.get(statement.term)
        if named is None:
            return None
        value = statement.value
        found = (
            (named.uris.get(_plain(statement.uri)) if statement.uri else None)
            or named.ids.get(value)
            or named.uris.get(_plain(value))
            or self._known(named, value, statement.language)
        )
        return None if found is None or _is_another(statement.uri, found.uri) else found

    def nearest(self, statement: Statement) -> list[str]:
        """Up to three labels and spellings that resemble a value."""
        named = self._terms[statement.term]
        known: dict[str, str] = {}
        for concept in named.ids.values():
            for text, _ in concept.spellings():
                known.setdefault(self._form(text), text)
        near = get_close_matches(self._form(statement.value), list(known)[:_MOST], n=3)
        return [known[form] for form in near]

    def _take(self, vocabulary: Vocabulary) -> None:
        for concept in vocabulary.concepts:
            other = self.concepts.setdefault(concept.id, concept)
            if other is not concept:
                found = f"“{concept.id}” is also in the vocabulary {other.vocabulary}"
                self.problems.append(Problem(vocabulary.path, concept.line, None, found, "an id of its own"))
                continue
            self._paths[concept.id] = vocabulary.path
            for term in vocabulary.terms:
                self._name(self._terms.setdefault(term, _Named()), concept)
        for term in vocabulary.terms:
            named = self._terms.setdefault(term, _Named())
            named.closed += [vocabulary.path] if vocabulary.closed else []

    def _name(self, named: _Named, concept: Concept) -> None:
        named.ids[concept.id] = concept
        if concept.uri:
            named.uris.setdefault(_plain(concept.uri), concept)
        for text, language in concept.spellings():
            named.spellings.setdefault(self._form(text), {}).setdefault(concept.id, set()).add(_base(language))

    def _known(self, named: _Named, value: str, language: str | None) -> Concept | None:
        if (value, language) not in named.asked:
            if len(named.asked) >= _KEPT:
                named.asked.clear()
            named.asked[value, language] = self._called(named, value, language)
        return named.asked[value, language]

    def _called(self, named: _Named, value: str, language: str | None) -> Concept | None:
        found = named.spellings.get(self._form(value), {})
        if len(found) > 1 and language:
            found = {one: tags for one, tags in found.items() if _base(language) in tags}
        return self.concepts[next(iter(found))] if len(found) == 1 else None

    def _form(self, text: str) -> str:
        return " ".join(self._spelling(text).split())

    def _unclear(self) -> Iterator[Problem]:
        """A word that is two entries' in the same language: by it alone nobody can tell them apart."""
        said: set[tuple[str, str]] = set()
        for term, named in self._terms.items():
            for form, found in named.spellings.items():
                for first, second in _alike(found):
                    if (form, second) not in said:
                        said.add((form, second))
                        yield self._two(form, first, self.concepts[second], term)

    def _two(self, form: str, first: str, second: Concept, term: str) -> Problem:
        text = next(text for text, _ in second.spellings() if self._form(text) == form)
        found = f"“{shorten(text)}” is also {first}; a value that says no more means neither"
        expected = "another spelling, or the id in the records"
        return Problem(self._paths[second.id], second.line, None, found, expected, "warning", term)


def _alike(found: Mapping[str, set[str | None]]) -> Iterator[tuple[str, str]]:
    seen: dict[str | None, str] = {}
    for concept, tags in found.items():
        for tag in tags:
            if seen.setdefault(tag, concept) != concept:
                yield seen[tag], concept


def _base(language: str | None) -> str | None:
    return language.partition("-")[0].lower() if language else None


def _plain(uri: str) -> str:
    """A URI for comparing: vocabularies change between http and https, and people add or leave the last slash."""
    scheme, _, rest = uri.partition("://")
    return rest.rstrip("/") if scheme.lower() in _WEB else uri


def _is_another(written: str | None, known: str | None) -> bool:
    """Whether a record names another entry of the same outer vocabulary: then the word is a namesake."""
    if not written or not known or _plain(written) == _plain(known):
        return False
    return urlsplit(written).scheme in _WEB and urlsplit(written).netloc == urlsplit(known).netloc
