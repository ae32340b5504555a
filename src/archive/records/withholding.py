"""The parts that are never published (`withhold`), from what was written to exact values; and decisions on names."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archive.records.entries import key_of, maps, required, said_of
from archive.records.findings import Findings, listed, nearest, shorten
from archive.records.languages import is_tag, tag_wanted
from archive.records.model import Naming, Statement, Withhold
from archive.records.terms import TERMS, term_name

NOBODY = "nobody"
_KEYS = ("file", "from", "to", "pages", "region", "text", "term", "language")
_WAYS = (("from", "to"), ("pages", "region"), ("text",))
_TIME = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,7})(?:[.,](\d{1,6}))?", re.ASCII)
_PAGES = re.compile(r"([1-9]\d{0,6})(?:\s*[-–]\s*([1-9]\d{0,6}))?", re.ASCII)
# IIIF Image API 3.0, 4.1: pixels are whole numbers, percents may have a fraction.
_REGION = re.compile(r"(?:\d{1,7},){3}\d{1,7}|pct:(?:\d{1,3}(?:\.\d{1,9})?,){3}\d{1,3}(?:\.\d{1,9})?", re.ASCII)
_WANTED = {
    "from": "hours:minutes:seconds, as 00:12:03 or 12:03.5",
    "to": "hours:minutes:seconds, as 00:12:40 or 12:40.5",
    "pages": "pages as 3 or 3-4, 7",
    "region": "x,y,w,h in pixels of the upright picture, or pct:x,y,w,h",
}


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture as it stands upright: pixels, or percents of its width and height."""

    x: float
    y: float
    width: float
    height: float
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is never published, in exact values; `span` is in seconds, its end may be infinite, and it holds for
    every file of the item that has times. Pages count from 1, first and last of each run; `page` is that of the region
    (None: whichever there is). No `file` and no `term`, or a file and nothing else, mean all of it.
    """

    file: str | None = None
    span: tuple[float, float] | None = None
    pages: tuple[tuple[int, int], ...] = ()
    region: Region | None = None
    page: int | None = None
    text: str | None = None
    term: str | None = None
    language: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all of the file is meant."""
        return not (self.span or self.pages or self.region or self.text or (self.term and not self.file))

    def names(self, path: str) -> bool:
        """Whether the file at a path from collection/ on is the one that the record names, or may be it: a record may
        leave out the folder in which it stands itself.
        """
        if self.file is None:
            return self.term is None
        written, there = composed(self.file), composed(path)
        return there == written or there.endswith(f"/{written}")

    def has_page(self, page: int) -> bool:
        """Whether a page is withheld."""
        return any(first <= page <= last for first, last in self.pages)


def composed(path: str) -> str:
    """A path in one spelling: slashes, Unicode's form C."""
    return unicodedata.normalize("NFC", str(PurePosixPath(path.replace("\\", "/"))))


def exact(said: Withhold) -> Part:
    """The part that is meant. What is not understood is dropped, so that more is withheld: the whole file instead of a
    piece of it; without file and term everything.
    """
    span = None
    if said.start or said.end:
        start, end = seconds(said.start or "0"), math.inf if said.end is None else seconds(said.end)
        span = (start, end) if start is not None and end is not None and start < end else None
    pages, region = page_runs(said.pages or ""), region_of(said.region or "")
    page = pages[0][0] if region and pages else None
    term = term_name(said.term) if said.term else None
    return Part(
        said.file, span, () if region else pages, region, page, said.text, term, said.language if term else None
    )


def seconds(written: str) -> float | None:
    """The time in seconds: hours, minutes and seconds, minutes and seconds, or seconds; None where it is none."""
    found = _TIME.fullmatch(written.strip())
    if found is None:
        return None
    hours, minutes, whole, rest = found.groups()
    if (minutes and int(whole) > 59) or (hours and int(minutes) > 59):
        return None
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(f"{whole}.{rest or 0}")


def page_runs(written: str) -> tuple[tuple[int, int], ...]:
    """The pages in `3-4, 7`, first and last of each run; nothing where one of them is none."""
    runs = []
    for piece in written.split(","):
        found = _PAGES.fullmatch(piece.strip())
        if found is None or int(found[2] or found[1]) < int(found[1]):
            return ()
        runs.append((int(found[1]), int(found[2] or found[1])))
    return tuple(runs)


def region_of(written: str) -> Region | None:
    """The region that is written as in IIIF (Image API 3.0, 4.1); None where it is none, or holds nothing."""
    text = "".join(written.split())
    if not _REGION.fullmatch(text):
        return None
    percent = text.startswith("pct:")
    x, y, width, height = (float(number) for number in text.removeprefix("pct:").split(","))
    if not (width and height) or (percent and max(x, y) >= 100):
        return None
    return Region(x, y, width, height, percent)


