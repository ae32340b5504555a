"""Descriptions out of XML, as maps of texts with their lines; whatever is not understood in one is its fault."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.records.columns import HeaderError, aside
from archive.records.findings import shorten
from archive.records.ids import is_id, make_id
from archive.records.model import Problem, Severity, Written
from archive.records.schemes import is_uri
from archive.records.statements import PARTS
from archive.records.telling import is_telling_cell
from archive.sources.xml.telling import RESOURCE, is_oai, is_telling, telling, unread
from archive.sources.xml.trees import XML, Element, Fate, trees
from archive.sources.xml.wrappers import (
    DUBLIN_CORE,
    OAI,
    RECORDS,
    around_terms,
    fate,
    is_description,
    is_ours,
    is_value,
    is_within_record,
)

_WHERE_ACCESS = '`<record access="…">` around the elements of Dublin Core'
_NOT_ESCAPED = ("what is no text in JSON", "a text in quotes, with \\u escapes")


@dataclass(slots=True)
class Description:
    """A description as `build` takes it, the line where it begins, and what was not understood."""

    line: int
    data: dict[str, Any]
    problems: list[Problem]


def descriptions(path: Path, name: str, *, heads: bool = False) -> Iterator[Description | Problem]:
    """The descriptions of a file, read piece by piece, and a Problem for all that belongs to none of them.

    Of `heads` alone, what is said within is not looked into.
    """
    is_empty = True
    for found in trees(path, name, _fate):
        if isinstance(found, Problem):
            said: Iterable[Description | Problem] = [found]
        elif is_description(found):
            said = _Describing(name).described(found, heads=heads)
        else:
            said = _Describing(name).left_over(found)
            is_empty = is_empty and not is_ours(found, "records")
        for each in said:
            is_empty = False
            yield each
    if is_empty:
        yield Problem(name, None, None, "nothing in Dublin Core", "elements such as dc:title")


@dataclass(slots=True)
class _Describing:
    """One tree on its way to a description; `name` is what problems call the file."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def described(self, tree: Element, *, heads: bool) -> Iterator[Description | Problem]:
        """The description in an element, or what is to be said where there is none."""
        around = list(around_terms(tree))
        if tree.space == OAI:
            headers = [child for child in tree.children if child.name == "header"]
            status = " ".join(header.attributes.get("status", "") for header in headers).strip()
            if status.lower() == "deleted":
                yield Problem(
                    self.name, tree.line, None, "a record that was deleted where it comes from", "", "warning"
                )
                return
            if status:
                self.problem(tree, f"the status “{shorten(status)}”", "deleted, or none")
            for header in headers:
                self.take_header(header)
            for again in headers[1:]:
                self.problem(again, "a second header", "one")
        elif is_ours(tree, "record"):
            self.take_head(tree)
        if not around and not is_ours(tree, "record"):
            yield Problem(self.name, tree.line, None, "a record without Dublin Core", "elements such as dc:title in it")
            return
        if not heads:
            for other in around[1:]:
                self.problem(other, "a second description in one record", "one")
            self.look_around(tree)
            self.take(tree)
            self.take_within(tree)
        yield Description(tree.line, self.data, self.problems)

    def left_over(self, tree: Element) -> Iterator[Problem]:
        """What the outermost element has kept although it belongs to no description."""
        text = shorten(tree.text.strip())
        if tree.space in DUBLIN_CORE:
            self.problem(tree, "the outermost element", "one around it")
        elif tree.space == OAI and tree.name == "error":
            self.problem(tree, f"the error “{text}” instead of records", "a harvest")
        elif tree.space == OAI and tree.name == "resumptionToken" and text:
            self.problem(tree, "the token of a list that goes on", "its other parts as well", "warning")
        elif not is_oai(tree) and text:
            self.problem(tree, f"“{text}” belongs to no record", "elements of Dublin Core beside it")
        self.look_at_attributes(tree)
        yield from self.problems
        for child in tree.children:
            yield from _Describing(self.name).left_over(child)

    def take_head(self, record: Element) -> None:
        """What our own `record` says at its head."""
        for key in ("id", "kind"):
            if (written := record.attributes.get(key)) is not None:
                self.data[key] = Written(written, record.line)
        if (level := record.attributes.get("access")) is not None:
            self.data["access"] = {"level": Written(level, record.line)}

    def take_header(self, header: Element) -> None:
        """The id of a harvested record, and whether it or one of its sets speaks of access."""
        for child in header.children:
            if child.name == "setSpec" and any(map(is_telling_cell, filter(None, child.text.strip().split(":")))):
                self.problem(child, f"the set “{shorten(child.text.strip())}”", _WHERE_ACCESS)
            if child.name == "identifier" and (text := child.text.strip()):
                self.data["id"] = Written(text if is_id(text) else make_id(text) or text, child.line)

    def take_within(self, around: Element) -> None:
        """All that stands within an element which is no value."""
        for child in around.children:
            if child.space in DUBLIN_CORE and child.is_leaf and not child.attributes and not child.language:
                self.put(child, Written(child.text, child.line))  # most elements by far
            elif child.space == OAI and child.name != "metadata":
                self.look_within(child)
                if child.name != "header":
                    self.problem(child, "is not read", "", "warning")
            else:
                self.take(child)
                self.take_part(child, around)

    def take_part(self, part: Element, around: Element) -> None:
        """What an element says that stands within another."""
        if part.space in DUBLIN_CORE:
            self.add([part], part)
        elif is_ours(part, "statement"):
            for value in part.children:
                self.take(value)
            self.add(part.children, part)
        elif not part.is_leaf:
            self.take_within(part)
        elif is_ours(part, "warning") and is_ours(around, "record"):
            self.take_warning(part)
        elif text := part.text.strip():
            self.keep_aside(part, text)

    def take(self, element: Element) -> None:
        """Say what in an element itself is not read: unknown attributes, and text between its elements."""
        self.look_at_attributes(element)
        if (element.space, element.name) in RECORDS and is_within_record(element):
            self.problem(element, "a record within a record", "one behind the other")
        if not element.is_leaf and element.space in DUBLIN_CORE:
            self.problem(element, "elements within it", "text")
        elif (not element.is_leaf or is_description(element)) and (text := element.text.strip()):
            self.problem(element, f"“{shorten(text)}” between elements", "elements")

    def look_within(self, element: Element) -> None:
        """Say of an element that is not read, and of all within it, what may have been meant to decide about access."""
        self.look_at_attributes(element)
        if element.is_leaf and is_telling_cell(element.text.strip()):
            self.problem(element, f"“{element.text.strip()}” in an element that decides nothing", _WHERE_ACCESS)
        for child in element.children:
            self.look_within(child)

    def look_at_attributes(self, element: Element) -> None:
        """Say which attributes are not read; what may have been meant to decide about access is an error."""
        found = list(telling(element))
        for words in found:
            self.problem(element, words, _WHERE_ACCESS)
        if not found:
            for name, _ in unread(element):
                self.problem(element, f"the attribute {name} is not read", "", "warning")

    def look_around(self, tree: Element) -> None:
        """Say of the elements around a description what may have been meant to decide about it."""
        around = tree.parent
        while around:
            for words in telling(around):
                self.problem(around, words, _WHERE_ACCESS)
            around = around.parent

    def add(self, values: list[Element], told: Element) -> None:
        """One more statement: an element of Dublin Core, or two of one name, the second with the URI of the first."""
        if not 1 <= len(values) <= 2 or len({value.name for value in values}) != 1 or not all(map(is_value, values)):
            self.problem(told, "what is no statement", "an element of Dublin Core, or two of one name: value and URI")
            return
        try:
            said = _said(values, told)
        except ValueError:
            self.problem(told, *_NOT_ESCAPED)
            return
        self.put(values[0], said)

    def put(self, element: Element, said: Any) -> None:
        """One more value of the term that an element is named after."""
        if element.name in PARTS:  # `dc:access` is no element of Dublin Core, and no `access` of ours either
            self.problem(element, "no such element", "a term of Dublin Core")
            return
        if element.name not in self.data:
            self.data[Written(element.name, element.line)] = []
        self.data[element.name].append(said)

    def take_warning(self, element: Element) -> None:
        """A warning of ours, in one language of several or in none."""
        text = element.text
        if "escaped" in element.attributes:
            try:
                text = _unescaped(text)
            except ValueError:
                self.problem(element, *_NOT_ESCAPED)
        access = self.data.setdefault("access", {})
        before = access.get("warning")
        if element.language is None and before is None:
            access["warning"] = Written(text, element.line)
        elif element.language and isinstance(before or {}, dict) and element.language not in (before or {}):
            access["warning"] = {**(before or {}), element.language: Written(text, element.line)}
        else:
            self.problem(element, "a second warning in one language", "one in each")

    def keep_aside(self, element: Element, text: str) -> None:
        """Keep privately what is not of Dublin Core, but for what may have been meant to decide about access."""
        try:
            _, key = aside(element.name).path
        except HeaderError:  # said of every element, whatever stands in it
            return
        if is_telling_cell(text):
            self.problem(element, f"“{text}” in an element that decides nothing", _WHERE_ACCESS)
        private = self.data.setdefault("private", {})
        before = private.get(key)
        private[key] = text if before is None else [*(before if isinstance(before, list) else [before]), text]

    def problem(self, element: Element, found: str, expected: str, severity: Severity = "error") -> None:
        """Note what is to be said of an element."""
        self.problems.append(Problem(self.name, element.line, None, found, expected, severity, element.name))


