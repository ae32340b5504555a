"""Projecting: of all that is known of an item, what may be public. Pure; the only way into an edition."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import PurePosixPath
from urllib.parse import unquote

from archive.edition.unnamed import Unnamed, silence
from archive.edition.withholding import Cut, cut
from archive.media.withheld.instructions import Instructions
from archive.records.access import Verdict
from archive.records.kinds import UNKNOWN, dcmi_type, media_type
from archive.records.model import Access, Naming, Record, Statement
from archive.records.parts import of_statement
from archive.records.terms import RELATIONS
from archive.records.thesaurus import Thesaurus
from archive.records.vocabulary import Concept
from archive.records.withholding import Part
from archive.store.rows import Entry, File, Item, Passage

_DISTINCT = re.compile(r"[a-z].*[-_.\d]|[-_\d].*[a-z]")  # more than a word, and no number
_RUN = re.compile(r"[a-z0-9][a-z0-9._-]*")  # what an id can be, in small letters
_COPY = "hasFormat"  # the same thing elsewhere
_ORDER = attrgetter("position", "role")  # in which they are read back from the tables
VEILED = "veiled"  # the role of a picture that shows no more than a blur, for items with a warning
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the projection of one item has to know beside it: the ids that are not public (in small letters); the
    digests of files that no item may publish, of those of which none may show a picture (`unseen`), and of those that
    none may give as they were received (`ungiven`); what the archive's vocabularies call things; who is not to be
    named, and what was decided on words that may be names, by item; the states of files of which a part is withheld,
    by digest; and what was made of such a file without it.
    """

    hidden: Collection[str]
    barred: Collection[str]
    thesaurus: Thesaurus | None = None
    unnamed: Unnamed = field(default_factory=lambda: Unnamed({}))
    decided: Mapping[str, tuple[Naming, ...]] = field(default_factory=dict)
    partly: Mapping[str, frozenset[str]] = field(default_factory=dict)
    remade: Callable[[str, Instructions], Iterable[File]] = lambda _file, _instructions: ()
    unseen: Collection[str] = frozenset()
    ungiven: Collection[str] = frozenset()

    def cut(self, entry: Entry, verdict: Verdict) -> Cut:
        """An item without what is withheld of it."""
        return cut(entry, verdict, self.unnamed.in_item(verdict), self.decided.get(entry.item.record.id, ()))

    def today(self, seen: Exposure, verdict: Verdict) -> Exposure:
        """What readers see, its brackets as they would stand today: who is withheld since is not named there either."""
        naming = self.unnamed.in_item(verdict)
        marks = (text for text in seen.marks if of_statement(verdict, text).shown)
        if naming is not None:
            marks = (text._replace(value=silence(text, naming)) for text in marks)
        return replace(seen, marks=frozenset(marks))

    def bars(self, file: File, state: str) -> bool:
        """Whether a file's bytes may not be used by an item that withholds of them what `state` names: another
        withholds all of them, or something else.
        """
        return file.sha256 in self.barred or not self.partly.get(file.sha256, frozenset()) <= {state}


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the edition: the row that describes it, and the row of the catalogue that tells where its bytes are."""

    file: File
    origin: File


@dataclass(frozen=True, slots=True)
class Projection:
    """The public part of an item, its media apart, since those must be in their place before a row may name them."""

    entry: Entry
    media: tuple[Medium, ...]


def project(entry: Entry, verdict: Verdict, around: Surroundings) -> Projection:
    """The public part of an item that the verdict shows."""
    kept = around.cut(entry, verdict)
    entry = kept.entry
    record = entry.item.record
    media = tuple(_media(kept, verdict, around))
    statements: Sequence[Statement] = (*_statements(record, verdict, around), *_type(record, entry.item.files))
    meanings: tuple[tuple[str, int, str], ...] = ()
    if around.thesaurus:
        statements, meanings = _understood(
            statements, around.thesaurus, lambda concept: around.unnamed.tells(concept, verdict.unnamed)
        )
    public = Record(
        record.id,
        record.kind,
        tuple(statements),
        access=Access(level=verdict.level, warning=record.access.warning),
    )
    item = Item(public, (), entry.item.updated)
    passages = tuple(_passages(kept, verdict, around))
    return Projection(Entry(item, passages, verdict.level, "harvest" in verdict.scope, meanings), media)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a reader sees of an item beside its description: the level, the paths of its media apart from veiled
    pictures, its passages, where copies of it stand elsewhere, and whether other catalogues may take its record; the
    statements in which brackets may stand for a name, and the parts that are withheld.
    """

    level: str
    media: frozenset[str]
    passages: frozenset[tuple[str, str | None]]
    copies: frozenset[Statement]
    harvest: bool
    marks: frozenset[Statement] = frozenset()
    without: tuple[Part, ...] = ()

    def within(self, other: Exposure | None) -> bool:
        """Whether nothing of it goes beyond the other."""
        if other is None or (self.level == "public" and other.level != "public") or self.harvest > other.harvest:
            return False
        if not (self.marks >= other.marks and set(self.without) >= set(other.without)):
            return False
        return self.media <= other.media and self.passages <= other.passages and self.copies <= other.copies


