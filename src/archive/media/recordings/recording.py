"""Sound and film: length, streams, tags; a copy that every browser plays, and a picture of its sound."""

from __future__ import annotations

from collections.abc import Sequence

from archive.media.matter import Found, Made, Matter, Unreadable
from archive.media.recordings import ffmpeg
from archive.media.recordings.containers import CONTAINERS, Container
from archive.media.recordings.playable import FEWEST, playable
from archive.media.recordings.probing import Missing, Track, probe
from archive.media.recordings.tags import told
from archive.media.recordings.tracks import length, size, streams
from archive.media.recordings.waveform import waveform

# Longer than a copy of the longest film may take, and the picture of its sound; ffmpeg has bounds of its own.
SECONDS = 13 * 3600.0


def recording(matter: Matter) -> Found:
    """What is in a recording, and what can be made of it with ffmpeg.

    What has a name of sound counts as film where there is film in it, and where that cannot be told: faces need a
    consent too.
    """
    container = CONTAINERS[matter.media_type]
    try:
        tracks = probe(matter.path, container.parser)
    except (Unreadable, OSError) as problem:
        said = f"cannot be looked into: {problem.strerror}" if isinstance(problem, OSError) else str(problem)
        return Found(media_type=container.film, problems=(said,), unreadable=True)
    except Missing:
        said = "nobody can tell what is in it: there is no MediaInfo here, the library that pymediainfo needs"
        return Found(media_type=container.film, problems=(said,), lacks=("MediaInfo",))
    kinds = {track.kind for track in tracks}
    suggestions, traces = told(tracks)
    made, problems = _made(matter, container, tracks)
    width, height = size(tracks)
    return Found(
        media_type=None if kinds & {"Audio", "Video"} == {"Audio"} else container.film,
        width=width,
        height=height,
        duration=_lasts(matter, tracks) or next((copy.duration for copy in made), None),
        streams=streams(tracks),
        suggestions=suggestions,
        traces=traces,
        made=made,
        problems=problems,
        lacks=() if ffmpeg.present() else (ffmpeg.PROGRAM,),
    )


def _lasts(matter: Matter, tracks: Sequence[Track]) -> float | None:
    """Seconds, None where it is not told, or where a file of this size cannot last so long."""
    told = length(tracks)
    return told if told and told <= max(1.0, matter.size / FEWEST) else None


def _made(matter: Matter, container: Container, tracks: Sequence[Track]) -> tuple[tuple[Made, ...], tuple[str, ...]]:
    """The copy and the picture, and in words what could not be made."""
    kinds = {track.kind for track in tracks}
    if not kinds & {"Audio", "Video"}:
        return (), ("holds neither sound nor film",)
    if not ffmpeg.present():  # said once for all files that lack it
        return (), ()
    try:
        copy = playable(matter.path, container, tracks, matter.scratch())
    except (ffmpeg.Failed, Unreadable) as problem:
        return (), (f"has no copy that every browser plays: {problem}",)
    if not copy.duration:
        return (), ("has no copy that every browser plays: nothing is in it to be heard or seen",)
    if "Audio" not in kinds:
        return (copy,), ()
    try:
        return (copy, waveform(copy, matter.scratch())), ()
    except ffmpeg.Failed as problem:
        return (copy,), (f"has no picture of its sound: {problem}",)
