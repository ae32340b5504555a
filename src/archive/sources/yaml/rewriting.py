"""Changing a YAML text in place: what is not changed keeps its bytes, comments and blank lines among them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import yaml

from archive.sources.yaml.nodes import Node, compose
from archive.sources.yaml.text import inline, literal, scalar

_LINE_END = re.compile(r"\r\n|\r|\n")


class UnwritableError(ValueError):
    """What cannot be written in place; its text says why."""


def records_in(text: str) -> list[Any]:
    """What each record of the text says, in the order in which they stand. Raises yaml.YAMLError."""
    return [node.value for node in _record_nodes(text)]


def rewrite(text: str, wanted: Mapping[int, Any]) -> str:
    """The text in which the records with these numbers (from 0) say what is wanted, as maps, lists and texts.

    Raises UnwritableError where the text made does not say just that.
    """
    nodes = _record_nodes(text)
    edits = _Edits(text)
    for number, value in wanted.items():
        edits.change(nodes[number], value, _Place(0, nodes[number].start, flow=False))
    changed = edits.applied()
    expected = [wanted.get(number, node.value) for number, node in enumerate(nodes)]
    try:
        whole = records_in(changed) == expected
    except yaml.YAMLError:
        whole = False
    if not whole:
        raise UnwritableError("cannot be changed in place")
    return changed


def _record_nodes(text: str) -> list[Node]:
    documents = compose(text)
    return [
        node
        for document in documents
        for node in ([inner for _, inner in document.entries] if isinstance(document.value, list) else [document])
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the column of the entry that holds it, where the mark before it ends, within brackets."""

    column: int
    behind: int
    flow: bool


