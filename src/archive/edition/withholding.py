"""What is withheld of an item, taken out of its rows; and what it asks of whoever makes its media anew. Pure.

Words that are withheld are said in the sound, and stand in the picture of a page: what is taken out of a passage with
a time or a page is taken out there too.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.edition.unnamed import Doubt, unname
from archive.media.withheld.instructions import Instructions, Region
from archive.records.access import Verdict
from archive.records.model import Naming as Decision
from archive.records.parts import of_passage, of_statement, unmet, while_said
from archive.records.withholding import Part
from archive.search.naming import Naming
from archive.store.rows import WITHHELD, Entry, File, Passage

_TIMED = ("audio/", "video/")
_DRAWN = ("image/", "application/pdf")
# All that is written in them was read; in a web page there are comments, in a document those who wrote it.
_READ = ("text/plain", "text/markdown", "image/", "audio/", "video/")
_PAGES = 100_000  # more than any file is read of
_LEAST = 1.0  # seconds that a cue takes at least


@dataclass(frozen=True, slots=True)
class Cut:
    """An item without what is withheld. Of the files in `closed` (positions) nothing may be seen or heard; those of
    which a part is withheld are made anew by `instructions`. `states` says by a name what is left of each of these.
    `unread` are files (positions) that may hold more than was read of them, where a name is withheld: their bytes are
    not given. `stop` says why nothing of the item may be shown until somebody has looked at it. `held` is the verdict
    that withholds words wherever they are said, None where nothing is withheld.
    """

    entry: Entry
    closed: frozenset[int] = frozenset()
    instructions: Mapping[int, Instructions] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    unread: frozenset[int] = frozenset()
    stop: str | None = None
    held: Verdict | None = None

    def state_of(self, position: int) -> str:
        """What is left of a file, as a name; empty where that is all of it."""
        return self.states.get(position, "")


def cut(entry: Entry, verdict: Verdict, naming: Naming | None, decisions: Sequence[Decision] = ()) -> Cut:
    """The item without the parts and names that the verdict withholds."""
    if not verdict.withheld and naming is None:
        return Cut(entry)
    originals = {file.position: file for file in entry.item.files if file.role == "original"}
    ended = _ended(entry.passages) if verdict.level == "public" else ()
    heard = _sorted_out(ended, verdict, originals)[1]
    held = while_said(verdict, ((_path(originals, said), said.text, said.start, said.end) for said in ended))
    kept, dropped = _sorted_out(ended, held, originals)
    read = unname(_without(entry, verdict, kept), naming, decisions)
    heard += (passage for passage in kept if passage.position in read.spoken)
    lost = [*dropped, *(passage for passage in kept if passage.position in read.altered)]
    closed, instructions = _of_files(originals, held.withheld, lost, _spans(held, heard))
    missing = unmet(verdict, ((_path(originals, passage), passage.text) for passage in ended))
    return Cut(
        replace(read.entry, passages=tuple(_marked(read.entry.passages, dropped))),
        closed,
        instructions,
        read.doubts,
        dict(_states(closed, instructions, read.entry.passages)),
        frozenset(position for position, file in originals.items() if naming and not file.media_type.startswith(_READ)),
        _stop(entry, verdict, naming, missing, read.doubts),
        held,
    )


def _path(originals: Mapping[int, File], passage: Passage) -> str:
    found = originals.get(passage.file)
    return found.path if found else ""


def _ended(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each with an end where it has a beginning: that of the next in its file, or none at all."""
    ended: list[Passage] = []
    following: dict[int, float] = {}
    for passage in reversed(passages):
        if passage.start is not None:
            end = following.get(passage.file, math.inf) if passage.end is None else passage.end
            following[passage.file] = passage.start
            ended.append(replace(passage, end=max(end, passage.start + _LEAST)))
        else:
            ended.append(passage)
    return tuple(reversed(ended))


def _sorted_out(
    passages: Iterable[Passage], verdict: Verdict, originals: Mapping[int, File]
) -> tuple[list[Passage], list[Passage]]:
    """The passages of which nothing is withheld, and those that are."""
    readable = replace(verdict, scope=verdict.scope | {"words"})  # what is not read may still be heard
    kept: list[Passage] = []
    dropped: list[Passage] = []
    for said in passages:
        part = of_passage(readable, _path(originals, said), said.text, said.start, said.end, said.page)
        (kept if part.shown else dropped).append(said)
    return kept, dropped


