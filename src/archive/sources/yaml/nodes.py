"""A YAML text as nodes that know where in it they stand, for changing it in place (YAML 1.2 as libyaml reads it)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULLS = frozenset({"~", "null"})
# Ends of lines for libyaml, and for our reader none: what stands in their place when marks are taken is as long.
_BREAKS = str.maketrans("\x85\u2028\u2029", "\ufdd0\ufdd1\ufdd2")
_SHOW = str.maketrans("\ufdd0\ufdd1\ufdd2", "\x85\u2028\u2029")


@dataclass(slots=True)
class Node:
    """A value: a text, or a map or a list with its entries.

    `start` and `end` are places in the text, in characters; a collection in block style ends with its last entry.
    `value` is what it says as maps, lists and texts. `style` is a text's quotes or block mark; `column` is where the
    entries of a block collection begin, counted from 0. An entry of a list has no key.
    """

    start: int
    end: int
    value: Any
    style: str = ""
    flow: bool = False
    column: int = 0
    entries: list[tuple[Node | None, Node]] = field(default_factory=list)


def compose(text: str) -> list[Node]:
    """The documents of a text that our reader reads, those that say nothing left out. Raises yaml.YAMLError."""
    documents: list[Node] = []
    stack: list[Node] = []
    keys: list[Node | None] = []

    def put(node: Node) -> None:
        if not stack:
            if node.value != "":
                documents.append(node)
        elif isinstance(stack[-1].value, list):
            stack[-1].entries.append((None, node))
            stack[-1].value.append(node.value)
        elif keys[-1] is None:
            keys[-1] = node
        else:
            stack[-1].entries.append((keys[-1], node))
            stack[-1].value[keys[-1].value] = node.value
            keys[-1] = None

    for event in yaml.parse(text.translate(_BREAKS), Loader=_LOADER):
        start, end = (mark.index if mark else 0 for mark in (event.start_mark, event.end_mark))
        if isinstance(event, yaml.ScalarEvent):
            put(_scalar(event, text, start, end))
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            column = event.start_mark.column if event.start_mark else 0
            stack.append(Node(start, end, value, flow=bool(event.flow_style), column=column))
            keys.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            closed = stack.pop()
            keys.pop()
            closed.end = end if closed.flow else closed.entries[-1][1].end
            put(closed)
    return documents


def _scalar(event: yaml.ScalarEvent, text: str, start: int, end: int) -> Node:
    value = "" if event.value in _NULLS and event.implicit[0] else event.value.translate(_SHOW)
    style = event.style or ""
    if style in {"|", ">"} and end > start:
        # The parser goes on to where the next thing stands; of `|+` the empty lines belong to the text.
        header = text[start:end].partition("\n")[0].partition("\r")[0]
        written = text[start:end]
        end = start + len(written.rstrip("\r\n \t") if "+" not in header else written.removesuffix("\n"))
    return Node(start, end, value, style=style)
