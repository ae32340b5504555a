"""What the tracks of sound and film come to: how long it is, how large its pictures, in what it is coded."""

from __future__ import annotations

from collections.abc import Sequence

from archive.media.recordings.probing import Track

_CODECS = {
    "AVC": "h264",
    "MPEG Video": "mpeg2video",
    "MPEG-4 Visual": "mpeg4",
    "Layer 1": "mp1",
    "Layer 2": "mp2",
    "Layer 3": "mp3",
    "E-AC-3": "eac3",
}
_CHANNELS = {1: "mono", 2: "stereo"}


def length(tracks: Sequence[Track]) -> float | None:
    """Seconds, to the millisecond; None where it is not told."""
    whole = [seconds for track in tracks[:1] if (seconds := track.number("Duration"))]
    parts = [seconds for track in tracks[1:] if (seconds := track.number("Duration"))]
    return round(max(whole or parts), 3) if whole or parts else None


def size(tracks: Sequence[Track]) -> tuple[int | None, int | None]:
    """Width and height of the pictures as they are shown, upright, in pixels."""
    for track in tracks:
        width, height = track.number("Width"), track.number("Height")
        if track.kind == "Video" and width and height:
            upright = round((track.number("Rotation") or 0) / 90) % 2 == 0
            return (int(width), int(height)) if upright else (int(height), int(width))
    return None, None


def streams(tracks: Sequence[Track]) -> tuple[str, ...]:
    """What each track is coded in: `opus 48000 Hz mono`, `h264 1280×720 25 fps`."""
    return tuple(_words(track) for track in tracks if track.kind in {"Audio", "Video", "Text"})


def _words(track: Track) -> str:
    said = track.get("Format") or "unknown"
    if said == "MPEG Audio":
        said = track.get("Format_Profile") or said
    words = [_CODECS.get(said, said.lower())]
    if track.kind == "Audio":
        if rate := track.number("SamplingRate"):
            words.append(f"{rate:g} Hz")
        if channels := track.number("Channels"):
            words.append(_CHANNELS.get(int(channels), f"{channels:g} channels"))
    elif track.kind == "Video":
        width, height = size([track])
        if width and height:
            words.append(f"{width}×{height}")
        if rate := track.number("FrameRate"):
            words.append(f"{rate:g} fps")
    return " ".join(words)