def _fate(element: Element) -> Fate:
    """As `fate`, but that what seems to speak of access is not forgotten because nothing stands in it."""
    decided = fate(element)
    return "kept" if decided == "gone" and is_telling(element) else decided


def _said(values: list[Element], told: Element) -> Any:
    """A value as a record file would hold it.

    Raises ValueError where one is not escaped although it should be.
    """
    first = values[0]
    attributes = told.attributes if is_ours(told, "statement") else {}
    parts = [attributes.get("datatype"), *(value.text for value in values)]
    if "escaped" in attributes:
        parts = [None if part is None else _unescaped(part) for part in parts]
    datatype, text, *rest = parts
    language = first.language
    uri = rest[0] if rest else first.attributes.get(RESOURCE)
    if first.datatype:
        scheme = _scheme(*first.datatype)
        if f"{XML} lang" not in first.attributes:
            language = None  # that of the text around it is not that of a date or an address
        if scheme == "dcterms:URI" and uri is None and text and is_uri(text.strip()):
            uri, text = text, None
        else:
            datatype = datatype or scheme
    if not (language or datatype or uri):
        return Written(text or "", first.line)
    said = {"value": text, "language": language, "datatype": datatype, "uri": uri}
    return {key: Written(part, first.line) for key, part in said.items() if part}


def _unescaped(written: str) -> str:
    text = json.loads(written)
    if not isinstance(text, str):
        raise ValueError(written)  # noqa: TRY004  what is wrong is what the file says
    return text


def _scheme(space: str, name: str) -> str:
    """The datatype that an encoding scheme of DCMI is, or one of another namespace by its whole name."""
    if space in DUBLIN_CORE:
        return f"dcterms:{name}"
    return f"{space}{name}" if not space or space.endswith(("/", "#")) else f"{space}#{name}"
