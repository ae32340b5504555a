"""The parts of a DOCX or ODT, which is a ZIP of XML: read within bounds, without entities, nothing written anywhere."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from lxml import etree
from PIL import Image

from archive.media.matter import Unreadable
from archive.media.pictures.metadata import told as picture_told
from archive.media.pictures.telling import Told

# Bytes of one part, unpacked: a thousand pages of text take some twenty million, and six times as much as a tree.
MOST = 48 * 1024 * 1024
# The parts of one document; each picture is one.
PARTS = 20_000
# Pictures whose metadata are looked into.
PICTURES = 500
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
_ENCRYPTED = 0x1
_SPACE = re.compile(r"[\t\n\r ]+")


class Parts:
    """An opened document. Raises Unreadable where it is no ZIP file, or has more parts than anybody writes."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(f"is not a whole document: {error}") from error
        self.names = self._zip.namelist()
        if len(self.names) > PARTS:
            self._zip.close()
            raise Unreadable(f"has more than {PARTS:,} parts")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none. Raises Unreadable where it is too large, locked or broken."""
        try:
            part = self._zip.getinfo(name)
        except KeyError:
            return None
        if part.flag_bits & _ENCRYPTED:
            raise Unreadable("is encrypted: it cannot be opened without its password")
        try:
            with self._zip.open(part) as file:
                # What the directory says of its size may be a lie.
                data = file.read(MOST + 1)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error) as error:
            raise Unreadable(f"is broken within, in {name}: {error}") from error
        if len(data) > MOST:
            raise Unreadable(f"unpacks to more than {MOST:,} bytes in {name}")
        return data

    def tree(self, name: str) -> etree._Element | None:
        """The XML of a part, None where there is none. Raises Unreadable as `read`, and where it is no plain XML."""
        data = self.read(name)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable(f"is broken within, in {name}: {error}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"declares a document type in {name}, which such documents never do")
        return root

    def beside(self, name: str) -> etree._Element | None:
        """As `tree`, None also where the part cannot be read: for what is not the text itself."""
        with suppress(Unreadable):
            return self.tree(name)
        return None

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """The pictures within, by their names."""
        found = (name for name in self.names if name.lower().endswith(_PICTURES))
        for _, name in zip(range(PICTURES), found, strict=False):
            with suppress(Unreadable):
                if data := self.read(name):
                    yield name, data


def local(element: etree._Element | str) -> str:
    """The name of an element or attribute without its namespace, of which some formats have two."""
    tag = element if isinstance(element, str) else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.items() if local(str(key)) == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of names without namespace."""
    for name in path:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def trace_pictures(parts: Parts, told: Told) -> None:
    """Trace what the pictures within say of themselves: it is not said of the document."""
    within = Told()
    for name, data in parts.pictures():
        if "thumbnail" in name.lower():
            within.trace_block("thumbnail", data)
            continue
        with suppress(OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                found = picture_told(image, data)
            for suggestion in found.suggestions:
                within.trace(suggestion.said_by, suggestion.value)
            for trace in found.traces:
                within.trace(trace.name, trace.value)
    for trace in within.traces:
        told.trace(f"{trace.name}, within", trace.value)


def children(element: etree._Element | None) -> Iterator[etree._Element]:
    """The elements directly below one, none below None."""
    yield from () if element is None else element


def below(element: etree._Element | None) -> Iterator[etree._Element]:
    """An element and all below it, in their order; none of None."""
    yield from () if element is None else element.iter()


def words_of(element: etree._Element | None) -> str:
    """All text within an element."""
    return "" if element is None else "".join(map(str, element.itertext()))


def one_line(text: str | None) -> str:
    """The text between two marks of XML: its line breaks mean no more than a space."""
    return _SPACE.sub(" ", text or "")