def _without(entry: Entry, verdict: Verdict, kept: Sequence[Passage]) -> Entry:
    record = entry.item.record
    statements = tuple(statement for statement in record.statements if of_statement(verdict, statement).shown)
    # Ends that were only reckoned are not told.
    own = {passage.position: passage for passage in entry.passages}
    passages = tuple(own[passage.position] for passage in kept)
    return replace(entry, item=replace(entry.item, record=replace(record, statements=statements)), passages=passages)


def _marked(passages: Sequence[Passage], dropped: Sequence[Passage]) -> Iterator[Passage]:
    """The passages, with a mark for each run of those that were dropped: where they stood, and when."""
    gone = {passage.position: passage for passage in dropped}
    last = None
    for passage in sorted((*passages, *dropped), key=lambda passage: passage.position):
        if passage.position not in gone:
            yield passage
        elif last is None or last.position not in gone or last.file != passage.file:
            end = None if passage.end is None or math.isinf(passage.end) else passage.end
            yield replace(passage, text=WITHHELD, speaker=None, end=end, form=None)
        last = passage


def _of_files(
    originals: Mapping[int, File],
    withheld: Sequence[Part],
    lost: Sequence[Passage],
    spans: tuple[tuple[float, float], ...],
) -> tuple[frozenset[int], dict[int, Instructions]]:
    """Which files are closed, and what is to be made anew of the others of which something is withheld."""
    closed, instructions = set(), {}
    for position, file in originals.items():
        parts = [part for part in withheld if part.names(file.path)]
        words = [said for said in lost if said.file == position]
        timed = file.media_type.startswith(_TIMED)
        unplaced = any(said.page is None or not file.media_type.startswith(_DRAWN) for said in words)
        whole = any(part.whole or _endless(part) for part in parts)
        if whole or (not timed and (unplaced or _may_say(file, withheld, parts))):
            closed.add(position)
            continue
        regions = (_region(part) for part in parts if part.region)
        pages = {page for part in parts for first, last in part.pages for page in range(first, last + 1)}
        pages |= {said.page for said in words if said.page}
        asked = Instructions(tuple(regions), spans if timed else (), frozenset(pages))
        if asked:
            instructions[position] = asked
        elif parts:
            closed.add(position)
    return frozenset(closed), instructions


def _may_say(file: File, withheld: Sequence[Part], parts: Sequence[Part]) -> bool:
    """Whether what is said in an interval that is withheld may stand in a file without times, of which nobody has said
    which words or pages are meant.
    """
    looked_at = any(part.text or part.pages for part in parts)
    return any(part.span for part in withheld) and not looked_at and not file.media_type.startswith("image/")


def _spans(verdict: Verdict, heard: Iterable[Passage]) -> tuple[tuple[float, float], ...]:
    """The times in which something is said that is withheld."""
    spans = {part.span for part in verdict.withheld if part.span}
    spans |= {(said.start, said.end or math.inf) for said in heard if said.start is not None}
    return tuple(sorted(spans))


def _endless(part: Part) -> bool:
    return any(last > _PAGES for _, last in part.pages)


def _region(part: Part) -> Region:
    found = part.region
    assert found is not None  # noqa: S101  for the type checker: it was asked for
    return Region(found.x, found.y, found.width, found.height, percent=found.percent, page=part.page)


def _states(
    closed: frozenset[int], instructions: Mapping[int, Instructions], left: Sequence[Passage]
) -> Iterator[tuple[int, str]]:
    """Of each file of which something is withheld what is left of it: two items may show the same bytes where it is the
    same in both.
    """
    for position in closed | instructions.keys():
        made = instructions[position].digest if position in instructions else ""
        said = [(one.text, one.speaker, one.start, one.page) for one in left if one.file == position]
        yield position, hashlib.sha256(repr([made, said]).encode("utf-8", "surrogatepass")).hexdigest()


def _stop(
    entry: Entry, verdict: Verdict, naming: Naming | None, missing: Sequence[Part], doubts: Sequence[Doubt]
) -> str | None:
    if not verdict.shown:
        return None
    if naming is not None and naming.find_in_name(entry.item.record.id):
        return "its id may hold a name that is withheld; expected another id, or access: {opaque: true}"
    if missing and verdict.level == "public":
        return f"the words to be withheld of {missing[0].file} do not stand there as they are written"
    if doubts:
        more = f" and {len(doubts) - 1} more" if len(doubts) > 1 else ""
        return f"“{doubts[0].word}”{more} may be a name that is withheld: archive reviews"
    return None
