"""Timed transcripts: WebVTT (W3C Candidate Recommendation, 2019-04-04) and SubRip.

webvtt-py reads the blocks of a file well, but leaves out in silence the cues whose times it cannot read, decodes no
character references and knows one voice per cue. Words of a testimony must not get lost or be given to somebody else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract
from archive.media.texts.decode import decode
from archive.media.texts.speakers import attribute_cues
from archive.media.texts.tidy import tidy, tidy_line

ARROW = "-->"
# More forgiving than the standard: hours of any length, minutes too where there are no hours, one digit where it wants
# two, and SubRip's comma.
_TIME = r"(?:(\d+):)?(\d+):(\d{1,2})[.,](\d{1,3})(?!\d)"
_TIMING = re.compile(rf"\s*{_TIME}\s*{ARROW}\s*{_TIME}", re.ASCII)
_TOKEN = re.compile(r"<([^>]*)(>|\Z)|[^<]+")
_VOICE = re.compile(r"v(?:\.[^\s]*)?(?:\s+(.*))?", re.DOTALL)
# What SubRip has from SubStation Alpha: where and how a cue is to be shown.
_STYLED = re.compile(r"\{\\[^{}\n]*\}")
_INDEX = frozenset({"chapters", "index"})
_COMMENT = re.compile(r"NOTE(?:\s|\Z)")
_OTHER_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")


@dataclass(slots=True)
class _Block:
    """Lines of a file up to an empty one or to the next arrow; `line` counts from 1."""

    line: int
    lines: list[str]
    timed: bool


def webvtt(matter: Matter) -> Found:
    """The cues of a WebVTT file, one extract for each voice in each; problems name the lines that were not read.

    Where its name says that it holds chapters (`0001.chapters.ru.vtt`) or an index, each cue is the title of a section.
    Raises Unreadable where the file is no text or does not begin as the standard demands.
    """
    text, problems = _text(matter.data)
    found = cues(text, problems)
    if _INDEX.isdisjoint(matter.path.name.lower().split(".")[1:-1]):
        return found
    return replace(found, extracts=tuple(replace(cue, form="section") for cue in found.extracts))


def cues(text: str, problems: tuple[str, ...] = ()) -> Found:
    """The same of the text of such a file; `problems` are known already."""
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", text):
        raise Unreadable("is not WebVTT: its first line does not begin with WEBVTT")
    return _found(text, problems)


def subrip(matter: Matter) -> Found:
    """The cues of a SubRip file, as `webvtt` gives them. Raises Unreadable where the file is no text."""
    text, problems = decode(matter.data)
    return _found(_STYLED.sub("", text), problems)


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a WebVTT file, which is UTF-8, whatever characters are in it; of another encoding if it has to be."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), ()


def _found(text: str, problems: tuple[str, ...]) -> Found:
    extracts: list[Extract] = []
    troubles = list(problems)
    for block in _blocks(text):
        if block.timed:
            extracts.extend(_cue(block, troubles))
        elif _is_comment(block) and any(ARROW in line for line in block.lines):
            troubles.append(f"line {block.line}: a comment with times in it, as of a cue; it was not read")
        elif block.line > 1 and not _OTHER_BLOCK.match(block.lines[0]):
            troubles.append(f"line {block.line}: text that belongs to no cue was not read")
    return Found(extracts=tuple(attribute_cues(extracts)), problems=tuple(troubles))


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block(1, [], timed=False)
    for number, line in enumerate(text.split("\n"), start=1):
        if ARROW in line and not _is_comment(block):
            # In a block not yet timed, one line before the arrow is the cue's identifier; elsewhere a new cue begins.
            if block.timed or len(block.lines) > 1:
                yield from _whole(block)
            block = _Block(number, [line], timed=True)
        elif not line:
            yield from _whole(block)
            block = _Block(number + 1, [], timed=False)
        else:
            block.lines.append(line)
    yield from _whole(block)


def _is_comment(block: _Block) -> bool:
    """Whether a block is a note: a cue that somebody has made one by a line before it is not to be heard again, though
    browsers would take that line for its name.
    """
    return not block.timed and bool(block.lines) and _COMMENT.match(block.lines[0]) is not None


def _whole(block: _Block) -> Iterator[_Block]:
    if block.lines:
        yield block


def _cue(block: _Block, troubles: list[str]) -> Iterator[Extract]:
    timing = _TIMING.match(block.lines[0])
    start, end = (_seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])) if timing else (None, None)
    if start is None or end is None:
        troubles.append(
            f"line {block.line}: a cue without times that can be read; expected 00:00:00.000 --> 00:00:00.000"
        )
        return
    if end < start:
        troubles.append(f"line {block.line}: a cue ends before it starts")
        # Both are within: what is withheld by time must find it.
        start, end = end, start
    payload = "\n".join(block.lines[1:])
    if payload.rfind("<") > payload.rfind(">"):
        troubles.append(f"line {block.line}: a cue with a “<” that is never closed; what follows it was not read")
    for speaker, text in _voices(payload):
        yield Extract(text, speaker=speaker, start=start, end=end)


def _seconds(parts: tuple[str | None, ...]) -> float | None:
    hours, minutes, seconds, fraction = parts
    if len(hours or "") > 6 or len(minutes or "") > 6 or int(seconds or 0) > 59:
        return None
    if hours is not None and int(minutes or 0) > 59:
        return None
    milliseconds = int((fraction or "").ljust(3, "0"))
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return (whole * 1000 + milliseconds) / 1000


def _voices(payload: str) -> Iterator[tuple[str | None, str]]:
    """What each voice says, in order: section 6.4 of the standard, of which only voice spans matter here."""
    for speaker, parts in groupby(_spoken(payload), key=itemgetter(0)):
        if text := tidy("".join(text for _, text in parts)):
            yield speaker, text


def _spoken(payload: str) -> Iterator[tuple[str | None, str]]:
    speakers: list[str | None] = [None]
    for token in _TOKEN.finditer(payload):
        if token[1] is None:
            yield speakers[-1], html.unescape(token[0])
        elif token[1] == "/v":
            if len(speakers) > 1:
                speakers.pop()
        elif voice := _VOICE.fullmatch(token[1]):
            speakers.append(tidy_line(html.unescape(voice[1] or "")) or None)
