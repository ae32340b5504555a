"""The access rule for the parts of an item: whether a file, a statement or a passage may be public, and why."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from archive.records.access import Verdict
from archive.records.model import Statement
from archive.records.withholding import Part, in_language
from archive.records.wording import has_words

ORIGINAL = "original"
_TIMED = ("audio/", "video/")
# What each family of files needs of a consent, to be seen, heard or read; anything else may hold all of it.
_NEEDS = {
    "image": ("face",),
    "audio": ("voice",),
    "video": ("face", "voice"),
    "text": ("words", "download"),
}
_NEEDS_OF_OTHERS = ("words", "face", "download")


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """Whether a part may be public, the reason in words, and whether only with something taken out of it."""

    shown: bool
    reason: str
    altered: bool = False


def of_file(
    verdict: Verdict, path: str, media_type: str, role: str = ORIGINAL, pages: Collection[int] | None = None
) -> PartVerdict:
    """Whether a file may be public: an original, or one made from it, whose `path` from collection/ on and `media_type`
    are then the original's; `pages` are those that are in it, from 1 (None: nobody knows).

    One that is altered may be public when the regions and intervals are taken out of it, and not before.
    """
    if (kept := _kept_back(verdict)) or (kept := _out_of_scope(verdict, media_type, role)):
        return PartVerdict(shown=False, reason=kept)
    taken = []
    for part in verdict.withheld:
        if part.names(path) or (part.span and _may_have_times(media_type, role)):
            stops, out = _effect(part, media_type, role, pages)
            if stops:
                return PartVerdict(shown=False, reason=stops)
            taken += [out] if out else []
    if taken:
        reason = f"{' and '.join(dict.fromkeys(taken))} taken out of it"
        return PartVerdict(shown=True, reason=reason, altered=True)
    return PartVerdict(shown=True, reason=verdict.reason)


def of_statement(verdict: Verdict, statement: Statement) -> PartVerdict:
    """Whether a statement may be public; one in no language is withheld with those in any."""
    if not verdict.shown:
        return PartVerdict(shown=False, reason=f"the item is hidden: {verdict.reason}")
    for part in verdict.withheld:
        if part.term == statement.term and in_language(statement.language, part.language):
            meant = f"{part.term} in {part.language}" if part.language else str(part.term)
            return PartVerdict(shown=False, reason=f"{meant} is withheld")
    return PartVerdict(shown=True, reason=verdict.reason)


def of_passage(  # noqa: PLR0917  what a passage is
    verdict: Verdict,
    path: str,
    text: str,
    start: float | None = None,
    end: float | None = None,
    page: int | None = None,
) -> PartVerdict:
    """Whether a passage of the file at `path` may be public; `start` and `end` are seconds, pages count from 1.

    One with a start and no end may last until any time: whoever knows where the next begins gives that as its end.
    """
    kept = _kept_back(verdict)
    if not kept and "words" not in verdict.scope:
        kept = "a consent does not give words"
    if kept:
        return PartVerdict(shown=False, reason=kept)
    for part in verdict.withheld:
        if part.span and start is not None and _overlap(part.span, start, end):
            return PartVerdict(shown=False, reason="within an interval that is withheld")
        if part.span and start is None and not _looked_at(verdict, path):
            return PartVerdict(shown=False, reason="an interval is withheld, and the passage has no time")
        if (found := _holds(part, text, page)) and part.names(path):
            return PartVerdict(shown=False, reason=found)
    return PartVerdict(shown=True, reason=verdict.reason)


def unmet(verdict: Verdict, passages: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    """The parts to be withheld for their words that no passage holds, of (path of its file, text): they are written
    otherwise there, or run over two passages, and while that is so the item must not be public.
    """
    left = [part for part in verdict.withheld if part.text]
    for path, text in passages:
        if not left:
            break
        left = [part for part in left if not _says(part, path, text)]
    return tuple(left)


def while_said(verdict: Verdict, passages: Iterable[tuple[str, str, float | None, float | None]]) -> Verdict:
    """The verdict that withholds in the whole item the times at which words are said that are withheld in one file: a
    translation says them too, and so does the sound. A passage is the path of its file, its text, and the seconds at
    which it begins and ends (None: nobody knows).
    """
    sought = [part for part in verdict.withheld if part.text]
    spans: dict[str, list[tuple[float, float]]] = {}
    for path, text, start, end in passages if sought else ():
        if start is not None and any(_says(part, path, text) for part in sought):
            spans.setdefault(path, []).append((start, math.inf if end is None else end))
    found = (Part(path, span=span) for path, several in spans.items() for span in _merged(several))
    return replace(verdict, withheld=(*verdict.withheld, *found))


def _says(part: Part, path: str, text: str) -> bool:
    return part.text is not None and part.names(path) and has_words(text, part.text)


def _merged(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Intervals of which none touches another."""
    begin, reached = None, 0.0
    for start, end in sorted(spans):
        if begin is not None and start > reached:
            yield begin, reached
            begin = None
        begin, reached = (start, end) if begin is None else (begin, max(reached, end))
    if begin is not None:
        yield begin, reached


