"""ODT: the words of a document as they are shown; what was deleted, hidden or remarked becomes traces.

Format: OASIS OpenDocument 1.3, part 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract
from archive.media.office.opendocumentsays import said
from archive.media.office.parts import Parts, attribute, below, child, local, one_line, trace_pictures, words_of
from archive.media.office.row import row
from archive.media.pictures.telling import Told
from archive.media.texts.tidy import tidy

# Spaces that are counted rather than written, and cells that are repeated rather than written again.
_MOST_SPACES, _DEEP = 1_000, 20
_SIGNS = {"tab": " ", "line-break": "\n", "soft-page-break": ""}
_UNSEEN = {
    "hidden-text": "ODT hidden text",
    "hidden-paragraph": "ODT hidden text",
    "deletion": "ODT deleted text",
    "annotation": "ODT comment",
}
_NO_TEXT = frozenset({"annotation-end", "ruby-text", "title", "desc", "forms", "sequence-decls", "event-listeners"})
_QUOTES = frozenset({"Quotations", "Quote", "Quotation"})


def odt(matter: Matter) -> Found:
    """The paragraphs of an ODT: headings, lists, quotations, tables row by row, notes at the end.

    Raises Unreadable where it is broken, locked, or made to hurt.
    """
    with Parts(matter.path) as parts:
        manifest = parts.beside("META-INF/manifest.xml")
        if any(local(one) == "encryption-data" for one in below(manifest)):
            raise Unreadable("is encrypted: it cannot be opened without its password")
        root = parts.tree("content.xml")
        body = child(root, "body", "text")
        if body is None:
            raise Unreadable("is an OpenDocument file, and no text")
        told = Told()
        extracts = Text(_styles(parts.beside("styles.xml"), root), told).read(body)
        said(parts, told)
        trace_pictures(parts, told)
        scripts = any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in parts.names)
    return Found(
        suggestions=tuple(told.suggestions),
        traces=tuple(told.traces),
        extracts=tuple(extracts),
        problems=("holds macros, which nothing here runs",) if scripts else (),
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """What is known of a style: whether it quotes, and whether it hides."""

    quotes: bool = False
    hides: bool = False


@dataclass(frozen=True, slots=True)
class _Styles:
    by_name: dict[str, _Style]
    numbered: frozenset[tuple[str, int]]


def _styles(*roots: etree._Element | None) -> _Styles:
    elements = {
        attribute(one, "name") or "": one
        for root in roots
        for one in below(root)
        if local(one) in {"style", "list-style"}
    }
    numbered = {
        (name, int(attribute(level, "level") or 1))
        for name, one in elements.items()
        for level in one
        if local(level) == "list-level-style-number" and attribute(level, "num-format") == "1"
    }
    return _Styles({name: _style(name, elements) for name in elements}, frozenset(numbered))


def _style(name: str, elements: dict[str, etree._Element]) -> _Style:
    style = _Style()
    for _ in range(_DEEP):
        element = elements.get(name)
        style = _Style(style.quotes or name in _QUOTES, style.hides)
        if element is None:
            break
        properties = child(element, "text-properties")
        display = attribute(properties, "display") or attribute(child(element, "section-properties"), "display")
        style = _Style(style.quotes, style.hides or display == "none")
        name = attribute(element, "parent-style-name") or ""
    return style


@dataclass(slots=True)
class _Lists:
    """The lists that are open: the style of the outermost, and for each level its next number, or None."""

    style: str = ""
    numbers: list[int | None] = field(default_factory=list)
    form: str | None = None


class Text:
    """Goes through the text once; what is not shown is told as traces."""

    def __init__(self, styles: _Styles, told: Told) -> None:
        self._styles = styles
        self._told = told
        self._lists = _Lists()
        self._notes: list[etree._Element] = []
        self._going_on: dict[str, int] = {}

    def read(self, body: etree._Element) -> list[Extract]:
        """The paragraphs of the text, and then those of its notes."""
        extracts = list(self._blocks(body))
        for number, note in enumerate(self._notes, 1):
            texts = [replace(extract, form=None) for extract in self._blocks(note)]
            if texts:
                extracts += [Extract(f"[{number}] {texts[0].text}"), *texts[1:]]
        return extracts

    def _blocks(self, parent: etree._Element) -> Iterator[Extract]:
        for element in parent:
            name = local(element)
            if name in {"p", "h"}:
                yield from self._paragraph(element, name)
            elif name == "list":
                yield from self._list(element)
            elif name == "table":
                yield from self._table(element)
            elif name == "tracked-changes":
                self._changes(element)
            elif name in _UNSEEN or attribute(element, "display") == "none" or self._style(element).hides:
                self._trace(_UNSEEN.get(name, "ODT hidden text"), element)
            elif name not in _NO_TEXT:
                yield from self._blocks(element)

    def _paragraph(self, element: etree._Element, name: str) -> Iterator[Extract]:
        words: list[str] = []
        boxes: list[Extract] = []
        style = self._style(element)
        if style.hides or any(local(one) == "hidden-paragraph" for one in element.iter()):
            self._trace("ODT hidden text", element)
            return
        form = None
        if name == "h":
            level = attribute(element, "outline-level") or "1"
            form = f"h{level}" if level in {"1", "2", "3", "4", "5", "6"} else None
        self._inline(element, words, boxes)
        if text := tidy("".join(words)):
            item, self._lists.form = self._lists.form, None
            yield Extract(text, form="quote" if style.quotes else form or item)
        yield from boxes

    def _inline(self, parent: etree._Element, words: list[str], boxes: list[Extract]) -> None:
        words.append(one_line(parent.text))
        for element in parent:
            name = local(element)
            if name == "s":
                count = attribute(element, "c") or "1"
                words.append(" " * min(int(count) if count.isdecimal() and len(count) < 6 else 1, _MOST_SPACES))
            elif name == "note":
                if (body := child(element, "note-body")) is not None:
                    self._notes.append(body)
                    words.append(f"[{len(self._notes)}]")
            elif name in _UNSEEN or self._style(element).hides:
                self._trace(_UNSEEN.get(name, "ODT hidden text"), element)
            elif name in {"text-box", "table"}:
                boxes += self._blocks(element) if name == "text-box" else self._table(element)
            elif name in _SIGNS:
                words.append(_SIGNS[name])
            elif name not in _NO_TEXT:
                self._inline(element, words, boxes)
            words.append(one_line(element.tail))

    def _list(self, element: etree._Element) -> Iterator[Extract]:
        lists = self._lists
        outer = lists.style
        lists.style = attribute(element, "style-name") or outer
        level = len(lists.numbers) + 1
        number = None
        if (lists.style, level) in self._styles.numbered:
            goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
            number = self._going_on.get(lists.style, 1) if goes_on else 1
        lists.numbers.append(number)
        for item in element:
            if local(item) == "list-item":
                yield from self._item(item)
            else:
                yield from self._blocks(item)
        if (number := lists.numbers.pop()) is not None:
            self._going_on[lists.style] = number
        lists.style = outer

    def _item(self, item: etree._Element) -> Iterator[Extract]:
        lists = self._lists
        start = attribute(item, "start-value")
        number = lists.numbers[-1]
        if number is not None and start and start.isdecimal() and len(start) < 7:
            number = int(start)
        lists.form = "item" if number is None else f"item {number}"
        lists.numbers[-1] = None if number is None else number + 1
        yield from self._blocks(item)
        lists.form = None

    def _table(self, table: etree._Element) -> Iterator[Extract]:
        for element in table:
            name = local(element)
            if attribute(element, "visibility") in {"collapse", "filter"}:
                self._trace("ODT hidden text", element)
            elif name == "table-row":
                yield from row([list(self._blocks(cell)) for cell in element if local(cell) == "table-cell"])
            elif name in {"table-header-rows", "table-rows", "table-row-group"}:
                yield from self._table(element)

    def _changes(self, element: etree._Element) -> None:
        for region in element.iter():
            if local(region) == "deletion":
                self._trace(_UNSEEN["deletion"], region)
            elif local(region) == "change-info":
                self._told.trace("ODT revision's author", words_of(child(region, "creator")))

    def _trace(self, name: str, element: etree._Element) -> None:
        for one in element.iter():
            if local(one) == "creator":
                self._told.trace(
                    "ODT comment's author" if name == "ODT comment" else "ODT revision's author", words_of(one)
                )
        parts = (
            one for one in element.iter() if local(one) in {"p", "h"} | _UNSEEN.keys() - {"annotation", "deletion"}
        )
        words = " ".join(filter(None, (tidy(words_of(one)) for one in parts))) or tidy(words_of(element))
        self._told.trace(name, words or attribute(element, "string-value") or "")

    def _style(self, element: etree._Element) -> _Style:
        return self._styles.by_name.get(attribute(element, "style-name") or "", _Style())