def exposure(entry: Entry, media: Iterable[File]) -> Exposure:
    """What a reader sees of an entry with these media (rows of the edition)."""
    passages = frozenset((passage.text, passage.speaker) for passage in entry.passages if not passage.withheld)
    copies = frozenset(entry.item.record.values(_COPY))
    paths = frozenset(file.path for file in media if file.role != VEILED)
    return Exposure(entry.access or "closed", paths, passages, copies, entry.harvest, _marked(entry.item.record))


def restrict(projection: Projection, before: Exposure) -> Projection:
    """The projection, showing no more than what was seen before."""
    entry = projection.entry
    level = entry.access if before.level == "public" else before.level
    record = entry.item.record
    warning = tuple(_as_before(record.access.warning, before))
    access = replace(record.access, level=level, warning=warning)
    record = replace(record, statements=tuple(_restricted(record, before)), access=access)
    passages = tuple(passage for passage in entry.passages if (passage.text, passage.speaker) in before.passages)
    shown = {medium.file.position for medium in projection.media if medium.file.path in before.media}
    media = tuple(
        medium
        for medium in projection.media
        if medium.file.path in before.media or (medium.file.role == VEILED and medium.file.position in shown)
    )
    harvest = entry.harvest and before.harvest
    entry = replace(entry, item=replace(entry.item, record=record), passages=passages, access=level, harvest=harvest)
    return Projection(entry, media)


def _restricted(record: Record, before: Exposure) -> Iterator[Statement]:
    """The statements, without addresses of copies that were not told before, and without those of terms in which a
    name would stand now where there were brackets.
    """
    withheld = Verdict("public", "", withheld=before.without)
    opened = {statement.term for statement in before.marks - _marked(record)}
    # The brackets stay, so that it is asked again; what readers have read of the term they may read on.
    kept = (statement for statement in before.marks if statement.term in opened and statement.term != "warning")
    yield from sorted((statement for statement in kept if of_statement(withheld, statement).shown), key=str)
    for statement in record.statements:
        if statement.term == _COPY and statement not in before.copies:
            continue
        if statement.term not in opened and of_statement(withheld, statement).shown:
            yield statement


def _as_before(warning: Iterable[Statement], before: Exposure) -> Iterator[Statement]:
    """The warning, in the languages in which there were brackets with these: it has to be given in any case."""
    marked = {text.language: text for text in before.marks if text.term == "warning"}
    yield from (marked.get(text.language, text) for text in warning)


def _marked(record: Record) -> frozenset[Statement]:
    texts = (*record.statements, *record.access.warning)
    return frozenset(text for text in texts if "[" in text.value)


def with_media(projection: Projection, placed: Collection[str]) -> Entry:
    """The entry with those of its media that are in their place (paths in the edition)."""
    if not projection.media:
        return projection.entry
    files = tuple(sorted((medium.file for medium in projection.media if medium.file.path in placed), key=_ORDER))
    return replace(projection.entry, item=replace(projection.entry.item, files=files))


