"""Transcripts written as files that players read: WebVTT (W3C Candidate Recommendation, 2019-04-04) and SubRip."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from archive.store.rows import Passage

# How long the last cue is shown where nobody said when it ends, in seconds.
LAST = 5.0


def webvtt(passages: Iterable[Passage]) -> str:
    """The passages that have a time, as a WebVTT file, with their speakers as voices.

    One without an end ends where the next begins.
    """
    blocks = ["WEBVTT\n"]
    for start, end, passage, text in _timed(passages):
        voice = f"<v {html.escape(' '.join(passage.speaker.split()), quote=False)}>" if passage.speaker else ""
        times = f"{_clock(start, '.')} --> {_clock(end, '.')}"
        blocks.append(f"{times}\n{voice}{html.escape(text, quote=False)}\n")
    return "\n".join(blocks)


def subrip(passages: Iterable[Passage]) -> str:
    """The same as a SubRip file, which knows no voices: a speaker's name stands before the words."""
    blocks = []
    for number, (start, end, passage, text) in enumerate(_timed(passages), start=1):
        words = f"{passage.speaker}: {text}" if passage.speaker else text
        times = f"{_clock(start, ',')} --> {_clock(end, ',')}"
        blocks.append(f"{number}\n{times}\n{_plain(words)}\n")
    return "\n".join(blocks)


def _timed(passages: Iterable[Passage]) -> Iterator[tuple[float, float, Passage, str]]:
    """Start, end, and the text without the empty lines that would end a cue."""
    timed = [passage for passage in passages if passage.start is not None]
    for passage, following in zip_longest(timed, timed[1:]):
        text = "\n".join(line for line in passage.text.splitlines() if line.strip())
        start = passage.start or 0.0
        end = passage.end
        if end is None:
            end = following.start if following and following.start is not None else start + LAST
        if text:
            yield start, max(start, end), passage, text


def _clock(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def _plain(text: str) -> str:
    """Words as they are, unless they would be taken for markup: then as in WebVTT, which most players understand."""
    if "<" in text or "-->" in text or "{\\" in text or html.unescape(text) != text:
        return html.escape(text, quote=False).replace("{", "&#123;")
    return text
