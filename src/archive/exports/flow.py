"""YAML on one line, as it stands in a cell of a sheet: JSON, but that plain words stand without quotes."""

from __future__ import annotations

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*")
# What YAML 1.1 or 1.2 does not allow, or takes for the end of a line.
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SIMPLE_KEY = 1000  # libyaml takes at most 1024 bytes for a key that does not say it is one


def flow(value: Any) -> str:
    """Maps, lists and texts as YAML on one line that reads back as the same maps, lists and texts."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(flow(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if _BARE.fullmatch(value) and value != "null":
        return str(value)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))


def _key(text: str) -> str:
    return f"? {text} " if len(text.encode()) > _SIMPLE_KEY else text
