"""What an XLSX workbook says of its sheets: which there are, the texts and number formats that their cells refer to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from archive.sources.workbooks.cells import BUILT_IN, Format, format_of
from archive.sources.workbooks.parts import Target, attributes_of, local, whole

_ESCAPED = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")  # not half of a surrogate pair


class Application(Target):
    """The program that wrote a workbook."""

    def __init__(self) -> None:
        self.name = ""
        self.within = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml gives both
        self.within = local(tag) == "Application"

    def data(self, text: str) -> None:
        if self.within:
            self.name += text


class AnyValue(Target):
    """Whether a cell of a sheet has a value."""

    def __init__(self) -> None:
        self.found = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml gives both
        self.found = self.found or local(tag) in {"v", "is"}


class Contents(Target):
    """The sheets of the workbook in their order: name, relation, whether hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        said = attributes_of(attributes)
        if local(tag) == "sheet":
            self.sheets.append((said.get("name", ""), said.get("id", ""), said.get("state", "visible") != "visible"))
        elif local(tag) == "workbookPr":
            self.since_1904 = said.get("date1904") in {"1", "true"}


class Relations(Target):
    """Where the parts stand that the workbook is made of."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    def path(self, key: str) -> str:
        """Where a sheet stands, empty where it is no worksheet (a chart, a macro)."""
        kind, path = self.targets.get(key, ("", ""))
        return path if kind == "worksheet" else ""

    def of_type(self, wanted: str) -> str:
        return next((path for kind, path in self.targets.values() if kind == wanted), "")


class Strings(Target):
    """The texts that cells refer to by number, without the phonetic readings beside them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.aside = 0
        self.within = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml gives both
        name = local(tag)
        self.aside += name == "rPh"
        self.within = name == "t" and not self.aside

    def end(self, tag: str) -> None:
        name = local(tag)
        self.aside -= name == "rPh"
        self.within = False
        if name == "si":
            self.texts.append(unescaped("".join(self.parts)))
            self.parts.clear()

    def data(self, text: str) -> None:
        if self.within:
            self.parts.append(text)


class Styles(Target):
    """The number format of each cell style."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self.codes = dict(BUILT_IN)
        self.within = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "numFmt":
            self.codes[whole(attributes.get("numFmtId"), 0)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.within = True
        elif name == "xf" and self.within:
            code = self.codes.get(whole(attributes.get("numFmtId"), 0), "General")
            self.formats.append(format_of(code))

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self.within = False


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, or would change, put back (`_x000D_`)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