@dataclass(slots=True)
class _Edits:
    """Pieces of the text and what takes their place, gathered without touching it."""

    text: str
    found: list[tuple[int, int, str]] = field(default_factory=list)
    lines: list[int] = field(init=False)  # where each begins
    newline: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the lines."""
        ends = list(_LINE_END.finditer(self.text))
        self.lines = [0, *(end.end() for end in ends)]
        self.newline = ends[0].group() if ends else "\n"

    def applied(self) -> str:
        pieces, at = [], 0
        for start, end, new in sorted(self.found, key=lambda edit: edit[:2]):
            if start < at:
                raise UnwritableError("cannot be changed in place")
            pieces += [self.text[at:start], new]
            at = end
        return "".join((*pieces, self.text[at:]))

    def change(self, node: Node, wanted: Any, place: _Place) -> None:
        """Make a value say what is wanted, touching no more of it than differs."""
        if node.value == wanted:
            return
        if isinstance(node.value, dict) and isinstance(wanted, dict) and node.value.keys() & wanted.keys():
            self.change_map(node, wanted)
        elif isinstance(node.value, list) and isinstance(wanted, list) and node.value and wanted:
            self.change_list(node, wanted)
        else:
            self.replace(node, wanted, place)

    def replace(self, node: Node, wanted: Any, place: _Place) -> None:
        new = self.value(wanted, place.column, node.style, flow=place.flow)
        start, end = node.start, node.end
        if node.entries and not node.flow:
            # It began on a line of its own; what is new stands behind the key, unless a comment stands there.
            if "#" in self.text[place.behind : start]:
                new = " " * max(0, place.column + 2 - node.column) + new
            else:
                start, new = place.behind, f" {new}"
        elif start == end and self.text[start - 1 : start] not in {" ", "\t"}:
            new = f" {new}"
        self.found.append((start, end, new))

    def value(self, value: Any, column: int, style: str = "", *, flow: bool) -> str:
        if isinstance(value, str):
            block = None if flow or style in {'"', "'"} else literal(value, column + 2, self.newline)
            return block or scalar(value, style, flow=flow)
        return inline(value, flow=flow)

    def change_map(self, node: Node, wanted: dict[str, Any]) -> None:
        kept = [position for position, (key, _) in enumerate(node.entries) if key and key.value in wanted]
        for position in kept:
            key, inner = node.entries[position]
            if key:
                behind = self.text.find(":", key.end) + 1
                self.change(inner, wanted[key.value], _Place(node.column, behind, node.flow))
        new: dict[int, list[str]] = {}
        for key_text, value in wanted.items():
            if key_text not in node.value:
                written = self.value(value, node.column, flow=node.flow)
                entry = f"{scalar(key_text, flow=node.flow)}: {written}"
                new.setdefault(_anchor(node, wanted, key_text, kept), []).append(entry)
        self.lay_out(node, kept, new, "")

    def change_list(self, node: Node, wanted: Sequence[Any]) -> None:
        kept, new, style = [], dict[int, list[str]](), node.entries[0][1].style
        style = style if style in {'"', "'"} else ""
        matcher = SequenceMatcher(None, _keys(node.value), _keys(wanted), autojunk=False)
        for _, first, last, new_first, new_last in matcher.get_opcodes():
            pairs = min(last - first, new_last - new_first)
            for offset in range(pairs):
                inner = node.entries[first + offset][1]
                kept.append(first + offset)
                self.change(inner, wanted[new_first + offset], _Place(node.column, inner.start, node.flow))
            for value in wanted[new_first + pairs : new_last]:
                written = self.value(value, node.column, style, flow=node.flow)
                new.setdefault(first + pairs - 1, []).append(written)
        self.lay_out(node, kept, new, "- ")

    def lay_out(self, node: Node, kept: Sequence[int], new: Mapping[int, list[str]], mark: str) -> None:
        """Take out the entries that are not kept, and put what is new behind the entry at its position (-1: before
        all).
        """
        if node.flow:
            self.lay_out_flow(node, kept, new)
            return
        starts = [self.entry_start(node, position) for position in range(len(node.entries))]
        for first, last in _runs(len(node.entries), kept):
            if first == 0 and self.text[self.line_start(starts[0]) : starts[0]].strip(" "):
                self.found.append((starts[0], starts[last + 1], ""))  # it shares its line with what is before it
            else:
                for position in range(first, last + 1):
                    self.found.append((self.line_start(starts[position]), self.line_end(node, position), ""))
        indent = " " * node.column
        for position, entries in sorted(new.items()):
            if position < 0:
                lines = "".join(f"{mark}{entry}{self.newline}{indent}" for entry in entries)
                self.found.append((starts[kept[0]], starts[kept[0]], lines))
                continue
            at = self.line_end(node, position)
            lines = "".join(f"{indent}{mark}{entry}{self.newline}" for entry in entries)
            if self.text[at - 1 : at] not in {"\n", "\r"}:
                lines = self.newline + lines.removesuffix(self.newline)
            self.found.append((at, at, lines))

    def lay_out_flow(self, node: Node, kept: Sequence[int], new: Mapping[int, list[str]]) -> None:
        starts = [(key or inner).start for key, inner in node.entries]
        ends = [max(inner.end, key.end if key else 0) for key, inner in node.entries]
        for first, last in _runs(len(node.entries), kept):
            self.found.append((ends[first - 1], ends[last], "") if first else (starts[0], starts[last + 1], ""))
        for position, entries in sorted(new.items()):
            before = [other for other in kept if other <= position]
            if before:
                at = ends[before[-1]]
                self.found.append((at, at, "".join(f", {entry}" for entry in entries)))
            else:
                at = starts[kept[0]]
                self.found.append((at, at, "".join(f"{entry}, " for entry in entries)))

    def entry_start(self, node: Node, position: int) -> int:
        """Where an entry of a block collection begins: its key, or its dash."""
        key, inner = node.entries[position]
        if key or position == 0:
            return key.start if key else node.start
        line = self.line_start(inner.start)
        while self.text[line : line + node.column + 1] != " " * node.column + "-":
            if line == 0:
                raise UnwritableError("cannot be changed in place")
            line = self.line_start(line - 1)
        return line + node.column

    def line_start(self, at: int) -> int:
        return self.lines[bisect_right(self.lines, at) - 1]

    def line_end(self, node: Node, position: int) -> int:
        """Behind the line break of the line on which an entry ends."""
        key, inner = node.entries[position]
        following = bisect_right(self.lines, max(inner.end, key.end if key else 0))
        return self.lines[following] if following < len(self.lines) else len(self.text)


def _keys(values: Sequence[Any]) -> list[str]:
    return [json.dumps(value, sort_keys=True) for value in values]


def _anchor(node: Node, wanted: Mapping[str, Any], new: str, kept: Sequence[int]) -> int:
    """The position of the entry behind which a new key comes: what is wanted before it, as far as it stays."""
    before = list(wanted)[: list(wanted).index(new)]
    stays = {key.value: position for position in kept if (key := node.entries[position][0])}
    return next((stays[key] for key in reversed(before) if key in stays), -1)


def _runs(length: int, kept: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of positions that are not kept."""
    first, stays = None, set(kept)
    for position in range(length + 1):
        gone = position < length and position not in stays
        if gone and first is None:
            first = position
        elif not gone and first is not None:
            yield first, position - 1
            first = None
