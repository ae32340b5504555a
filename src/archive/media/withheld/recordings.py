"""Sound and film without the intervals that are withheld: silent and black there, and no shorter.

So every time in a transcript stays true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archive.media.matter import Found, Matter, Unreadable
from archive.media.recordings import ffmpeg
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ffmpeg import MEBIBYTE, Failed, convert
from archive.media.recordings.playable import BARE, FEWEST, H264, ROLE, SHAPE
from archive.media.recordings.probing import Missing, Track, probe
from archive.media.recordings.recording import recording as examined
from archive.media.recordings.tracks import length
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.silence import (
    LEAST_RATE,
    MARGIN,
    MOST_RATE,
    Interval,
    blackening,
    joined,
    prove,
    silencing,
)

# More than anybody writes down; the filters take longer with each.
MOST_INTERVALS = 500
# How far, in seconds, the length of the copy may be from what the recording says: beyond, one of them counts time
# otherwise than who wrote down the intervals did.
_ASTRAY = MARGIN
# These hold nothing but sound, one frame after another: a time in them is what has sounded before.
_TIMELESS = frozenset({"aac", "amr", "mp3"})
# As for a copy without anything withheld; sound is not compressed.
_SLOWEST = {"audio": 1.0, "video": 10.0}
_MOST = {"audio": MEBIBYTE // 4, "video": 9 * MEBIBYTE // 4}
_AT_LEAST, _AT_MOST = 60.0, 12 * 3600.0


def recording(matter: Matter, instructions: Instructions) -> Found:
    """The copy that every browser plays and the picture of its sound, made of a copy that is silent, and black, in the
    intervals and a quarter of a second around them; nothing where a program for that is not there.

    Raises Unreadable where an interval lies outside, or such a copy cannot be made and heard to be silent.
    """
    if not ffmpeg.present():
        return Found(problems=("is withheld whole: ffmpeg is not installed",), lacks=(ffmpeg.PROGRAM,))
    try:
        tracks = probe(matter.path, CONTAINERS[matter.media_type].parser)
        return _found(matter, tracks, instructions.intervals)
    except Missing:
        said = "is withheld whole: there is no MediaInfo here, the library that pymediainfo needs"
        return Found(problems=(said,), lacks=("MediaInfo",))
    except Failed as problem:
        raise Unreadable(f"has no copy without what is withheld: {problem}") from problem


def _found(matter: Matter, tracks: Sequence[Track], intervals: Sequence[Interval]) -> Found:
    container, told = CONTAINERS[matter.media_type], length(tracks)
    if told is None and container.demuxer not in _TIMELESS:
        raise Unreadable("does not tell how long it is, so that nobody can rely on a time in it")
    lasts = told or matter.size / FEWEST
    _fit(intervals, lasts)
    if len(silent := joined((start, min(end, lasts)) for start, end in intervals)) > MOST_INTERVALS:
        raise Unreadable(f"has more than {MOST_INTERVALS} intervals that are withheld")
    family = "video" if any(track.kind == "Video" for track in tracks) else "audio"
    masked = matter.scratch() / "masked.mkv"
    convert(
        matter.path,
        container,
        tuple(_arguments(tracks, silent)),
        masked,
        seconds=min(_AT_MOST, _AT_LEAST + lasts * _SLOWEST[family]),
        most=16 * MEBIBYTE + int(lasts * _MOST[family]),
    )
    try:
        found = examined(
            replace(matter, data=b"", size=masked.stat().st_size, media_type=f"{family}/x-matroska", path=masked)
        )
    finally:
        masked.unlink()
    return _proved(found, told, intervals, matter.scratch() / "levels")


def _proved(found: Found, told: float | None, intervals: Sequence[Interval], levels: Path) -> Found:
    """What was made of the masked copy. Raises Unreadable where it is not playable, or keeps to other times."""
    copy = next((made for made in found.made if made.recipe == ROLE), None)
    if copy is None or not isinstance(copy.data, Path):
        raise Unreadable(f"has no copy without what is withheld: {'; '.join(found.problems)}")
    if copy.duration is None or abs(copy.duration - (told or copy.duration)) > _ASTRAY:
        raise Unreadable(f"does not last the {told:g} seconds that it says, so that nobody can rely on a time in it")
    _fit(intervals, copy.duration)
    container = CONTAINERS[copy.media_type]
    prove(copy.data, container, probe(copy.data, container.parser), intervals, levels)
    return Found(
        width=found.width, height=found.height, duration=copy.duration, made=found.made, problems=found.problems
    )


def _fit(intervals: Sequence[Interval], lasts: float) -> None:
    """Raises Unreadable where an interval begins when all is over: it was meant for another recording."""
    if outside := [start for start, _ in intervals if start >= lasts]:
        raise Unreadable(f"lasts {lasts:g} seconds, and what is withheld begins after {outside[0]:g}")


def _arguments(tracks: Sequence[Track], silent: Sequence[Interval]) -> Iterator[str]:
    """Ffmpeg's arguments for the masked copy: nothing of the first picture track and the first sound track but what is
    left of them.
    """
    pictures = next((track for track in tracks if track.kind == "Video"), None)
    sound = next((track for track in tracks if track.kind == "Audio"), None)
    if pictures:
        # Before it is deinterlaced, which looks at neighbouring pictures, and scaled.
        yield from ("-map", "0:V:0", "-vf", f"{blackening(silent, pictures)},{SHAPE}", *H264)
    if sound:
        rate = min(max(int(sound.number("SamplingRate") or 0), LEAST_RATE), MOST_RATE)
        channels = 1 if sound.number("Channels") == 1 else 2
        yield from ("-map", "0:a:0", "-af", silencing(silent), "-ar", str(rate), "-ac", str(channels))
        # Not compressed: silence would take fewer bytes a second than any recording may.
        yield from ("-c:a", "pcm_s16le")
    yield from (*BARE, "-f", "matroska")