def _statements(record: Record, verdict: Verdict, around: Surroundings) -> Iterator[Statement]:
    for statement in record.statements:
        if statement.term == _COPY and not verdict.copies:
            continue
        if statement.term in RELATIONS and names_any(statement, around.hidden):
            continue
        yield statement


def _understood(
    statements: Iterable[Statement], thesaurus: Thesaurus, tells: Callable[[Concept], bool]
) -> tuple[list[Statement], tuple[tuple[str, int, str], ...]]:
    """The statements with the URIs of the entries that they mean, and which entry each means; of those that tell a name
    nothing.
    """
    said: list[Statement] = []
    meanings: list[tuple[str, int, str]] = []
    positions: dict[str, int] = {}
    for statement in statements:
        position = positions[statement.term] = positions.get(statement.term, 0) + 1
        concept = thesaurus.meaning(statement)
        if concept is not None and tells(concept):
            concept = None
        if concept is not None:
            meanings.append((statement.term, position, concept.id))
        uri = statement.uri or (concept.uri if concept else None)
        said.append(statement if uri == statement.uri else statement._replace(uri=uri))
    return said, tuple(meanings)


def names_any(statement: Statement, ids: Collection[str]) -> bool:
    """Whether a relation names one of the ids (in small letters): alone, in a list, at the end of an address, or in a
    sentence, where it cannot be taken for an ordinary word or number.
    """
    return bool(ids) and any(
        name in ids for text in (statement.value, statement.uri) if text for name in _names(text.casefold())
    )


def is_distinct(name: str) -> bool:
    """Whether a name is more than an ordinary word or a number."""
    return _DISTINCT.search(name.casefold()) is not None


def _names(written: str) -> Iterator[str]:
    text = unquote(written)
    for piece in (text, *re.split(r"[,;|]", text)):
        yield piece.strip()
        yield re.split(r"[/#?=&]", piece.strip())[-1]
    for word in filter(is_distinct, _RUN.findall(text)):
        parts = word.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _type(record: Record, files: Collection[File]) -> Iterator[Statement]:
    if not record.values("type") and (
        found := dcmi_type(record.kind, (file.media_type for file in files if file.role == "original"))
    ):
        yield Statement("type", found)


def _media(kept: Cut, verdict: Verdict, around: Surroundings) -> Iterator[Medium]:
    files = kept.entry.item.files
    veiled = bool(kept.entry.item.record.access.warning)
    originals = {file.position: file for file in files if file.role == "original"}
    for file in (
        *(file for file in files if file.position not in kept.instructions),
        *_remade(kept, originals, around),
    ):
        original = originals[file.position]
        if file.position in kept.closed or around.bars(original, kept.state_of(file.position)):
            continue
        if original.sha256 in around.unseen:
            continue
        if file.role == VEILED and not veiled:
            continue
        if file.role == "original":
            if verdict.gives(file.media_type) and not (file.position in kept.unread or file.sha256 in around.ungiven):
                yield Medium(replace(file, path=_place(file)), file)
        elif verdict.shows(original.media_type):
            yield Medium(replace(file, path=_place(file)), file)


def _remade(kept: Cut, originals: Mapping[int, File], around: Surroundings) -> Iterator[File]:
    """What was made anew of the files of which a part is withheld; of them themselves nothing."""
    for position, instructions in kept.instructions.items():
        original = originals[position]
        for file in around.remade(original.sha256, instructions):
            yield replace(file, item=original.item, position=position)


def _place(file: File) -> str:
    """A name that says nothing but what the bytes are."""
    suffix = _SUFFIXES.get(file.media_type) or _suffix(file.path)
    return f"{file.sha256[:2]}/{file.sha256}{suffix}"


def _suffix(path: str) -> str:
    """The ending of a name where it is one that many files have: others can be words, or names."""
    return PurePosixPath(path).suffix.lower() if media_type(path) != UNKNOWN else ""


def _passages(kept: Cut, verdict: Verdict, around: Surroundings) -> Iterator[Passage]:
    if not verdict.words:
        return
    originals = (file for file in kept.entry.item.files if file.role == "original")
    barred = {file.position for file in originals if around.bars(file, kept.state_of(file.position))}
    for passage in kept.entry.passages:
        if passage.file not in barred:
            yield passage
