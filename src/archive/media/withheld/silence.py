"""The intervals of a recording that are withheld, as ffmpeg understands them; and whether a copy keeps to them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from archive.media.matter import Unreadable
from archive.media.recordings.containers import Container
from archive.media.recordings.ffmpeg import MEBIBYTE, convert
from archive.media.recordings.probing import Track

Interval = tuple[float, float]

# Seconds before and after each: no two programs agree on a time to the frame, nor do two ears on where a word begins.
MARGIN = 0.25
# Samples that are silenced together, at most 32 milliseconds.
_TOGETHER = 256
# Samples of sound are coded in frames, two of which overlap: at fewer a second, sound from outside could be heard
# faintly beyond the margin.
LEAST_RATE, MOST_RATE = 16_000, 48_000
# Pictures a second: at fewer, one would be seen for longer than the margin lasts.
_LEAST_PICTURES, _MOST_PICTURES, _PICTURES = 10, 60, 25
# Before an interval from which on nothing may be heard or seen, in seconds: a frame of sound, a picture.
_EARLIER = {"Audio": 0.07, "Video": 0.1}
# Of 255: what coding leaves of the pictures before, which are not withheld.
_DARK = 24
# The edges of the pictures that are looked at, in pixels; bytes that a second of anything decodes to.
_EDGE = 64
_BYTES = 2 * 2 * MOST_RATE + _EDGE * _EDGE * _MOST_PICTURES
_SECONDS = 3600.0


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The intervals with their margins, in order, those that meet made one."""
    found: list[Interval] = []
    for start, end in sorted((max(0.0, start - MARGIN), end + MARGIN) for start, end in intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def silencing(intervals: Iterable[Interval]) -> str:
    """The filter that takes sound away. Samples are counted from the beginning, gaps filled: so a time is a time."""
    return f"aresample=async=1:first_pts=0,asetnsamples=n={_TOGETHER}:p=0,volume=volume=0:enable='{_within(intervals)}'"


def blackening(intervals: Iterable[Interval], track: Track) -> str:
    """The filter that takes pictures away, each seen for the same time, before anything else is made of them."""
    rate = track.number("FrameRate") or _PICTURES
    even = f"{rate:.3f}" if _LEAST_PICTURES <= rate <= _MOST_PICTURES else str(_PICTURES)
    black = f"drawbox=x=0:y=0:w=iw:h=ih:color=black:t=fill:enable='{_within(intervals)}'"
    return f"fps={even},format=yuv420p|yuv422p|yuv444p,{black}"


def _within(intervals: Iterable[Interval]) -> str:
    """An expression that is not zero within any of the intervals."""
    return "+".join(f"between(t,{start:.3f},{end:.3f})" for start, end in intervals)


def prove(copy: Path, demuxed: Container, tracks: Sequence[Track], intervals: Sequence[Interval], levels: Path) -> None:
    """Decode the intervals, without their margins, of a copy that has these tracks; by way of a file at `levels`.

    Raises Unreadable where anything is to be heard or seen in them, Failed where the copy cannot be decoded.
    """
    for kind, earlier in _EARLIER.items():
        lengths = [track.number("Duration") for track in tracks if track.kind == kind]
        lasts = max(map(_told, lengths), default=0.0)
        wanted = [(max(0.0, start - earlier), min(end, lasts)) for start, end in intervals if start < lasts - earlier]
        if not wanted:
            continue
        most = 16 * MEBIBYTE + int(sum(end - start for start, end in wanted)) * _BYTES
        convert(copy, demuxed, _decoding(kind, wanted), levels, seconds=_SECONDS, most=most)
        try:
            if _strongest(levels, "h" if kind == "Audio" else "B") > (0 if kind == "Audio" else _DARK):
                raise Unreadable(f"has no copy that is {'silent' if kind == 'Audio' else 'black'} where it has to be")
        finally:
            levels.unlink()


def _told(length: float | None) -> float:
    if length is None:
        raise Unreadable("has no copy that says how long it is")
    return length


def _decoding(kind: str, intervals: Iterable[Interval]) -> tuple[str, ...]:
    """Ffmpeg's arguments for the levels of sound, 16 bits, or of small grey pictures, 8 bits."""
    if kind == "Audio":
        return ("-map", "0:a:0", "-af", f"aselect='{_within(intervals)}'", "-c:a", "pcm_s16le", "-f", "s16le")
    small = f"select='{_within(intervals)}',scale={_EDGE}:{_EDGE}:flags=area,format=gray"
    return ("-map", "0:v:0", "-vf", small, "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "rawvideo")


def _strongest(levels: Path, code: str) -> int:
    strongest = 0
    with levels.open("rb") as file:
        while piece := array(code, file.read(MEBIBYTE)):
            if code == "h" and sys.byteorder == "big":
                piece.byteswap()
            strongest = max((strongest, max(piece), -min(piece)))
    return strongest