def _kept_back(verdict: Verdict) -> str:
    """Why nothing but a description of the item is public, or nothing at all; empty where more is."""
    if verdict.level == "public":
        return ""
    meant = "described only" if verdict.level == "closed" else "hidden"
    return f"the item is {meant}: {verdict.reason}"


def _out_of_scope(verdict: Verdict, media_type: str, role: str) -> str:
    if role == ORIGINAL and not verdict.originals:
        return "an original, and the record does not give originals"
    if role == ORIGINAL and not verdict.gives(media_type):
        missing = [*_missing(verdict, media_type), "download"]
        return f"a consent does not give {missing[0]}"
    if not verdict.shows(media_type):
        return f"a consent does not give {' and '.join(_missing(verdict, media_type))}"
    return ""


def _missing(verdict: Verdict, media_type: str) -> list[str]:
    needs = _NEEDS.get(media_type.partition("/")[0], _NEEDS_OF_OTHERS)
    return [word for word in needs if word not in verdict.scope]


def _may_have_times(media_type: str, role: str) -> bool:
    """Whether an interval of the item may be in the file: in sound and film and what is made of them, and in whatever
    holds text as it was received, which may be a transcript.
    """
    return media_type.startswith(_TIMED) or (role == ORIGINAL and not media_type.startswith("image/"))


def _effect(part: Part, media_type: str, role: str, pages: Collection[int] | None) -> tuple[str, str]:
    """Why a part that is withheld keeps the whole file back, or else what is to be taken out of it, in words; neither
    where it is not in it.
    """
    if part.whole:
        return "the file is withheld", ""
    if role == ORIGINAL:
        return "a part of it is withheld, and an original is never altered", ""
    if part.span and media_type.startswith(_TIMED):
        return "", "an interval is"
    picture = media_type.startswith("image/") or pages is not None
    if part.region and picture:
        elsewhere = part.page is not None and pages is not None and part.page not in pages
        return "", "" if elsewhere else "a region is"
    if part.pages and pages is not None:
        return ("the page is withheld" if any(map(part.has_page, pages)) else ""), ""
    return "a part of it is withheld, and cannot be taken out of a file of this type", ""


def _looked_at(verdict: Verdict, path: str) -> bool:
    """Whether somebody has said which pages or words of a file are withheld: one without times may be a transcript."""
    return any((part.text or part.pages) and part.names(path) for part in verdict.withheld)


def _holds(part: Part, text: str, page: int | None) -> str:
    """Why a passage of the file that a part names is withheld with it; empty where it is not."""
    if part.whole:
        return "the file is withheld"
    if part.pages and (page is None or part.has_page(page)):
        return "on a page that is withheld" if page else "pages are withheld, and on which one it stands is not known"
    if part.region and part.page in {None, page}:
        return "a region is withheld, and whether it stands there is not known"
    if part.text and has_words(text, part.text):
        return "it holds words that are withheld"
    return ""


def _overlap(span: tuple[float, float], start: float, end: float | None) -> bool:
    return start < span[1] and (end is None or end > span[0] or start >= span[0])
