"""What there is to see, hear and read of an item: its files and passages, put together as its page shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from archive.store.aligned import Row
from archive.store.rows import File, Passage
from archive.web.blocks import Block, blocks
from archive.web.cards import speaks

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")  # what browsers show
_MOVING = ("audio/", "video/")
_INDEX = frozenset({"section", "synopsis", "keywords"})
_QUOTED = frozenset({"quote"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its sizes: `small` for lists and narrow screens, `large`, and the `largest` that browsers show.

    Where there are `tiles`, it can be looked into as far as the original goes; of a document with `pages` it is the
    first. Both are bundles.
    """

    small: File
    large: File
    largest: File
    tiles: File | None = None
    pages: File | None = None

    @property
    def position(self) -> int:
        """Which file of the item it is, from 1."""
        return self.large.position


@dataclass(frozen=True, slots=True)
class Player:
    """A recording: the file that browsers play, and the picture of its loudness, if there is one."""

    file: File
    wave: File | None = None

    @property
    def moving(self) -> bool:
        """Whether there is something to see as well."""
        return self.file.media_type.startswith("video/")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a recording: its title with the second at which it begins, how it begins in the words that are said,
    what it is about, and keywords.
    """

    title: Passage
    quotes: tuple[Passage, ...] = ()
    synopses: tuple[Passage, ...] = ()
    keywords: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file: `blocks`, or the cues of a transcript (`timed`) of the recording `sound` (a position).

    A file that tells a recording in two languages has one for each. With a transcript in another language `beside` it,
    `rows` has what is said in both at a time.
    """

    file: int
    timed: bool
    language: str | None
    passages: tuple[Passage, ...]
    blocks: tuple[Block, ...] = ()
    sound: int | None = None
    beside: str | None = None
    rows: tuple[Row, ...] = ()

    @property
    def lines(self) -> tuple[Row, ...]:
        """The transcript line by line, each with what stands beside it."""
        return self.rows or tuple(((passage,), ()) for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Contents:
    """The time-coded index of one recording (a position), with its language."""

    sound: int | None
    language: str | None
    sections: tuple[Section, ...]


def pictures(files: Sequence[File]) -> Iterator[Picture]:
    """The pictures among the files of an item, one for each file that has any."""
    for roles in _by_position(files):
        original = roles.get("original")
        if original and original.media_type not in _PICTURES:
            original = None
        shown = roles.get("large") or roles.get("small") or original
        if shown:
            small = roles.get("small") or shown
            yield Picture(small, shown, original or shown, roles.get("tiles"), roles.get("pages"))


def players(files: Sequence[File]) -> Iterator[Player]:
    """The recordings among the files of an item: of each the copy that was made for playing, else the original."""
    for roles in _by_position(files):
        file = roles.get("playable") or roles.get("original")
        if file and file.media_type.startswith(_MOVING):
            yield Player(file, roles.get("waveform"))


def downloads(files: Sequence[File]) -> Iterator[File]:
    """What can be taken away: originals, and where one is not published, a copy without its own metadata."""
    for roles in _by_position(files):
        if file := roles.get("original") or roles.get("clean"):
            yield file


def readings(passages: Sequence[Passage], sounds: Sequence[int], names: Collection[str]) -> Iterator[Reading]:
    """The texts of an item that is called by `names` and has recordings at these positions."""
    for file, together in _by_file(passages):
        for said in _tellings(_apart(together)[1]):
            timed = any(passage.start is not None for passage in said)
            sound = _sound(file, sounds) if timed else None
            yield Reading(file, timed, _language(said), said, () if timed else tuple(blocks(said, names)), sound)


def contents(passages: Sequence[Passage], sounds: Sequence[int]) -> Iterator[Contents]:
    """The time-coded indexes among the texts of an item."""
    for file, together in _by_file(passages):
        for index in _tellings(_apart(together)[0]):
            if sections := tuple(_sections(index)):
                yield Contents(_sound(file, sounds), _language(index), sections)


def tongues(found: Sequence[Reading | Contents]) -> tuple[str, ...]:
    """The languages that there are texts in, in the order of the texts."""
    return tuple(dict.fromkeys(one.language for one in found if one.language))


def best(there: Sequence[str], languages: Sequence[str], wanted: str | None = None) -> str | None:
    """Of the languages of texts the one that is asked for, else the best for the reader, else the first."""
    if wanted in there:
        return wanted
    own = (one for language in languages for one in there if speaks(one, language))
    return next(own, next(iter(there), None))


def _by_position(files: Sequence[File]) -> Iterator[dict[str, File]]:
    for _, group in groupby(files, attrgetter("position")):
        yield {file.role: file for file in group}


def _by_file(passages: Sequence[Passage]) -> Iterator[tuple[int, tuple[Passage, ...]]]:
    for file, group in groupby(passages, attrgetter("file")):
        yield file, tuple(group)


def _apart(passages: Sequence[Passage]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The time-coded index among the passages of a file, and its text; in an index, what is quoted belongs to it."""
    forms = _INDEX | _QUOTED if any(passage.form == "section" for passage in passages) else _INDEX
    index = tuple(passage for passage in passages if passage.form in forms)
    return index, tuple(passage for passage in passages if passage.form not in forms)


def _tellings(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """The passages of a file, which may tell a recording twice: a translation begins it again in another language."""
    telling: list[Passage] = []
    for passage in passages:
        if telling and passage.language != telling[-1].language and _begins_again(telling[0], passage):
            yield tuple(telling)
            telling = []
        telling.append(passage)
    if telling:
        yield tuple(telling)


def _begins_again(first: Passage, passage: Passage) -> bool:
    return first.start is not None and passage.start is not None and passage.start <= first.start


def _sections(index: Sequence[Passage]) -> Iterator[Section]:
    section: Section | None = None
    for passage in index:
        if passage.form == "section":
            if section:
                yield section
            section = Section(passage)
        elif section and passage.form == "quote":
            section = replace(section, quotes=(*section.quotes, passage))
        elif section and passage.form == "synopsis":
            section = replace(section, synopses=(*section.synopses, passage))
        elif section:
            section = replace(section, keywords=(*section.keywords, passage))
    if section:
        yield section


def _language(passages: Sequence[Passage]) -> str | None:
    languages = {passage.language for passage in passages}
    return languages.pop() if len(languages) == 1 else None


def _sound(file: int, sounds: Sequence[int]) -> int | None:
    """The recording that a transcript belongs to: the one that stands before it, else the first."""
    before = [position for position in sounds if position < file]
    return next(iter([*before[-1:], *sounds]), None)
