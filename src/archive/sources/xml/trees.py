"""XML read piece by piece through expat, in bounded memory; what a stranger's file could do harm by is refused.

Not through lxml, which does not know the lines behind the 65,535th, and whose tree would have to be cleared by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from archive.records.model import Problem, Written

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XINCLUDE = "http://www.w3.org/2001/XInclude"

_LANGUAGE = f"{XML} lang"
_TYPE = f"{XSI} type"
_CHUNK = 1 << 20  # bytes
_LONGEST = 1 << 24  # characters of a text, bytes of a tag or a comment
_MOST = 100_000  # elements that are kept within one, pieces of text between them
_NAMES = 2_000  # of elements, attributes and namespaces: each is remembered, and looked at
_LONGEST_ASIDE = 200  # characters of a comment that may be a word to us
_DEPTH = 24  # a harvested record needs six
_PLAIN_WORDS = {
    expat.errors.XML_ERROR_NO_ELEMENTS: ("the end of the file", "an element"),
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: ("the end of the file within a tag", "`>`"),
    expat.errors.XML_ERROR_TAG_MISMATCH: ("an end tag of another element", "that of the element that is open"),
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "a character that cannot stand there",
        "`&amp;` for &, `&lt;` for <, no control characters, bytes as the encoding says",
    ),
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: ("an entity that XML does not know", "the character itself"),
    expat.errors.XML_ERROR_UNBOUND_PREFIX: ("a prefix without a namespace", "xmlns:PREFIX, there or further out"),
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: ("something behind the outermost element", "nothing there"),
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: ("an attribute a second time", "every attribute once"),
}


class RefusedError(ValueError):
    """Something in `line` because of which the file is not read."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(f"{found}; expected {expected}")
        self.line = line
        self.found = found
        self.expected = expected


class Element:
    """An element: namespace, name, line, attributes (`NAMESPACE NAME`), the language of its text (`xml:lang`, there or
    further out), namespace and name of its type (`xsi:type`), the text that stands directly in it, and those elements
    within it that were kept. `asides` are short comments and processing instructions in it.
    """

    __slots__ = (
        *("asides", "attributes", "children", "datatype", "is_leaf", "language", "line", "name", "parent", "pieces"),
        *("space", "text"),
    )

    def __init__(self, space: str, name: str, line: int, attributes: dict[str, str], parent: Element | None) -> None:
        self.space = space
        self.name = name
        self.line = line
        self.attributes = attributes
        self.parent = parent
        self.language: Written | None = parent.language if parent else None
        self.datatype: tuple[str, str] | None = None
        self.children: list[Element] = []
        self.is_leaf = True
        self.text = ""  # when it has ended
        self.pieces: list[str] = []
        self.asides: list[str] = []


# What becomes of an element at its end: it is handed out, the one around it keeps it, or it is forgotten.
Fate = Literal["out", "kept", "gone"]


def trees(path: Path, name: str, fate: Callable[[Element], Fate]) -> Iterator[Element | Problem]:
    """The elements of a file of which `fate` says at their end that they are handed out, with what they have kept; last
    the Problem because of which the file was not read to its end, if there is one.
    """
    reading = _Reading(fate)
    problem = None
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                reading.feed(chunk)
                yield from reading.taken()
            reading.feed(b"")
    except RefusedError as refused:
        problem = Problem(name, refused.line, None, refused.found, refused.expected)
    except expat.ExpatError as error:
        words = expat.errors.messages[error.code]
        problem = Problem(name, error.lineno, None, *_PLAIN_WORDS.get(words, (words, "XML")))
    yield from reading.taken()
    if problem:
        yield problem


