"""Values as YAML text, in the style of what they take the place of (YAML 1.2, chapters 7 and 8)."""

from __future__ import annotations

import json
import re
from typing import Any

# What YAML does not allow as it is, takes for the end of a line, or cannot be seen.
_ESCAPED = re.compile(r"[\x7f-\xa0\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x1f]")
_NO_PLAIN = re.compile(r": | #|:$|\s$")
_NO_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:]")
_NO_LITERAL = re.compile(r"\A[ \n\t]|[ \t]$|\n{2}\Z|[\x00-\x08\x0b-\x1f]", re.MULTILINE)


def scalar(text: str, style: str = "", *, flow: bool = False) -> str:
    """A text on one line: in the quotes that `style` names, or without where it can stand so."""
    strange = _ESCAPED.search(text) or _CONTROL.search(text)
    if style == "'" and not strange:
        return "'" + text.replace("'", "''") + "'"
    if style != '"' and not strange and _is_plain(text, flow=flow):
        return text
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))


def inline(value: Any, style: str = "", *, flow: bool = False) -> str:
    """Maps, lists and texts on one line; `flow` is whether they stand within brackets already."""
    if isinstance(value, dict):
        entries = (f"{scalar(str(key), flow=True)}: {inline(inner, flow=True)}" for key, inner in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner, flow=True) for inner in value) + "]"
    return scalar(str(value), style, flow=flow)


def literal(text: str, indent: int, newline: str) -> str | None:
    """A text of several lines as a literal block whose lines are indented so far; None where it cannot be one.

    It begins with its mark and ends without the last line break.
    """
    if "\n" not in text.rstrip("\n") or _NO_LITERAL.search(text) or _ESCAPED.search(text):
        return None
    mark = "|" if text.endswith("\n") else "|-"
    lines = (" " * indent + line if line else "" for line in text.removesuffix("\n").split("\n"))
    return newline.join((mark, *lines))


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or text == "null" or not text[0].isalnum() or _NO_PLAIN.search(text):
        return False
    return not (flow and _NO_PLAIN_IN_FLOW.search(text))
