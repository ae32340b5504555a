"""What a DOCX says of itself and of who worked on it: properties, comments, revisions, paths (ISO/IEC 29500-1, -2)."""

from __future__ import annotations

import re

from archive.media.office.parts import Parts, attribute, below, children, local, words_of
from archive.media.pictures.moments import from_iso
from archive.media.pictures.telling import Told, known_language

_SUGGESTED = {"title": "title", "creator": "creator", "description": "description"}
_KEYWORDS = re.compile(r"[;,]\s*")
_TRACED = frozenset({"creator", "lastModifiedBy", "category", "contentStatus", "identifier"})
_OF_THE_FIRM = frozenset({"Company", "Manager", "HyperlinkBase"})
_USUAL_TEMPLATES = frozenset({"normal.dotm", "normal.dot", "normal"})
_AUTHORED = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"})


def said(parts: Parts, main: str, told: Told) -> None:
    """Tell what the parts beside the text say."""
    _core(parts, told)
    _firm(parts, told)
    folder = main.rpartition("/")[0]
    folder = f"{folder}/" if folder else ""
    _comments(parts, folder, told)
    _revisions(parts, main, folder, told)
    _paths(parts, told)


def _core(parts: Parts, told: Told) -> None:
    for one in children(parts.beside("docProps/core.xml")):
        name, text = local(one), one.text or ""
        if name in _SUGGESTED:
            told.suggest(_SUGGESTED[name], text, f"DOCX {name}")
        elif name in {"keywords", "subject"}:
            for keyword in _KEYWORDS.split(text):
                told.suggest("subject", keyword, f"DOCX {name}")
        elif name == "created":
            told.suggest("created", from_iso(text), "DOCX created")
        elif name == "language":
            told.suggest("language", known_language(text), "DOCX language")
        if name in _TRACED:
            told.trace(f"DOCX {name}", text)


def _firm(parts: Parts, told: Told) -> None:
    for one in children(parts.beside("docProps/app.xml")):
        name, text = local(one), one.text or ""
        if name in _OF_THE_FIRM or (name == "Template" and text.lower() not in _USUAL_TEMPLATES):
            told.trace(f"DOCX {name}", text)
    for one in children(parts.beside("docProps/custom.xml")):
        told.trace(f"DOCX property {attribute(one, 'name')}", words_of(one))


def _comments(parts: Parts, folder: str, told: Told) -> None:
    for one in children(parts.beside(f"{folder}comments.xml")):
        told.trace("Word comment's author", attribute(one, "author") or "")
        told.trace("Word comment", "".join(text.text or "" for text in one.iter() if local(text) == "t"))
    for one in below(parts.beside(f"{folder}people.xml")):
        told.trace("Word person", attribute(one, "author") or attribute(one, "userId") or "")


def _revisions(parts: Parts, main: str, folder: str, told: Told) -> None:
    for one in below(parts.beside(main)):
        name = local(one)
        if name in _AUTHORED:
            told.trace("Word revision's author", attribute(one, "author") or "")
        elif name == "docPr":
            told.trace("Word picture's description", attribute(one, "descr") or "")
    ids = []
    for one in below(parts.beside(f"{folder}settings.xml")):
        if local(one) in {"rsid", "rsidRoot"}:
            ids.append(attribute(one, "val") or "")
        elif local(one) == "docVar":
            told.trace(f"Word variable {attribute(one, 'name')}", attribute(one, "val") or "")
    told.trace("Word revision identifiers", " ".join(ids))


def _paths(parts: Parts, told: Told) -> None:
    """Paths on somebody's disk: of templates, of pictures and documents that are linked to."""
    for name in parts.names:
        if name.endswith(".rels"):
            for one in children(parts.beside(name)):
                target = attribute(one, "Target") or ""
                web = target.lower().startswith(("http:", "https:", "mailto:"))
                if attribute(one, "TargetMode") == "External" and not web:
                    told.trace("Word path", target)
