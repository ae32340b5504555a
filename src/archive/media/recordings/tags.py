"""What the tags of sound and film say: in the words of Dublin Core as suggestions, and all of it as traces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.media.matter import Unreadable
from archive.media.model import Suggestion, Trace
from archive.media.recordings.probing import Track
from archive.media.texts.decode import decode
from archive.media.texts.tidy import tidy_line
from archive.records.edtf import bounds

# Tags can be made to be without end.
MOST_TAGS = 300
LONGEST = 4_000

# MediaInfo's names, and those that files bring themselves, in small letters; the likeliest first.
_TERMS = {
    "title": ("title", "track", "movie"),
    "creator": ("performer", "artist", "director", "author", "writtenby"),
    "created": ("recorded_date", "com_apple_quicktime_creationdate", "date", "released_date", "encoded_date"),
    "description": ("description", "comment"),
    "subject": ("keywords", "subject"),
    "rights": ("copyright", "termsofuse"),
    "publisher": ("publisher",),
}
# What is said of the coding, and not of what somebody wrote or where somebody was.
_TECHNICAL = re.compile(
    r"(?:(?:Video|Audio|Text|Image|Menu|Other)?Count|FrameCount|FileSize|(?:Stream|Header|Data|Footer)Size"
    r"|(?:Format|CodecID|Duration|OverallBitRate|FrameRate|Delay|Source|Cover|MuxingMode|Conformance)(?:_.*)?"
    r"|IsStreamable|IsTruncated|Interleaved|CodecConfigurationBox|(?:Frame|Sampling)Count_Source|MD5_Unencoded"
    r"|bext_(?:Present|Version)|ErrorDetectionType|Language|vendor_id|major_brand|minor_version|compatible_brands|FileExtension.*)"
)
# Of a single track nearly all is technical.
_OF_TRACK = re.compile(
    r"Title|Encoded(?!_Library_)|Tagged|Recorded|Copyright|Comment|Description|handler|com_", re.IGNORECASE
)
_DATE = re.compile(
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(?:(Z|UTC)|([+-]\d\d):?(\d\d)))?", re.ASCII
)
# Clocks that were never set.
_NEVER = ("1904-01-01", "1970-01-01")


@dataclass(frozen=True, slots=True)
class _Tag:
    """A name and a value; `said_by` is the format of what it stands in, and `whole` whether that is the whole file."""

    name: str
    value: str
    said_by: str
    whole: bool


def told(tracks: Sequence[Track]) -> tuple[tuple[Suggestion, ...], tuple[Trace, ...]]:
    """Suggestions and traces out of the tracks of a file, of which the first is the whole."""
    tags = _tags(tracks)
    suggestions = dict.fromkeys((*_suggestions(tags), *_languages(tracks)))
    traces = dict.fromkeys(Trace(f"{tag.said_by} {tag.name}", tag.value) for tag in tags)
    covers = (Trace(f"{_format(track)} Cover", "a picture") for track in tracks if track.get("Cover"))
    return tuple(suggestions), (*traces, *covers)


def _tags(tracks: Sequence[Track]) -> list[_Tag]:
    found = [
        _Tag(name, value, _format(track), track.kind == "General")
        for track in tracks
        for name, value in track.fields
        if (track.kind in {"General", "Menu"} or _OF_TRACK.search(name)) and not _TECHNICAL.fullmatch(name)
    ][:MOST_TAGS]
    values = _mended([tag.value for tag in found])
    tidied = [tidy_line(value)[:LONGEST] for value in values]
    return [_Tag(tag.name, value, tag.said_by, tag.whole) for tag, value in zip(found, tidied, strict=True) if value]


def _format(track: Track) -> str:
    return track.get("Format") or track.kind


def _suggestions(tags: Sequence[_Tag]) -> Iterator[Suggestion]:
    for term, names in _TERMS.items():
        said: set[str] = set()
        for tag in (tag for name in names for tag in tags if tag.whole and tag.name.lower() == name):
            value = _date(tag.value) if term == "created" else tag.value
            if value and value not in said:
                said.add(value)
                yield Suggestion(term, value, f"{tag.said_by} {tag.name}")


def _languages(tracks: Sequence[Track]) -> Iterator[Suggestion]:
    for track in tracks:
        if track.kind == "Audio" and (language := track.get("Language")):
            yield Suggestion("language", language, f"{_format(track)} Language")


def _date(written: str) -> str | None:
    """A date as EDTF: to the second where the time zone is told, else the day, the month or the year."""
    found = _DATE.match(written)
    if not found or found[1].startswith(_NEVER):
        return None
    day, time, universal, hours, minutes = found.groups()
    exact = f"{day}T{time}{'Z' if universal else f'{hours}:{minutes}'}" if time else day
    return next((date for date in (exact, day) if bounds(date)), None)


def _mended(values: Sequence[str]) -> list[str]:
    """Values as they were meant: many programs write their own encoding where the format asks for Latin-1.

    MediaInfo then gives each byte as the letter of that number. All such values of a file were written by one program;
    together they tell better than each alone which encoding it was.
    """
    bytewise = {value for value in values if not value.isascii() and all(letter < "\u0100" for letter in value)}
    doubtful = [value for value in dict.fromkeys(values) if value in bytewise]
    if not doubtful:
        return list(values)
    try:
        text, _ = decode("\n".join(re.sub(r"[\r\n]+", " ", value) for value in doubtful).encode("latin-1"))
    except Unreadable:
        return list(values)
    meant = dict(zip(doubtful, text.split("\n"), strict=True))
    return [meant.get(value, value) for value in values]
