"""All that the metadata of a picture say, wherever in the file they stand."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.pictures import moments
from archive.media.pictures.exif import exif
from archive.media.pictures.iptc import IPTC_RESOURCE, THUMBNAIL_RESOURCES, iptc, resources
from archive.media.pictures.telling import Told, known_language
from archive.media.pictures.wording import decoded

# Tags of TIFF: XMP, IPTC, and the resources of Photoshop.
_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP = 700, 33723, 34377
# Keywords of PNG 3 (11.3.3.1).
_PNG_SUGGESTED = {"Title": "title", "Author": "creator", "Description": "description", "Copyright": "rights"}
_PNG_PACKETS = frozenset({"XML:com.adobe.xmp", "icc", "exif"})
_JP2_XMP, _JP2_EXIF = bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), b"JpgTiffExif->JP2"
_JP2_BOXES = 1_000


def told(image: Image.Image, data: bytes) -> Told:
    """What the metadata of an opened picture say: in EXIF, IPTC, XMP and in the comments of its format.

    `data` is the file, or its beginning. A TIFF must not be decoded yet, and a PNG is decoded by this.
    """
    found = Told()
    if image.format == "JPEG2000":
        boxes = _jp2_boxes(data)
        image.info |= {name: boxes[uuid] for name, uuid in (("exif", _JP2_EXIF), ("xmp", _JP2_XMP)) if uuid in boxes}
    exif(image, found)
    for number, block in _photoshop(image):
        if number == IPTC_RESOURCE:
            iptc(block, found)
        elif number in THUMBNAIL_RESOURCES:
            found.trace_block("Photoshop thumbnail", block)
    _xmp(image, data, found)
    _comments(image, found)
    return found


def _photoshop(image: Image.Image) -> Iterator[tuple[int, bytes]]:
    """The resources of Photoshop's that a picture has, IPTC among them, as number and bytes."""
    if block := _tag(image, _TIFF_IPTC):
        yield IPTC_RESOURCE, block
    yield from resources(_tag(image, _TIFF_PHOTOSHOP))
    kept = image.info.get("photoshop")
    if isinstance(kept, dict):
        yield from ((number, block) for number, block in kept.items() if isinstance(block, bytes))
    elif isinstance(kept, bytes):
        yield from resources(kept)
    # What ImageMagick makes of it in a PNG.
    profile = image.info.get("Raw profile type iptc")
    if isinstance(profile, str):
        yield from resources(_unwritten(profile))


def _unwritten(profile: str) -> bytes:
    try:
        return bytes.fromhex("".join(profile.split("\n")[3:]))
    except ValueError:
        return b""


def _tag(image: Image.Image, tag: int) -> bytes:
    """The bytes of a tag of TIFF, whatever type it is said to have."""
    if not isinstance(image, TiffImageFile):
        return b""
    data: bytes = image.tag_v2._tagdata.get(tag, b"")  # noqa: SLF001 -- of numbers Pillow gives only the first
    return data


def _xmp(image: Image.Image, data: bytes, found: Told) -> None:
    packet = image.info.get("xmp") or _tag(image, _TIFF_XMP)
    if not packet and image.format == "GIF":
        packet = _between(data, b"XMP DataXMP", b"<?xpacket end")
    if isinstance(packet, str):
        packet = packet.encode()
    if isinstance(packet, bytes) and packet.strip(b"\x00 \n\r\t"):
        # lxml takes its time to import, and most photographs have no XMP.
        from archive.media.pictures.xmp import xmp  # noqa: PLC0415

        xmp(packet, found)


def _between(data: bytes, start: bytes, end: bytes) -> bytes:
    _, _, rest = data.partition(start)
    packet, mark, _ = rest.partition(end)
    return packet if mark else b""


def _jp2_boxes(data: bytes) -> dict[bytes, bytes]:
    """The boxes of a JPEG 2000 file that are called by a UUID (ISO/IEC 15444-1, annex I), by it."""
    found, place = {}, 0
    for _ in range(_JP2_BOXES):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if length < 8:  # the rest of the file, a length of eight bytes, or none
            break
        if kind == b"uuid":
            found[data[place + 8 : place + 24]] = data[place + 24 : place + length]
        place += length
    return found


def _comments(image: Image.Image, found: Told) -> None:
    comment = image.info.get("comment")
    if isinstance(comment, bytes | str):
        found.trace(
            f"{'JPEG' if image.format == 'MPO' else image.format} comment",
            decoded(comment.encode() if isinstance(comment, str) else comment),
        )
    for name, text in _png_texts(image).items():
        if name in _PNG_PACKETS or name.startswith("Raw profile"):
            continue
        # Texts that do not say their language are said to be Latin-1, and are in whatever their writer uses.
        language = getattr(text, "lang", None)
        value = text if language is not None else decoded(text.encode("latin-1", "replace"))
        if name in _PNG_SUGGESTED:
            found.suggest(_PNG_SUGGESTED[name], value, f"PNG {name}", known_language(language))
        elif name == "Creation Time":
            found.suggest("created", moments.from_iso(value) or moments.from_mail(value), f"PNG {name}")
        else:
            found.trace(f"PNG {name}", value)


def _png_texts(image: Image.Image) -> dict[str, str]:
    if not isinstance(image, PngImageFile):
        return {}
    # To look for EXIF has decoded it, as that may stand behind its pixels, and texts too; unless it cannot be decoded.
    return dict(image.png.im_text if image.png else image.text)