class _Reading:
    def __init__(self, fate: Callable[[Element], Fate]) -> None:
        self._fate = fate
        self._out: list[Element] = []
        self._open: Element | None = None
        self._depth = 0
        self._fed = 0
        self._length = 0  # of the texts that stand in the elements that are open
        self._prefixes: dict[str | None, list[str]] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        self._names = parser.intern
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._bind
        parser.EndNamespaceDeclHandler = self._unbind
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._aside
        parser.ProcessingInstructionHandler = lambda target, said: self._aside(f"{target} {said}")

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; none, where the file has ended."""
        try:
            self._parser.Parse(chunk, not chunk)
        except RefusedError:
            raise
        except (LookupError, ValueError):  # Python's, which expat asks
            raise self._refused("an encoding that is not known", "UTF-8") from None
        self._fed += len(chunk)
        if chunk and self._fed - max(self._parser.CurrentByteIndex, 0) > _LONGEST:
            raise self._refused(f"a tag or a comment of more than {_LONGEST >> 20} MiB", "less")

    def taken(self) -> list[Element]:
        """What was handed out since this was last asked."""
        out, self._out = self._out, []
        return out

    def _doctype(self, *_: object) -> None:
        # Entities, which can swell without end or read this machine's files, have to be declared there.
        raise self._refused("a document type declaration (<!DOCTYPE)", "XML without one")

    def _bind(self, prefix: str | None, space: str | None) -> None:
        self._prefixes.setdefault(prefix, []).append(space or "")

    def _unbind(self, prefix: str | None) -> None:
        self._prefixes[prefix].pop()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        line, parent = self._parser.CurrentLineNumber, self._open
        if len(self._names) > _NAMES:
            raise self._refused(f"more than {_NAMES:,} names of elements and attributes", "records")
        if self._depth == _DEPTH:
            raise self._refused(f"elements nested deeper than {_DEPTH}", "records")
        if space == XINCLUDE:
            raise self._refused("an XInclude", "the text itself")
        self._open = element = Element(space, name, line, attributes, parent)
        self._depth += 1
        if attributes:
            if (spoken := attributes.get(_LANGUAGE)) is not None:
                element.language = Written(spoken, line) if spoken else None
            if written := attributes.get(_TYPE):
                element.datatype = self._named(written)
        if parent:
            parent.is_leaf = False

    def _named(self, written: str) -> tuple[str, str]:
        """The namespace and the name for which a prefix and a name stand."""
        prefix, colon, name = written.strip().rpartition(":")
        spaces = self._prefixes.get(prefix if colon else None)
        if colon and not spaces:
            raise self._refused(f"the prefix “{prefix}” without a namespace", "xmlns:PREFIX, there or further out")
        return (spaces[-1] if spaces else "", name)

    def _end(self, _: str) -> None:
        element = self._open
        if element is None:
            return
        element.text = "".join(element.pieces)
        element.pieces = []
        self._length -= len(element.text)
        self._open = element.parent
        self._depth -= 1
        fate = self._fate(element)
        if fate == "out":
            self._out.append(element)
        elif fate == "kept" and element.parent:
            element.parent.children.append(element)
            if len(element.parent.children) > _MOST:
                raise self._refused(f"more than {_MOST} elements within one", "fewer")

    def _text(self, text: str) -> None:
        element = self._open
        if element and (element.is_leaf or not text.isspace()):  # what is blank between elements would pile up
            element.pieces.append(text)
            self._length += len(text)
            if self._length > _LONGEST or len(element.pieces) > _MOST:
                raise self._refused(f"a text of more than {_LONGEST} characters, or in too many pieces", "less")

    def _aside(self, said: str) -> None:
        """Keep a comment that is no longer than a few words; one outside all elements as an element of its own."""
        if len(said) > _LONGEST_ASIDE:
            return
        if self._open is None:
            alone = Element("", "comment", self._parser.CurrentLineNumber, {}, None)
            alone.asides.append(said.strip())
            self._out.append(alone)
        elif len(self._open.asides) < _MOST:
            self._open.asides.append(said.strip())

    def _refused(self, found: str, expected: str) -> RefusedError:
        return RefusedError(self._parser.CurrentLineNumber, found, expected)