def read_withhold(value: Any, findings: Findings) -> tuple[Withhold, ...]:
    """The parts that are never published, as written; what could not be made exact is a fault."""
    parts = []
    for entry in maps(value, "withhold", _KEYS, findings):
        said = {key: said_of(entry, key, "withhold", findings, _WANTED.get(key, "")) for key in _KEYS}
        part = Withhold(said["file"], said["from"], said["to"], *(said[key] for key in _KEYS[3:]))
        _look_at_ways(entry, findings)
        _look_at_values(entry, part, findings)
        if part.file or part.term:
            parts.append(part)
    return tuple(parts)


def _look_at_ways(entry: Mapping[str, Any], findings: Findings) -> None:
    """Say where a part is none, or two at once."""
    ways = [way for way in _WAYS if any(key in entry for key in way)]
    if "term" in entry:
        if "file" in entry or ways:
            findings.add(entry["term"], "withhold", "a term and a file in one", "an entry for each")
    elif "file" not in entry:
        findings.add(key_of(entry), "withhold", "no file", "file, or term")
    elif len(ways) > 1:
        said = " and ".join(key for way in ways for key in way if key in entry)
        findings.add(key_of(entry), "withhold", f"{said} in one", "an entry for each")
    if "language" in entry and "term" not in entry:
        findings.add(entry["language"], "withhold", "a language without a term", "term")


def _look_at_values(entry: Mapping[str, Any], part: Withhold, findings: Findings) -> None:
    start, end = (seconds(text) if text else None for text in (part.start, part.end))
    wrong = {
        "from": part.start and start is None,
        "to": part.end and end is None,
        "pages": part.pages and not page_runs(part.pages),
        "region": part.region and region_of(part.region) is None,
    }
    for key in (key for key, is_wrong in wrong.items() if is_wrong):
        findings.add(entry[key], "withhold", f"{key} “{shorten(entry[key])}”", _WANTED[key])
    if end is not None and (start or 0) >= end:
        findings.add(entry["to"], "withhold", f"to {part.end} is not after from {part.start or 0}", "the end of it")
    runs = page_runs(part.pages or "")
    if part.region and part.pages and (len(runs) != 1 or runs[0][0] != runs[0][1]):
        findings.add(entry["region"], "withhold", f"region of pages {part.pages}", "an entry for each page")
    if part.term and term_name(part.term) is None:
        findings.add(entry["term"], "withhold", f"term “{shorten(part.term)}”", nearest(part.term, TERMS))
    if part.language and not is_tag(part.language):
        findings.add(entry["language"], "withhold", f"“{part.language}” is no language tag", tag_wanted(part.language))


def read_names(value: Any, findings: Findings) -> tuple[Naming, ...]:
    """What somebody decided on words that may be names."""
    names = []
    for entry in maps(value, "names", ("text", "is", "in"), findings):
        text, person = (required(entry, key, "names", findings) for key in ("text", "is"))
        within = said_of(entry, "in", "names", findings, "a term or a file of the record")
        if text and person:
            names.append(Naming(text, None if person == NOBODY else person, within))
    return tuple(names)


def look_at_files(data: Mapping[str, Any], files: Sequence[str], findings: Findings) -> None:
    """Say where `withhold` or `names` speak of a file that the record does not have: another was meant."""
    there = {composed(file) for file in files}
    for part, key in (("withhold", "file"), ("names", "in")):
        for entry in listed(data.get(part)):
            said = entry.get(key) if isinstance(entry, Mapping) else None
            if isinstance(said, str) and said.strip() and composed(said.strip()) not in there:
                if part == "names" and term_name(said):
                    continue
                expected = nearest(said, files) or "a file that `files` names"
                findings.add(said, part, f"“{shorten(said)}” is no file of the record", expected)


def look_at_terms(data: Mapping[str, Any], statements: Sequence[Statement], findings: Findings) -> None:
    """Say where `withhold` speaks of statements that the record does not have: others were meant, and those would be
    published.
    """
    for entry in listed(data.get("withhold")):
        said = entry.get("term") if isinstance(entry, Mapping) else None
        term = term_name(said.strip()) if isinstance(said, str) else None
        if term is None:  # that none is called so has been said
            continue
        there = [statement.language for statement in statements if statement.term == term]
        if not there:
            terms = dict.fromkeys(statement.term for statement in statements)
            findings.add(said, "withhold", f"the record has no {term}", _term_wanted(term, terms))
            continue
        tag = entry.get("language")
        if isinstance(tag, str) and is_tag(tag.strip()) and not any(in_language(one, tag.strip()) for one in there):
            tags = nearest(tag, dict.fromkeys(filter(None, there)))
            findings.add(tag, "withhold", f"the record has no {term} in {tag.strip()}", tags)


def _term_wanted(term: str, there: Iterable[str]) -> str:
    near = nearest(term, there)
    return near if near.endswith("?)") else f"a term of the record: {near}".removesuffix(": ")


def in_language(said: str | None, withheld: str | None) -> bool:
    """Whether a language may be the one that is withheld (RFC 4647, 3.3.1); none may be any."""
    if said is None or withheld is None:
        return True
    return f"{said}-".casefold().startswith(f"{withheld}-".casefold())


def parts(said: Iterable[Withhold]) -> tuple[Part, ...]:
    """All parts that are meant, in their order."""
    return tuple(map(exact, said))
