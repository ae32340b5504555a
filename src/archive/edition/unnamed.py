"""Names that are not given: of every text of an item, what may be read of it, and what a person has to decide. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.records.access import Verdict
from archive.records.model import Naming as Decision
from archive.records.model import Problem, Statement
from archive.records.policy import Person
from archive.records.vocabulary import Concept
from archive.records.withholding import composed
from archive.search.naming import Mention, Name, Naming, redact
from archive.store.rows import UNDETERMINED, Entry, Passage, Tombstone

_PEOPLE = "metadata/people.yaml"
_ABOUT = 40  # characters on either side of a name that say how it is meant


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be a withheld person's name: where it stands (a term, or a path), with what stands about
    it.
    """

    item: str
    place: str
    word: str
    context: str
    person: str


@dataclass(frozen=True, slots=True)
class Read:
    """An item without the names: its statements, warnings and passages; the positions of the passages that were
    altered, and of those among them in whose words a name stood; what is doubtful.
    """

    entry: Entry
    altered: frozenset[int] = frozenset()
    spoken: frozenset[int] = frozenset()
    doubts: tuple[Doubt, ...] = ()


class Unnamed:
    """The persons whose names are not given: those of people.yaml in every item, others in the items that say so."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = people
        self._everywhere = frozenset(person.id for person in people.values() if person.withheld)
        self._known: dict[frozenset[str], Naming | None] = {}
        self._told: dict[tuple[object, ...], bool] = {}

    @property
    def made_from(self) -> str:
        """What all of it rests on: the people, in one text."""
        return repr(sorted(self._people.items()))

    def everywhere(self) -> Naming | None:
        """What finds the names that no item gives, None where there are none."""
        return self._naming(self._everywhere)

    def in_item(self, verdict: Verdict) -> Naming | None:
        """What finds the names that an item with this verdict does not give, None where there are none."""
        return self._naming(self._everywhere | verdict.unnamed)

    def in_text(self, text: str) -> str:
        """A text of no item without the names that no item gives, the doubtful ones too."""
        naming = self.everywhere()
        return redact(text, naming.find(text, None), None, naming) if naming else text

    def tells(self, concept: Concept, persons: frozenset[str] = frozenset()) -> bool:
        """Whether what a concept is called may tell a name that no item gives, or that of one of the `persons`."""
        unnamed = self._everywhere | persons
        key = (unnamed, concept.id, concept.uri, *concept.spellings())
        if key not in self._told:
            naming = self._naming(unnamed)
            self._told[key] = naming is not None and _tells(concept, naming)
        return self._told[key]

    def betrayed(self) -> Iterator[Problem]:
        """A warning for each name in public that tells the name for which it stands, or may."""
        naming = self.everywhere()
        for name in naming.names if naming else ():
            for language, public in name.public.items():
                if naming and any(one.person == name.person for one in naming.find(public, language)):
                    found = f"{name.person}: the name in public, “{public}”, may tell the one that is withheld"
                    expected = "a public name that has no word of it"
                    yield Problem(_PEOPLE, found=found, expected=expected, severity="warning", term="public")

    def of_tombstone(self, stone: Tombstone) -> Tombstone | None:
        """A tombstone without the names that no item gives; None where its id may hold one."""
        naming = self.everywhere()
        if naming and naming.find_in_name(stone.id):
            return None
        return replace(stone, reason=self.in_text(stone.reason))

    def _naming(self, persons: frozenset[str]) -> Naming | None:
        if persons not in self._known:
            names = [_name(self._people[person]) for person in sorted(persons) if person in self._people]
            others = (
                name for person in self._people.values() if person.id not in persons for name in _spellings(person)
            )
            self._known[persons] = Naming(names, others) if names else None
        return self._known[persons]


def unname(entry: Entry, naming: Naming | None, decisions: Sequence[Decision]) -> Read:
    """The entry without the names that `naming` finds, as far as they are certain or somebody has decided."""
    if naming is None:
        return Read(entry)
    paths = {file.position: file.path for file in entry.item.files if file.role == "original"}
    reading = _Reading(entry.item.record.id, naming, decisions, paths)
    record = entry.item.record
    statements = tuple(reading.statement(statement) for statement in record.statements)
    warning = tuple(reading.statement(statement) for statement in record.access.warning)
    passages = tuple(reading.passage(passage) for passage in entry.passages)
    access = replace(record.access, warning=warning)
    item = replace(entry.item, record=replace(record, statements=statements, access=access))
    read = replace(entry, item=item, passages=passages)
    return Read(read, frozenset(reading.altered), frozenset(reading.spoken), tuple(reading.doubts))


def silence(statement: Statement, naming: Naming) -> str:
    """The words of a statement without any name, the doubtful ones too."""
    return redact(statement.value, naming.find(statement.value, statement.language), statement.language, naming)


class _Reading:
    def __init__(self, item: str, naming: Naming, decisions: Sequence[Decision], paths: Mapping[int, str]) -> None:
        self._item, self._naming, self._decisions, self._paths = item, naming, decisions, paths
        self.altered: set[int] = set()
        self.spoken: set[int] = set()
        self.doubts: list[Doubt] = []

    def statement(self, statement: Statement) -> Statement:
        value = self._text(statement.value, statement.language, statement.term)
        # These are no texts in which a word can be put for another.
        language, datatype = self._tag(statement.language), self._name(statement.datatype)
        told = Statement(statement.term, value, language, datatype, self._name(statement.uri))
        return statement if told == statement else told

    def _name(self, said: str | None) -> str | None:
        return None if said and self._naming.find_in_name(said) else said

    def _tag(self, language: str | None) -> str | None:
        """A language tag without what is said privately in it: what a language is called has its registry."""
        return self._name(language) if language and "x-" in language.casefold() else language

    def passage(self, passage: Passage) -> Passage:
        place = self._paths.get(passage.file, "")
        text = self._text(passage.text, passage.language, place)
        speaker = self._text(passage.speaker, passage.language, place) if passage.speaker else None
        language = self._tag(passage.language)
        if (text, speaker, language) == (passage.text, passage.speaker, passage.language):
            return passage
        if (text, speaker) != (passage.text, passage.speaker):
            self.altered.add(passage.position)
        if text != passage.text:
            self.spoken.add(passage.position)
        return replace(passage, text=text, speaker=speaker, language=language)

    def _text(self, text: str, language: str | None, place: str) -> str:
        certain = []
        for mention in self._naming.find(text, language):
            decision = self._decided(text[mention.start : mention.end], place)
            if decision is not None and decision.person is None:
                continue
            if mention.certain or decision is not None:
                certain.append(mention)
            else:
                self.doubts.append(self._doubt(text, mention, place))
        return redact(text, certain, language, self._naming) if certain else text

    def _decided(self, word: str, place: str) -> Decision | None:
        folded = word.casefold()
        for decision in self._decisions:
            if decision.text.casefold() == folded and _is_within(place, decision.within):
                return decision
        return None

    def _doubt(self, text: str, mention: Mention, place: str) -> Doubt:
        context = " ".join(text[max(mention.start - _ABOUT, 0) : mention.end + _ABOUT].split())
        return Doubt(self._item, place, text[mention.start : mention.end], context, mention.person)


def _is_within(place: str, within: str | None) -> bool:
    """Whether a term or a path is the one that a decision names; a record may leave out the folder of a file."""
    return within is None or place == within or composed(place).endswith(f"/{composed(within)}")


def _tells(concept: Concept, naming: Naming) -> bool:
    names = (concept.id, concept.vocabulary, concept.uri or "")
    return any(naming.find(label, language) for label, language in concept.spellings()) or any(
        naming.find_in_name(name) for name in names
    )


def _name(person: Person) -> Name:
    public = {None if language == UNDETERMINED else language: name for language, name in person.public.items()}
    return Name(person.id, _spellings(person), public)


def _spellings(person: Person) -> tuple[str, ...]:
    return (*person.names, *person.also)
