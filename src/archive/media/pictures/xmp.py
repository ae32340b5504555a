"""XMP: what programs of today write about a picture, as RDF in XML.

Sources: ISO 16684-1 (XMP), IPTC Photo Metadata Standard 2023.2, the Metadata Working Group's guidelines 2.0 (regions).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from archive.media.matter import Unreadable
from archive.media.pictures import moments
from archive.media.pictures.telling import Told, known_language
from archive.media.pictures.wording import decoded

# Histories grow to megabytes; what is larger than this was not written by a person.
LARGEST = 8 * 1024 * 1024
# The properties that are looked at, of one packet.
MOST = 5_000

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/xap/1.0/g/": "xmpG",
    "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
    "http://ns.adobe.com/xap/1.0/sType/Dimensions#": "stDim",
    "http://ns.adobe.com/xmp/sType/Area#": "stArea",
}
SUGGESTED = {
    "dc:title": "title",
    "dc:description": "description",
    "dc:creator": "creator",
    "dc:contributor": "contributor",
    "dc:publisher": "publisher",
    "dc:subject": "subject",
    "dc:rights": "rights",
    "dc:source": "source",
    "dc:language": "language",
    "photoshop:Headline": "title",
    "photoshop:Credit": "publisher",
    "photoshop:Source": "source",
    "xmpRights:UsageTerms": "rights",
    "xmpRights:WebStatement": "rights",
    "exif:UserComment": "description",
    "dc:date": "date",
    "photoshop:DateCreated": "created",
    "exif:DateTimeOriginal": "created",
}
# How a picture looks and was developed tells of nobody. What is not known to be of this sort is a trace.
_TECHNICAL = frozenset({"crs", "xmpG", "xmpGImg", "stDim", "stArea"})
_ONLY = {
    "exif": re.compile(r"GPS(?:Latitude|Longitude|DestLatitude|DestLongitude|Area.*|Processing.*)|ImageUniqueID"),
    "tiff": re.compile(r"Software|HostComputer|Artist|ImageDescription|Copyright"),
    "aux": re.compile(r"SerialNumber|LensSerialNumber|OwnerName|LensID"),
    "exifEX": re.compile(
        r"(?:Body|Lens)SerialNumber|CameraOwnerName|Photographer|ImageEditor|.*Software|ImageUniqueID"
    ),
}
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A value at the end of a path of properties, each `prefix:Name`."""

    path: tuple[str, ...]
    text: str
    language: str | None


def xmp(packet: bytes, told: Told) -> None:
    """Tell what a packet of XMP says; a problem where it is not read: broken, too large, or with entities in it."""
    try:
        root = _parsed(packet)
    except (etree.XMLSyntaxError, Unreadable, ValueError) as error:
        told.problems.append(f"its XMP was not read: {error}")
        return
    leaves = (leaf for tree in root.iter(f"{_RDF}Description") if _outermost(tree) for leaf in _leaves(tree, ()))
    for _, leaf in zip(range(MOST), leaves, strict=False):
        _say(leaf, told)


def _parsed(packet: bytes) -> etree._Element:
    """Raises XMLSyntaxError or Unreadable."""
    if len(packet) > LARGEST:
        raise Unreadable(f"{len(packet):,} bytes are more than the {LARGEST:,} that are looked at")
    text = _characters(packet).strip("\x00 \t\r\n\ufeff")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("it declares entities, which XMP has no use for")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def _characters(packet: bytes) -> str:
    marks = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"))
    for start, encoding in (*marks, (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if packet.startswith(start):
            return packet.decode(encoding, "ignore")
    return decoded(packet)


def _outermost(tree: etree._Element) -> bool:
    """Whether a description is of the picture, not of something within its properties."""
    parent = tree.getparent()
    return parent is None or parent.tag == f"{_RDF}RDF"


def _leaves(element: etree._Element, path: tuple[str, ...]) -> Iterator[_Leaf]:
    """What an element holds: attributes, children, or text; the lists and nodes of RDF add no step to a path."""
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        if not name.startswith(_RDF) and name != _LANGUAGE:
            yield _Leaf((*path, _name(element, name)), value, None)
    if resource := element.get(f"{_RDF}resource"):
        yield _Leaf(path, resource, None)
    for child in element.iterchildren(tag=etree.Element):
        yield from _leaves(child, path if child.tag.startswith(_RDF) else (*path, _name(child, child.tag)))
    if path and not len(element) and element.text and element.text.strip():
        yield _Leaf(path, element.text, element.get(_LANGUAGE))


def _name(element: etree._Element, written: str) -> str:
    namespace, _, local = written.rpartition("}")
    namespace = namespace.removeprefix("{")
    known = _PREFIXES.get(namespace)
    return f"{known or next((key for key, uri in element.nsmap.items() if key and uri == namespace), 'xml')}:{local}"


def _say(leaf: _Leaf, told: Told) -> None:
    name = leaf.path[-1]
    term = SUGGESTED.get(name) if len(leaf.path) == 1 else None
    if term in {"created", "date"}:
        told.suggest(term, moments.from_iso(leaf.text), f"XMP {name}")
    elif term:
        told.suggest(term, leaf.text, f"XMP {name}", known_language(leaf.language))
    elif name == "xmpGImg:image":
        told.trace_block("XMP thumbnail", leaf.text.encode())
    elif _tells(leaf):
        told.trace(f"XMP {'/'.join(leaf.path)}", leaf.text)


def _tells(leaf: _Leaf) -> bool:
    """Whether a value may tell something of somebody, or of where the picture comes from."""
    prefixes = [name.partition(":")[0] for name in leaf.path]
    if not _TECHNICAL.isdisjoint(prefixes):
        return False
    prefix, _, local = leaf.path[-1].partition(":")
    if prefix in _ONLY:
        return _ONLY[prefix].fullmatch(local) is not None
    # A number or a yes alone is none, but for what serial numbers and positions are called.
    return bool(_LETTERS.search(leaf.text)) and leaf.text not in {"True", "False"}
