"""Projecting: of all that is known of an item, what may be public. Pure; the only way into an edition."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from archive.records.access import Verdict
from archive.records.kinds import dcmi_type
from archive.records.model import Access, Record, Statement
from archive.records.terms import RELATIONS
from archive.records.thesaurus import Thesaurus
from archive.store.rows import Entry, File, Item, Passage

_DISTINCT = re.compile(r"[a-z].*[-_.\d]|[-_\d].*[a-z]")  # more than a word, and no number
_RUN = re.compile(r"[a-z0-9][a-z0-9._-]*")  # what an id can be, in small letters
_COPY = "hasFormat"  # the same thing elsewhere
VEILED = "veiled"  # the role of a picture that shows no more than a blur, for items with a warning
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the projection of one item has to know of the others: the ids that are not public (in small letters), the
    digests of files that no item may publish, and what the archive's vocabularies call things.
    """

    hidden: Collection[str]
    barred: Collection[str]
    thesaurus: Thesaurus | None = None


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
    record = entry.item.record
    media = tuple(_media(entry.item.files, verdict, around, veiled=bool(record.access.warning)))
    statements: Sequence[Statement] = (*_statements(record, verdict, around), *_type(record, entry.item.files))
    meanings: tuple[tuple[str, int, str], ...] = ()
    if around.thesaurus:
        statements, meanings = _understood(statements, around.thesaurus)
    public = Record(
        record.id,
        record.kind,
        tuple(statements),
        access=Access(level=verdict.level, warning=record.access.warning),
    )
    item = Item(public, (), entry.item.updated)
    passages = tuple(_passages(entry, verdict, around))
    return Projection(Entry(item, passages, verdict.level, "harvest" in verdict.scope, meanings), media)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a reader sees of an item beside its description: the level, the paths of its media apart from veiled
    pictures, its passages, where copies of it stand elsewhere, and whether other catalogues may take its record.
    """

    level: str
    media: frozenset[str]
    passages: frozenset[tuple[str, str | None]]
    copies: frozenset[Statement]
    harvest: bool

    def within(self, other: Exposure | None) -> bool:
        """Whether nothing of it goes beyond the other."""
        if other is None or (self.level == "public" and other.level != "public") or self.harvest > other.harvest:
            return False
        return self.media <= other.media and self.passages <= other.passages and self.copies <= other.copies


def exposure(entry: Entry, media: Iterable[File]) -> Exposure:
    """What a reader sees of an entry with these media (rows of the edition)."""
    passages = frozenset((passage.text, passage.speaker) for passage in entry.passages)
    copies = frozenset(entry.item.record.values(_COPY))
    paths = frozenset(file.path for file in media if file.role != VEILED)
    return Exposure(entry.access or "closed", paths, passages, copies, entry.harvest)


def restrict(projection: Projection, before: Exposure) -> Projection:
    """The projection, showing no more than what was seen before."""
    entry = projection.entry
    level = entry.access if before.level == "public" else before.level
    record = entry.item.record
    said = tuple(statement for statement in record.statements if statement.term != _COPY or statement in before.copies)
    record = replace(record, statements=said, access=replace(record.access, level=level))
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


def with_media(projection: Projection, placed: Collection[str]) -> Entry:
    """The entry with those of its media that are in their place (paths in the edition)."""
    if not projection.media:
        return projection.entry
    files = tuple(medium.file for medium in projection.media if medium.file.path in placed)
    return replace(projection.entry, item=replace(projection.entry.item, files=files))


def _statements(record: Record, verdict: Verdict, around: Surroundings) -> Iterator[Statement]:
    for statement in record.statements:
        if statement.term == _COPY and not verdict.copies:
            continue
        if statement.term in RELATIONS and names_any(statement, around.hidden):
            continue
        yield statement


def _understood(
    statements: Iterable[Statement], thesaurus: Thesaurus
) -> tuple[list[Statement], tuple[tuple[str, int, str], ...]]:
    """The statements with the URIs of the entries that they mean, and which entry each means."""
    said: list[Statement] = []
    meanings: list[tuple[str, int, str]] = []
    positions: dict[str, int] = {}
    for statement in statements:
        position = positions[statement.term] = positions.get(statement.term, 0) + 1
        concept = thesaurus.meaning(statement)
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


def _media(files: Collection[File], verdict: Verdict, around: Surroundings, *, veiled: bool) -> Iterator[Medium]:
    originals = {file.position: file for file in files if file.role == "original"}
    for file in files:
        original = originals[file.position]
        if original.sha256 in around.barred or (file.role == VEILED and not veiled):
            continue
        if file.role == "original":
            if verdict.gives(file.media_type):
                yield Medium(replace(file, path=_place(file)), file)
        elif verdict.shows(original.media_type):
            yield Medium(replace(file, path=_place(file)), file)


def _place(file: File) -> str:
    """A name that says nothing but what the bytes are."""
    suffix = _SUFFIXES.get(file.media_type) or _suffix(file.path)
    return f"{file.sha256[:2]}/{file.sha256}{suffix}"


def _suffix(path: str) -> str:
    _, dot, suffix = path.rpartition(".")
    return f".{suffix.lower()}" if dot and suffix.isascii() and suffix.isalnum() and len(suffix) <= 5 else ""


def _passages(entry: Entry, verdict: Verdict, around: Surroundings) -> Iterator[Passage]:
    if not verdict.words:
        return
    barred = {file.position for file in entry.item.files if file.role == "original" and file.sha256 in around.barred}
    for passage in entry.passages:
        if passage.file not in barred:
            yield passage
