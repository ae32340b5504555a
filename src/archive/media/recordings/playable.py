"""Copies of sound and film that every browser plays, with nothing in them but sound and pictures.

Sound: AAC-LC in MP4 (ISO/IEC 14496-3, -14). Film: H.264 (ISO/IEC 14496-10), 8 bits, 4:2:0, with AAC-LC. Pictures that
are so already are copied and not coded again; sound always is, as a stream of AAC has room for words in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.media.matter import Made
from archive.media.recordings.containers import CONTAINERS, Container
from archive.media.recordings.ffmpeg import MEBIBYTE, THREADS, convert
from archive.media.recordings.probing import Track, probe
from archive.media.recordings.tracks import length, size

ROLE = "playable"
LONGER, SHORTER = 1280, 720
# Of sound, half of its length is plenty on slow machines; film may take ten times as long as it lasts.
_SLOWEST = {"Audio": 0.5, "Video": 10.0}
_AT_LEAST, _AT_MOST = 60.0, 12 * 3600.0
# No coding takes fewer bytes for a second: what claims to last longer does not.
FEWEST = 400
# For each second; sound at 64 kbit/s a channel takes 16 KiB, film at this quality seldom more than 500.
_MOST = {"Audio": MEBIBYTE // 16, "Video": 2 * MEBIBYTE}

# Nothing but the streams that are named, without a word; the same bytes each time.
BARE = ("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact", "-flags", "+bitexact")
SHAPE = (
    "yadif=deint=interlaced,scale=iw*sar:ih,setsar=1,"
    f"scale=w='min(iw,if(gte(iw,ih),{LONGER},{SHORTER}))':h='min(ih,if(gte(iw,ih),{SHORTER},{LONGER}))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
)
# Each picture once, at its own time: pictures that are damaged could be repeated for ever.
H264 = (
    *("-fps_mode", "vfr", "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p"),
    *("-threads", THREADS),
)
# Containers that keep the times of H.264 as MP4 does.
_TIMED = frozenset({"mov", "matroska"})
# Slices and what they need to be decoded. Supplemental information and types of nobody's can hold what somebody wrote.
_BARE_PICTURES = ("-bsf:v", "filter_units=pass_types=1-5|7-8")


def playable(source: Path, container: Container, tracks: Sequence[Track], scratch: Path) -> Made:
    """A playable copy of a recording, in the scratch folder. Raises Failed where none can be made."""
    film = any(track.kind == "Video" for track in tracks)
    family, target = ("Video", scratch / "playable.mp4") if film else ("Audio", scratch / "playable.m4a")
    longest = source.stat().st_size / FEWEST
    lasts = min(length(tracks) or longest, longest)
    convert(
        source,
        container,
        tuple(_arguments(container, tracks, film=film)),
        target,
        seconds=min(_AT_MOST, _AT_LEAST + lasts * _SLOWEST[family]),
        most=16 * MEBIBYTE + int(lasts * _MOST[family]),
    )
    media_type = "video/mp4" if film else "audio/mp4"
    made = probe(target, CONTAINERS[media_type].parser)
    width, height = size(made)
    return Made(ROLE, media_type, target, width, height, length(made))


def _arguments(container: Container, tracks: Sequence[Track], *, film: bool) -> Iterator[str]:
    pictures = next((track for track in tracks if track.kind == "Video"), None)
    sound = next((track for track in tracks if track.kind == "Audio"), None)
    # V: pictures that move; a cover is none.
    yield from ("-map", "0:V:0", "-map", "0:a:0?") if film else ("-map", "0:a:0")
    if pictures:
        yield from ("-c:v", "copy") if container.demuxer in _TIMED and _plays(pictures) else ("-vf", SHAPE, *H264)
        yield from _BARE_PICTURES
    if sound:
        yield from _aac(sound)
    yield from (*BARE, "-movflags", "+faststart", "-f", "mp4" if film else "ipod")


def _plays(track: Track) -> bool:
    """Whether pictures are what every browser plays, small enough, upright, and all of them meant to be seen."""
    longer, shorter = sorted(size([track]), key=lambda edge: edge or LONGER + 1, reverse=True)
    return (
        track.get("Format") == "AVC"
        and (track.get("Format_Profile") or "").startswith(("Baseline", "Constrained Baseline", "Main", "High"))
        and not (track.get("Format_Profile") or "").startswith("High ")
        and (track.get("BitDepth"), track.get("ChromaSubsampling")) == ("8", "4:2:0")
        and (track.get("ScanType") or "Progressive") == "Progressive"
        and not track.number("Rotation")
        and 0 < (longer or 0) <= LONGER
        and 0 < (shorter or 0) <= SHORTER
        and _whole(track)
    )


def _whole(track: Track) -> bool:
    """Whether nothing was cut off by a list of edits alone: what such a list hides would go along with the copy."""
    there, shown = track.number("Source_Duration"), track.number("Duration")
    return there is None or (shown is not None and abs(there - shown) < 0.1)


def _aac(track: Track) -> Iterator[str]:
    channels = 1 if track.number("Channels") == 1 else 2
    # The other way of choosing what to leave out takes five times as long.
    yield from ("-c:a", "aac", "-aac_coder", "fast", "-ac", str(channels), "-b:a", f"{64 * channels}k")
    if (track.number("SamplingRate") or 0) > 48_000:
        yield from ("-ar", "48000")
