"""What an ODT says of itself and of who worked on it: properties, printers, paths (OpenDocument 1.3, parts 2 and 3)."""

from __future__ import annotations

import re

from archive.media.office.parts import Parts, attribute, below, child, children, local, words_of
from archive.media.pictures.moments import from_iso
from archive.media.pictures.telling import Told, known_language

_SUGGESTED = {"title": "title", "initial-creator": "creator", "description": "description"}
# Its `creator` is who saved it last.
_TRACED = frozenset({"initial-creator", "creator", "printed-by", "user-defined"})
_PRINTERS = frozenset({"PrinterName", "PrintFaxName"})
_KEYWORDS = re.compile(r"[;,]\s*")


def said(parts: Parts, told: Told) -> None:
    """Tell what the parts beside the text say."""
    _properties(parts, told)
    for one in below(parts.beside("settings.xml")):
        if attribute(one, "name") in _PRINTERS:
            told.trace("ODT printer", words_of(one))
    for one in below(parts.beside("content.xml")):
        href = attribute(one, "href") or ""
        if href.lower().startswith("file:"):
            told.trace("ODT path", href)
    if any(name.startswith("Versions/") for name in parts.names):
        told.trace("ODT earlier versions", "holds earlier versions of itself")


def _properties(parts: Parts, told: Told) -> None:
    for one in children(child(parts.beside("meta.xml"), "meta")):
        name, text = local(one), words_of(one)
        if name in _SUGGESTED:
            told.suggest(_SUGGESTED[name], text, f"ODT {name}")
        elif name in {"keyword", "subject"}:
            for keyword in _KEYWORDS.split(text):
                told.suggest("subject", keyword, f"ODT {name}")
        elif name == "creation-date":
            told.suggest("created", from_iso(text), "ODT creation-date")
        elif name == "language":
            told.suggest("language", known_language(text), "ODT language")
        elif name == "template":
            told.trace("ODT template", attribute(one, "href") or attribute(one, "title") or "")
        if name in _TRACED:
            told.trace(f"ODT {attribute(one, 'name') or name}", text)
