"""What a PDF says of itself and of those who made it: properties, XMP, comments, attachments, pictures within.

Sources: ISO 32000-2, 14.3 (metadata); the XMP specification, part 2, for which property of PDF is which of Dublin Core.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String
from PIL import Image

from archive.media.pdf.annotations import Sort, of_page, sort
from archive.media.pictures.metadata import told as picture_told
from archive.media.pictures.moments import from_iso
from archive.media.pictures.telling import Told, known_language
from archive.media.pictures.wording import decoded
from archive.media.pictures.xmp import xmp

# Each object is looked at for what is within, and then held in memory: half a million take a gigabyte.
OBJECTS = 200_000

_SUGGESTED = {"/Title": "title", "/Author": "creator", "/Subject": "description", "/Keywords": "subject"}
# What programs say of themselves; they tell of nobody.
_PROGRAMS = frozenset({"/Creator", "/Producer", "/Trapped", "/ModDate", "/PTEX.Fullbanner"})
_XMP_OF_PROGRAMS = frozenset({"XMP xmp:CreatorTool", "XMP pdf:Producer", "XMP dc:format", "XMP xmp:ModifyDate"})
_KEYWORDS = re.compile(r"[;,]\s*")
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?|Z)?")
_METADATA_IN_JPEG = re.compile(rb"\xff(?:\xe1..Exif\x00|\xe1..http:|\xed..Photoshop|\xfe)", re.DOTALL)
_HEAD = 256 * 1024


def said(pdf: Pdf) -> Told:
    """Suggestions and traces of an opened PDF; what is broken is passed over."""
    told = Told()
    for ask in (_properties, _packet, _language, _comments, _attachments, _scripts, _within):
        with suppress(PdfError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            ask(pdf, told)
    return told


def _properties(pdf: Pdf, told: Told) -> None:
    info = pdf.trailer.get("/Info")
    for key, value in info.items() if isinstance(info, Dictionary) else ():
        if not isinstance(value, String):
            continue
        text, said_by = decoded(bytes(value)), f"PDF Info {key[1:]}"
        if key == "/CreationDate":
            told.suggest("created", from_iso(_iso(text)), said_by)
        elif key == "/Keywords":
            for keyword in _KEYWORDS.split(text):
                told.suggest("subject", keyword, said_by)
        elif key in _SUGGESTED:
            told.suggest(_SUGGESTED[key], text, said_by)
        if key not in {"/CreationDate", "/Title", "/Subject", "/Keywords", *_PROGRAMS}:
            told.trace(said_by, text)


def _iso(written: str) -> str:
    """A date of PDF (`D:YYYYMMDDHHmmSSOHH'mm'`) in ISO 8601."""
    found = _DATE.match(written.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, sign, offset, offset_minute = found.groups()
    date = "-".join(filter(None, (year, month, day)))
    if not (day and hour):
        return date
    zone = f"{sign}{offset}:{offset_minute or '00'}" if sign else "Z" if found[0].endswith("Z") else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"


def _packet(pdf: Pdf, told: Told) -> None:
    packet = pdf.Root.get("/Metadata")
    if isinstance(packet, Stream):
        xmp(packet.read_bytes(), told)
        told.traces = [trace for trace in told.traces if trace.name not in _XMP_OF_PROGRAMS]


def _language(pdf: Pdf, told: Told) -> None:
    written = pdf.Root.get("/Lang")
    told.suggest("language", known_language(str(written)) if isinstance(written, String) else None, "PDF Lang")


def _comments(pdf: Pdf, told: Told) -> None:
    for page in pdf.pages:
        for annotation in of_page(page):
            if sort(annotation) is not Sort.OWN and isinstance(annotation, Dictionary):
                _trace(annotation, "/T", "PDF comment's author", told)
                _trace(annotation, "/Contents", "PDF comment", told)


def _trace(thing: Object, key: str, name: str, told: Told) -> None:
    value = thing.get(key)
    if isinstance(value, String):
        told.trace(name, decoded(bytes(value)))


def _attachments(pdf: Pdf, told: Told) -> None:
    for name in pdf.attachments:
        told.trace("PDF attachment", name)


def _scripts(pdf: Pdf, told: Told) -> None:
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        told.trace("PDF scripts", "holds scripts, which nothing here runs")


def _within(pdf: Pdf, told: Told) -> None:
    """What pictures and other parts within say: all of it is traces, as it is not said of the document."""
    within = Told()
    for stream in _streams(pdf):
        if stream.get("/Type") == Name.Metadata and stream.objgen != _objgen(pdf.Root.get("/Metadata")):
            xmp(stream.read_bytes(), within)
        elif stream.get("/Subtype") == Name.Image and _filter(stream) == Name.DCTDecode:
            _picture(stream.read_raw_bytes, within)
    for suggestion in within.suggestions:
        told.trace(f"{suggestion.said_by}, within", suggestion.value)
    for trace in within.traces:
        told.trace(f"{trace.name}, within", trace.value)


def objects(pdf: Pdf) -> int:
    """How many objects a document says it has, without looking at each."""
    return int(pdf.trailer.get("/Size", 0))


def _streams(pdf: Pdf) -> Iterator[Stream]:
    if objects(pdf) <= OBJECTS:
        yield from (thing for thing in pdf.objects if isinstance(thing, Stream))


def _objgen(thing: Object | None) -> tuple[int, int] | None:
    return thing.objgen if isinstance(thing, Stream) else None


def _filter(stream: Stream) -> Object | None:
    written = stream.get("/Filter")
    return written[0] if isinstance(written, Array) and len(written) == 1 else written


def _picture(read: Callable[[], bytes], told: Told) -> None:
    data = bytes(read())
    if not _METADATA_IN_JPEG.search(data, 0, _HEAD):
        return
    with suppress(OSError, SyntaxError, ValueError), Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        for trace in (found := picture_told(image, data)).traces:
            told.trace(trace.name, trace.value)
        for suggestion in found.suggestions:
            told.trace(suggestion.said_by, suggestion.value)
