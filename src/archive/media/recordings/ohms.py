"""OHMS: the time-coded index and the transcript of an interview, in the XML of the Oral History Metadata Synchronizer.

Namespace https://www.weareavp.com/nunncenter/ohms, versions 3 to 6 (University of Kentucky, Louie B. Nunn Center). What
it says stands twice where it was translated: elements whose names end in `_alt` are in a second language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract, Suggestion, Trace
from archive.media.recordings.transcript import cues
from archive.media.texts.speakers import attribute
from archive.media.texts.tidy import tidy, tidy_line
from archive.records.edtf import bounds
from archive.records.languages import nearest_tag

_SPACE = re.compile(r"https?://(?:www\.)?weareavp\.com/nunncenter/ohms\Z")
_ROOT = re.compile(rb"weareavp\.com/nunncenter/ohms")
# Where a file says what it is.
_HEAD = 4096
_SUGGESTED = {
    "title": "title",
    "date": "created",
    "interviewee": "contributor",
    "interviewer": "contributor",
    "description": "description",
    "subject": "subject",
    "keyword": "subject",
    "repository": "publisher",
    "rights": "rights",
    "usage": "rights",
    "accession": "identifier",
    "collection_name": "isPartOf",
    "series_name": "isPartOf",
    "duration": "extent",
    "media_url": "source",
    "hyperlink": "relation",
}
# Notes for the staff, and where on the map a section is about.
_TRACES = frozenset({"user_notes", "cms_record_id", "gps", "gps_text", "gps_text_alt"})
# Footnotes: their marks go, their words stay. Times in the running text stand in `sync` too.
_MARKS = re.compile(r"\[\[/?(?:footnotes?|note|link)\]\]|\{[\d:]+\}")
_MARK = re.compile(r"\s*(\d{1,7})(?:\(\d*\))?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Tongue:
    """One of the two languages of a file, and what the names of elements in it end in."""

    suffix: str
    language: str | None


def ohms(matter: Matter) -> Found:
    """The sections of an interview, each with synopsis and keywords, and its transcript; nothing of other XML.

    Raises Unreadable where it is no XML that can be read.
    """
    if not _ROOT.search(matter.data[:_HEAD]):
        return Found()
    record = _record(matter.data)
    if record is None:
        return Found()
    tongues = [_Tongue("", _language(record, "language"))]
    if _text(record, "transcript_alt_lang"):
        tongues.append(_Tongue("_alt", _language(record, "transcript_alt_lang")))
    extracts: list[Extract] = []
    problems: list[str] = []
    for tongue in tongues:
        found = [*_sections(record, tongue), *_transcript(record, tongue, problems)]
        extracts.extend(replace(extract, language=tongue.language) for extract in found)
    return Found(
        suggestions=tuple(dict.fromkeys(_suggestions(record))),
        traces=tuple(dict.fromkeys(_traces(record))),
        extracts=tuple(extracts),
        problems=tuple(problems),
    )


def _record(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"cannot be read as OHMS XML: {str(error).split(', line')[0]}") from error
    if b"<!DOCTYPE" in data:
        raise Unreadable("cannot be read as OHMS XML: it declares a document type, which no such file does")
    name = etree.QName(root)
    if not _SPACE.match(name.namespace or ""):
        return None
    return next((element for element in root.iter() if _name(element) == "record"), None)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _texts(element: etree._Element, name: str) -> Iterator[str]:
    """What stands in those elements within one that have this name."""
    for child in element.iter():
        if child is not element and _name(child) == name:
            yield _words(child)


def _text(element: etree._Element, name: str) -> str:
    return next((text for text in _texts(element, name) if text.strip()), "")


def _language(record: etree._Element, name: str) -> str | None:
    return nearest_tag(tidy_line(_text(record, name)))


def _suggestions(record: etree._Element) -> Iterator[Suggestion]:
    if tag := _language(record, "language"):
        yield Suggestion("language", tag, "OHMS language")
    for element in record.iter():
        name = _name(element)
        # A section has a title too, and that is not the interview's.
        if name not in _SUGGESTED or (name != "hyperlink" and element.getparent() is not record):
            continue
        value = tidy_line(element.get("value") or "" if name == "date" else _words(element))
        if value and (name != "date" or bounds(value)):
            yield Suggestion(_SUGGESTED[name], value, f"OHMS {name}")


def _traces(record: etree._Element) -> Iterator[Trace]:
    for element in record.iter():
        if _name(element) in _TRACES and (value := tidy_line(_words(element))):
            yield Trace(f"OHMS {_name(element)}", value)


def _sections(record: etree._Element, tongue: _Tongue) -> Iterator[Extract]:
    points = [point for point in record.iter() if _name(point) == "point"]
    starts = [_seconds(_text(point, "time")) for point in points]
    ends: list[float | None] = [*starts[1:], None]
    for point, start, end in zip(points, starts, ends, strict=True):
        forward = start is not None and end is not None and end >= start
        for form, text in _told(point, tongue):
            if text:
                yield Extract(text, start=start, end=end if forward else None, form=form)


def _told(point: etree._Element, tongue: _Tongue) -> Iterator[tuple[str, str]]:
    yield "section", tidy_line(_text(point, f"title{tongue.suffix}")).strip("; ")
    yield "quote", tidy(_text(point, f"partial_transcript{tongue.suffix}"))
    yield "synopsis", tidy(_text(point, f"synopsis{tongue.suffix}"))
    words = (word for name in ("keywords", "subjects") for word in _text(point, f"{name}{tongue.suffix}").split(";"))
    yield "keywords", "; ".join(dict.fromkeys(filter(None, map(tidy_line, words))))


def _seconds(written: str) -> float | None:
    try:
        seconds = float(written)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e7 else None


def _transcript(record: etree._Element, tongue: _Tongue, problems: list[str]) -> list[Extract]:
    """The transcript: WebVTT in version 6, before that text with a mark at the line in which each minute begins."""
    if written := _text(record, f"vtt_transcript{tongue.suffix}").strip():
        found = cues(written)
        problems.extend(f"in its transcript, {problem}" for problem in found.problems)
        return list(found.extracts)
    text = _text(record, f"transcript{tongue.suffix}").replace("\r\n", "\n").replace("\r", "\n")
    minutes = _marks(_text(record, f"sync{tongue.suffix}"))
    return attribute(list(_paragraphs(text.split("\n"), minutes)))


def _marks(sync: str) -> list[tuple[int, float]]:
    """Lines, counted from 0, and the seconds that are reached in them: `1:|13(3)|19(14)` is a minute, then two.

    Nothing where they run backwards.
    """
    interval, _, marks = sync.partition(":")
    if not _MARK.fullmatch(interval):
        return []
    found = [(_MARK.fullmatch(mark), place * int(interval) * 60.0) for place, mark in enumerate(marks.split("|"))]
    lines = [(int(mark[1]), seconds) for mark, seconds in found if mark and seconds]
    return lines if lines == sorted(lines) else []


def _paragraphs(lines: Sequence[str], marks: Sequence[tuple[int, float]]) -> Iterator[Extract]:
    """The paragraphs, and between which two marks each is spoken."""
    lines_marked = [line for line, _ in marks]
    gathered: list[str] = []
    for number, line in enumerate((*lines, "")):
        clean = tidy_line(_MARKS.sub(" ", line))
        if clean:
            gathered.append(clean)
        elif gathered:
            first, last = number - len(gathered), number - 1
            before, behind = bisect_right(lines_marked, first), bisect_right(lines_marked, last)
            start = marks[before - 1][1] if before else 0.0
            end = marks[behind][1] if behind < len(marks) else None
            text = " ".join(gathered)
            yield Extract(text, start=start, end=end) if marks else Extract(text)
            gathered = []
