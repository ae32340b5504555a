"""The values of an item's terms as its page shows them: in plain words, and as links to what they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from archive.records.dates import period, understand
from archive.records.model import Statement
from archive.records.terms import RELATIONS, TERMS
from archive.records.vocabulary import Concept
from archive.search import Index
from archive.web.asked import Asked
from archive.web.cards import Card, Text, speaks
from archive.web.dates import written_out
from archive.web.interface import Interface
from archive.web.labels import clock, to_translate, web_address
from archive.web.meanings import Meanings, called
from archive.web.relations import Relations

APART = ("title", "description", "abstract")  # shown above the other terms
_FACETS = {"creator": "creator", "subject": "subject", "spatial": "place", "language": "language"}
_DATES = frozenset(name for name, term in TERMS.items() if term.element == "date") | {"temporal"}
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")  # ISO 8601, as far as recordings need it
# DCMI Type Vocabulary.
_TYPES = {
    "Collection": to_translate("Collection"),
    "Dataset": to_translate("Dataset"),
    "Event": to_translate("Event"),
    "Image": to_translate("Image"),
    "InteractiveResource": to_translate("Interactive resource"),
    "MovingImage": to_translate("Moving image"),
    "PhysicalObject": to_translate("Physical object"),
    "Service": to_translate("Service"),
    "Software": to_translate("Software"),
    "Sound": to_translate("Sound"),
    "StillImage": to_translate("Still image"),
    "Text": to_translate("Text"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a term: `path` is our page that it links to, `address` one elsewhere, `note` says it in plain words.

    `aside` is one in another language than the reader's, where there is one in theirs. Where `text` is what a
    vocabulary calls it, `written` is how it stands in the record, unless it stands there so, too.
    """

    text: str
    language: str | None = None
    path: str | None = None
    address: str | None = None
    note: str | None = None
    aside: bool = False
    written: tuple[Text, ...] = ()

    @property
    def short(self) -> bool:
        """Whether several like it can stand in a row: words that are looked for, with nothing more to say of them."""
        plain = self.note is None and not self.written
        return plain and self.path is not None and self.path.startswith("/search")


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells the values: for readers of an interface, over an index, knowing the items that are related, and what
    the statements mean.
    """

    interface: Interface
    index: Index
    related: Mapping[str, Card]
    meanings: Meanings

    def terms(self, statements: Iterable[Statement], found: Relations) -> Iterator[tuple[str, tuple[Value, ...]]]:
        """Each term with its values: what is in the reader's language first."""
        others = (one for one in statements if one.term not in APART)
        for term, group in groupby(others, attrgetter("term")):
            together, meant = self._apart(term, group)
            values = [self._meant(term, concept, said) for concept, said in meant]
            spoken = bool(values) or any(map(self._own, together))
            values += (self._value(one, aside=spoken and bool(one.language) and not self._own(one)) for one in together)
            if more := found.further(term):
                values.append(Value(self.interface.ngettext("and %(num)s more", "and %(num)s more", more)))
            yield term, tuple(sorted(values, key=attrgetter("aside")))

    def _apart(
        self, term: str, group: Iterable[Statement]
    ) -> tuple[list[Statement], list[tuple[Concept, list[Statement]]]]:
        """The statements of a term that mean nothing we know, and those that do, by what they mean."""
        plain: list[Statement] = []
        meant: dict[str, tuple[Concept, list[Statement]]] = {}
        for position, statement in enumerate(group, start=1):
            concept = self.meanings.get((term, position))
            if concept is None:
                plain.append(statement)
            else:
                meant.setdefault(concept.id, (concept, []))[1].append(statement)
        return plain, list(meant.values())

    def _meant(self, term: str, concept: Concept, said: Sequence[Statement]) -> Value:
        """A value by what a vocabulary calls it, once, in whichever words the record says it."""
        label = called(concept, self.interface.languages)
        written = tuple(dict.fromkeys(Text(one.value, one.language) for one in said if not web_address(one.value)))
        uris = [one.uri for one in said if one.uri]
        notes = (self.interface.labels.coordinates(uri) for uri in uris)
        return Value(
            label.text,
            label.language,
            Asked().having(_FACETS[term], concept.id).address() if term in _FACETS else None,
            next((uri for uri in (*uris, concept.uri) if uri and web_address(uri)), None),
            next(filter(None, notes), None),
            written=() if label.text in {one.text for one in written} else written,
        )

    def _own(self, statement: Statement) -> bool:
        return speaks(statement.language, self.interface.language)

    def _value(self, statement: Statement, *, aside: bool) -> Value:
        text, language, uri, labels = statement.value, statement.language, statement.uri, self.interface.labels
        if statement.term in RELATIONS and text in self.related:
            title = self.related[text].title
            return Value(title.text, title.language, path=f"/items/{quote(text)}")
        facet = _FACETS.get(statement.term)
        address = next((one for one in (uri, text) if one and web_address(one)), None)
        if facet and not (address and text == address):
            shown = labels.language(text) if facet == "language" else text
            note = labels.coordinates(uri) if uri else None
            return Value(shown, language, Asked().having(facet, text).address(), address, note, aside)
        if statement.term in _DATES:
            said = written_out(text, self.interface)
            return Value(said, language if said == text else None, self._time(text), note=_edtf(text), aside=aside)
        if statement.term == "type" and text in _TYPES:
            return Value(self.interface.gettext(_TYPES[text]))
        if statement.term == "extent" and (length := _seconds(text)):
            return Value(clock(length))
        rights = labels.rights(address) if address else None
        if rights:
            shown = rights.label if text == address else text
            return Value(shown, language if shown == text else None, address=address, note=rights.meaning, aside=aside)
        return Value(text, language, address=address, note=labels.coordinates(uri) if uri else None, aside=aside)

    def _time(self, written: str) -> str | None:
        """The search for the year, or the decade, in which a date lies; None where it lies in none or in several."""
        dated = understand(written)
        years = {bound[:4] for bound in (dated.earliest, dated.latest) if bound} if dated else set()
        for keys in (years, {f"{year[:3]}X" for year in years}):
            if len(keys) == 1 and all(map(self.index.facets["time"].having, keys)):
                return Asked().having("time", *keys).address()
        return None


def _edtf(written: str) -> str | None:
    """The date in EDTF, where it is more than a year, a month or a day."""
    dated = understand(written)
    return f"EDTF {dated.edtf}" if dated and not period(written) else None


def _seconds(duration: str) -> float:
    found = _DURATION.fullmatch(duration)
    hours, minutes, seconds = (float(part or 0) for part in found.groups()) if found else (0.0, 0.0, 0.0)
    return hours * 3600 + minutes * 60 + seconds
