"""Times in the text of a transcript, where they are certain: `[00:12:03] Speaker: …` and the other usual forms.

An address or a time of day in prose is no time of a recording. So a text has times only where at least two marks stand
at the heads of its lines, none runs backwards, and they are of a sort, or begin so soon, that no clock would have
shown them. Everywhere else the text stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.media.model import Extract

# A recording begins at nought; a page about a day seldom does so ten minutes after midnight.
SOON = 600.0
# Minutes and seconds without brackets may be chapter and verse, or a time of day: with names the first has to be within
# the first minute, and alone, of which there have to be many, at nought indeed.
FIRST_MINUTE, AT_ONCE, MANY = 60.0, 10.0, 3

_NAME = r"[^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,3}"
# Hours or not; a fraction, or the number of a frame as some transcription programs write it.
_TIME = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,:;](\d{1,3}))?(?!\d|:\d)"
_SPAN = rf"{_TIME}(?:\s*(?:-->|[-–—])\s*{_TIME})?"
_IN_BRACKETS = rf"[\[({{<]\s*{_SPAN}\s*[\])}}>]"
_LABEL = re.compile(rf"({_NAME}) ?:\s+(?=\S)")
_AFTER = r"(?:\s*[-–—](?=\s))?\s*"
# What every time holds, soon looked for.
_MINUTES = re.compile(r"\d:[0-5]\d")
_HEADS = {
    True: (
        re.compile(rf"(?:{_IN_BRACKETS}){_AFTER}(?:(?P<name>{_NAME}) ?:(?:\s+|\Z))?"),
        re.compile(rf"(?P<name>{_NAME}) ?:?\s*(?:{_IN_BRACKETS})\s*:?\s*"),
    ),
    False: (
        re.compile(rf"(?:{_SPAN})(?:\s*:?\s+|\s*\Z){_AFTER}(?:(?P<name>{_NAME}) ?:(?:\s+|\Z))?"),
        re.compile(rf"(?P<name>{_NAME}) ?:? +(?:{_SPAN})\s*(?::\s*|\Z)"),
        re.compile(rf"(?P<name>{_NAME}) ?:? +(?:(?=\d+:\d+:){_SPAN})\s+"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time at the head of a line, `exact` if it has hours or fractions, with a name and the `rest` of the line.

    `unnamed` is that rest, or the whole line, where the name turns out to be nobody's.
    """

    start: float
    end: float | None
    exact: bool
    name: str | None
    rest: str
    unnamed: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that belong together, of a paragraph, with the mark at their head."""

    whole: Extract
    mark: _Mark | None
    lines: tuple[str, ...]

    def text(self, *, named: bool) -> str:
        """The words, without the time, and without the name where that is a speaker's."""
        first = () if not self.mark else (self.mark.rest if named else self.mark.unnamed,)
        return "\n".join(line for line in (*first, *self.lines) if line)


def timed(paragraphs: Sequence[Extract]) -> list[Extract]:
    """The paragraphs with the times, and the speakers, at the heads of their lines; none where it is not certain.

    What has no time of its own belongs to the time before it. A cue without an end ends where the next begins.
    """
    if not any(_MINUTES.search(paragraph.text) for paragraph in paragraphs):
        return []
    for brackets in (True, False):
        units = [unit for paragraph in paragraphs for unit in _units(paragraph, brackets=brackets)]
        marks = [unit.mark for unit in units if unit.mark]
        if len(marks) > 1 and _forward(marks):
            named = _named(marks)
            return _cues(units, named=named) if _certain(units, marks, brackets=brackets, named=named) else []
    return []


def unwrapped(lines: Sequence[str]) -> str:
    """Lines of a paragraph in which line breaks mean nothing, joined but for where a time begins or stands alone."""
    text = ""
    after_time = False
    for line in lines:
        mark = _mark(line, brackets=True) or _mark(line, brackets=False)
        alone = mark is not None and not mark.rest
        begins = alone or (mark is not None and (mark.exact or not line[0].isalnum()))
        text += line if not text else f"\n{line}" if begins or after_time else f" {line}"
        after_time = alone
    return text


def _units(paragraph: Extract, *, brackets: bool) -> Iterator[_Unit]:
    mark: _Mark | None = None
    lines: list[str] = []
    for line in paragraph.text.split("\n"):
        if found := _mark(line, brackets=brackets):
            if lines or mark:
                yield _Unit(paragraph, mark, tuple(lines))
            mark, lines = found, []
        elif mark and not mark.name and not mark.rest and not lines and (label := _LABEL.match(line)):
            mark = replace(mark, name=label[1], rest=line[label.end() :], unnamed=line)
        else:
            lines.append(line)
    yield _Unit(paragraph, mark, tuple(lines))


def _mark(line: str, *, brackets: bool) -> _Mark | None:
    if not _MINUTES.search(line):
        return None
    for head in _HEADS[brackets]:
        if found := head.match(line):
            name, before = found["name"], head.groupindex["name"] == 1
            times = found.groups()[1:] if before else found.groups()
            start, end = _seconds(times[:4]), _seconds(times[4:8])
            if start is None or (name and not (name[0].isupper() and len(name) <= 40)):
                continue
            unnamed = line if before else line[found.start("name") if name else found.end() :]
            return _Mark(start, end, bool(times[0] or times[3]), name, line[found.end() :], unnamed)
    return None


def _seconds(parts: Sequence[str | None]) -> float | None:
    """A time in seconds; two digits behind it may count frames, and are left out. None where it is none."""
    hours, minutes, seconds, fraction = parts
    if minutes is None or seconds is None or (hours is not None and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole + (float(f"0.{fraction}") if fraction and len(fraction) != 2 else 0.0)


def _forward(marks: Sequence[_Mark]) -> bool:
    starts = [mark.start for mark in marks]
    return starts == sorted(starts) and all(mark.end is None or mark.end >= mark.start for mark in marks)


def _named(marks: Sequence[_Mark]) -> bool:
    """Whether the names behind or before the times are those of speakers."""
    names = [mark.name for mark in marks if mark.name]
    return len(names) == len(marks) or recur(names)


def recur(names: Sequence[str]) -> bool:
    """Whether names come back so often that they are speakers' and not headings within paragraphs."""
    return bool(names) and len(names) >= 2 * len(set(names))


def _certain(units: Sequence[_Unit], marks: Sequence[_Mark], *, brackets: bool, named: bool) -> bool:
    first = marks[0].start
    exact = all(mark.exact for mark in marks)
    if brackets or exact:
        return first < SOON or (exact and (brackets or named))
    if named:
        return first < FIRST_MINUTE and all(unit.mark for unit in units[1:])
    return first <= AT_ONCE and len(marks) >= MANY and not any(mark.rest for mark in marks)


def _cues(units: Sequence[_Unit], *, named: bool) -> list[Extract]:
    following = iter([unit.mark.start for unit in units if unit.mark][1:])
    found: list[Extract] = []
    start: float | None = None
    end: float | None = None
    for unit in units:
        speaker, text = unit.whole.speaker, unit.text(named=named)
        if unit.mark:
            start, behind = unit.mark.start, next(following, None)
            end = behind if unit.mark.end is None else unit.mark.end
            speaker = (unit.mark.name if named else None) or speaker
        if text:
            found.append(replace(unit.whole, text=text, speaker=speaker, start=start, end=end))
    return found
