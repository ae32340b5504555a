"""The verdict on an item and on each of its parts, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.catalogue.records import Stored
from archive.catalogue.rules import Rules
from archive.edition.unnamed import Unnamed
from archive.edition.withholding import Cut, cut
from archive.records.access import Verdict, hidden
from archive.records.model import Statement
from archive.records.parts import PartVerdict, of_file, of_passage, of_statement
from archive.store.rows import File


@dataclass(frozen=True, slots=True)
class Parts:
    """The verdict on an item, and what it means for its files (in their order), its statements and its passages.

    `renamed` are the public statements in which a name is withheld, as written and as they are in public;
    `renamed_passages` counts the public passages of that sort.
    """

    verdict: Verdict
    files: tuple[PartVerdict, ...]
    statements: tuple[tuple[Statement, PartVerdict], ...]
    passages: tuple[PartVerdict, ...]
    renamed: tuple[tuple[Statement, Statement], ...]
    renamed_passages: int


def verdict_on(item: Stored, verdict: Verdict, rules: Rules) -> Parts:
    """The verdict with what is written in the item; `verdict` is what its record alone says."""
    kept = cut(item.entry, verdict, Unnamed(rules.policy.people).in_item(verdict), item.record.names)
    if kept.stop:
        verdict = hidden(kept.stop)
    files = item.entry.item.files
    originals = {file.position: file for file in files if file.role == "original"}
    statements = tuple((statement, of_statement(verdict, statement)) for statement in item.record.statements)
    passages = tuple(_of_passages(item, originals, verdict if kept.stop else kept.held or verdict))
    shown = [statement for statement, part in statements if part.shown]
    # Where nothing is shown, what would be left of it says nothing.
    left = kept.entry.item.record.statements if shown else ()
    return Parts(
        verdict,
        tuple(_of_file(file, originals[file.position], verdict, kept) for file in files),
        statements,
        passages,
        tuple((written, told) for written, told in zip(shown, left, strict=True) if told != written),
        sum(_renamed(item, kept, passages)),
    )


def _renamed(item: Stored, kept: Cut, verdicts: Sequence[PartVerdict]) -> Iterator[bool]:
    public = {passage.position: passage for passage in kept.entry.passages}
    for written, verdict in zip(item.entry.passages, verdicts, strict=True):
        yield verdict.shown and public.get(written.position, written) != written


def _of_file(file: File, original: File, verdict: Verdict, kept: Cut) -> PartVerdict:
    found = of_file(verdict, original.path, original.media_type, file.role)
    if not verdict.shown or (not found.shown and file.position not in kept.instructions):
        return found
    if file.position in kept.closed:
        return PartVerdict(shown=False, reason="something in it is withheld, and cannot be taken out of it")
    if file.role == "original" and file.position in kept.unread and found.shown:
        return PartVerdict(shown=False, reason="a name is withheld, and the file may hold more than was read of it")
    if file.position not in kept.instructions:
        return found
    if file.role == "original":
        return PartVerdict(shown=False, reason="a part of it is withheld, and an original is never altered")
    if not verdict.shows(original.media_type):
        return found
    return PartVerdict(shown=True, reason="made anew without what is withheld", altered=True)


def _of_passages(item: Stored, originals: dict[int, File], verdict: Verdict) -> Iterator[PartVerdict]:
    for said in item.entry.passages:
        path = originals[said.file].path if said.file in originals else ""
        yield of_passage(verdict, path, said.text, said.start, said.end, said.page)
