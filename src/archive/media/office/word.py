"""DOCX: the words of a document as they are shown; what was deleted, hidden or remarked becomes traces.

Format: ISO/IEC 29500-1 (transitional and strict).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract
from archive.media.office.olddoc import MARK
from archive.media.office.parts import Parts, attribute, child, children, local, one_line, trace_pictures, words_of
from archive.media.office.row import row
from archive.media.office.wordsays import said
from archive.media.office.wordstyles import Styles, is_on
from archive.media.pictures.telling import Told
from archive.media.texts.tidy import tidy

_DELETED = frozenset({"del", "moveFrom"})
_NO_TEXT = frozenset({"rPr", "pPr", "instrText", "object", "sectPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "rt"})
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": " "}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def docx(matter: Matter) -> Found:
    """The paragraphs of a DOCX: headings, lists, quotations, tables row by row, notes at the end.

    Raises Unreadable where it is broken, locked, or made to hurt.
    """
    if matter.data.startswith(MARK):
        raise Unreadable("is encrypted, or of before 2007 under a newer name: put a copy as DOCX or PDF beside it")
    with Parts(matter.path) as parts:
        name = _main(parts)
        root = parts.tree(name)
        body = child(root, "body")
        if body is None:
            raise Unreadable("is a DOCX without a text")
        told = Told()
        extracts = Text(parts, name, told).read(body)
        said(parts, name, told)
        trace_pictures(parts, told)
        macros = any(part.lower().endswith("vbaproject.bin") for part in parts.names)
    return Found(
        suggestions=tuple(told.suggestions),
        traces=tuple(told.traces),
        extracts=tuple(extracts),
        problems=("holds macros, which nothing here runs",) if macros else (),
    )


def _main(parts: Parts) -> str:
    """Which part is the text."""
    for relation in children(parts.tree("_rels/.rels")):
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    raise Unreadable("is a ZIP file, and no DOCX")


@dataclass(slots=True)
class _Said:
    """What a paragraph says so far, and the paragraphs of the boxes that float beside it."""

    words: list[str] = field(default_factory=list)
    boxes: list[Extract] = field(default_factory=list)


class Text:
    """Goes through the text once; what is not shown is told as traces."""

    def __init__(self, parts: Parts, name: str, told: Told) -> None:
        folder = name.rpartition("/")[0]
        self._parts = parts
        self._folder = f"{folder}/" if folder else ""
        self._styles = Styles(parts.beside(f"{self._folder}styles.xml"), parts.beside(f"{self._folder}numbering.xml"))
        self._told = told
        self._notes: list[tuple[str, str]] = []
        self._fields: list[bool] = []

    def read(self, body: etree._Element) -> list[Extract]:
        """The paragraphs of the text, and then those of its notes."""
        extracts = list(self._blocks(body))
        pages = {kind: self._parts.beside(f"{self._folder}{kind}.xml") for kind in _NOTES.values()}
        for number, (kind, key) in enumerate(self._notes, 1):
            found = (note for note in children(pages[kind]) if attribute(note, "id") == key)
            texts = [extract.text for note in found for extract in self._blocks(note)]
            if texts:
                extracts.append(Extract(f"[{number}] {texts[0]}"))
                extracts += map(Extract, texts[1:])
        return extracts

    def _blocks(self, parent: etree._Element) -> Iterator[Extract]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in _DELETED:
                self._deleted(element)
            elif name == "AlternateContent":
                yield from self._blocks(element[0]) if len(element) else ()
            elif name not in _NO_TEXT:
                yield from self._blocks(element)

    def _table(self, table: etree._Element) -> Iterator[Extract]:
        for line in table:
            if local(line) in {"sdt", "sdtContent", "customXml", "ins"}:
                yield from self._table(line)
            elif local(line) == "tr":
                if child(line, "trPr", "del") is not None:
                    self._deleted(line)
                elif is_on(child(line, "trPr", "hidden")):
                    self._told.trace("Word hidden text", words_of(line))
                else:
                    yield from row(
                        [
                            list(self._blocks(cell))
                            for cell in line
                            if local(cell) not in {"trPr", "tblPrEx"} and child(cell, "tcPr", "cellDel") is None
                        ]
                    )

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Extract]:
        said = _Said()
        style = self._styles.of_paragraph(paragraph)
        self._inline(paragraph, said, hidden=style.hidden)
        if text := tidy("".join(said.words)):
            yield Extract(text, form=self._styles.form(style))
        yield from said.boxes

    def _inline(self, parent: etree._Element, said: _Said, *, hidden: bool) -> None:
        for element in parent:
            name = local(element)
            if name in _DELETED:
                self._deleted(element)
            elif name == "r":
                self._run(element, said, hidden=hidden)
            elif name == "txbxContent":
                said.boxes += self._blocks(element)
            elif name == "AlternateContent":
                # The second is the first, for older programs.
                self._inline(element[0] if len(element) else element, said, hidden=hidden)
            elif name not in _NO_TEXT and not self._sign(name, element, said):
                self._inline(element, said, hidden=hidden)

    def _sign(self, name: str, element: etree._Element, said: _Said) -> bool:
        """Take in what stands in a run; whether it was anything of that sort."""
        if name == "t":
            said.words.append("" if any(self._fields) else one_line(element.text))
        elif name in _SIGNS:
            said.words.append(_SIGNS[name])
        elif name == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif name in _NOTES and (key := attribute(element, "id")):
            self._notes.append((_NOTES[name], key))
            said.words.append(f"[{len(self._notes)}]")
        else:
            return False
        return True

    def _run(self, run: etree._Element, said: _Said, *, hidden: bool) -> None:
        if not self._styles.is_hidden(run, hidden=hidden):
            self._inline(run, said, hidden=hidden)
            return
        unseen, notes = _Said(), len(self._notes)
        self._inline(run, unseen, hidden=hidden)
        del self._notes[notes:]
        self._told.trace("Word hidden text", "".join((*unseen.words, *(box.text for box in unseen.boxes))))

    def _field(self, kind: str | None) -> None:
        """Between its beginning and its separator a field has what it is made of, and then what it shows."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _deleted(self, element: etree._Element) -> None:
        words = "".join(one.text or "" for one in element.iter() if local(one) in {"t", "delText"})
        self._told.trace("Word deleted text", words)
