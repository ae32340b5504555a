"""The files in which sound and film come, and by which part of MediaInfo and of ffmpeg each is read.

Both programs look at the content themselves if they are let, and then also read playlists: lists of other files and
of addresses. So they are told which format it is.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Container:
    """How a container is called by MediaInfo (a parser) and by ffmpeg (a demuxer).

    `film` is the media type that it has with pictures in it, None where it holds nothing but sound.
    """

    parser: str
    demuxer: str
    film: str | None = None


_ISO = "mov"  # ISO base media and QuickTime alike
CONTAINERS = {
    "audio/wav": Container("Riff", "wav"),
    "audio/x-aiff": Container("Aiff", "aiff"),
    "audio/flac": Container("Flac", "flac"),
    "audio/mpeg": Container("Mpega", "mp3"),
    "audio/aac": Container("Adts", "aac"),
    "audio/amr": Container("Amr", "amr"),
    "audio/ogg": Container("Ogg", "ogg", "video/ogg"),
    "audio/mp4": Container("Mpeg4", _ISO, "video/mp4"),
    "audio/3gpp": Container("Mpeg4", _ISO, "video/3gpp"),
    "audio/3gpp2": Container("Mpeg4", _ISO, "video/3gpp2"),
    "audio/x-ms-wma": Container("Wm", "asf", "video/x-ms-wmv"),
    "audio/x-matroska": Container("Mk", "matroska", "video/x-matroska"),
    "audio/webm": Container("Mk", "matroska", "video/webm"),
    "video/ogg": Container("Ogg", "ogg", "video/ogg"),
    "video/mp4": Container("Mpeg4", _ISO, "video/mp4"),
    "video/quicktime": Container("Mpeg4", _ISO, "video/quicktime"),
    "video/3gpp": Container("Mpeg4", _ISO, "video/3gpp"),
    "video/3gpp2": Container("Mpeg4", _ISO, "video/3gpp2"),
    "video/x-ms-asf": Container("Wm", "asf", "video/x-ms-asf"),
    "video/x-ms-wmv": Container("Wm", "asf", "video/x-ms-wmv"),
    "video/x-matroska": Container("Mk", "matroska", "video/x-matroska"),
    "video/webm": Container("Mk", "matroska", "video/webm"),
    "video/x-msvideo": Container("Riff", "avi", "video/x-msvideo"),
    "video/mpeg": Container("MpegPs", "mpeg", "video/mpeg"),
    "video/mp2t": Container("MpegTs", "mpegts", "video/mp2t"),
}
