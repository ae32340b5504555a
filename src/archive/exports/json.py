"""JSON: an array with one item a line, each in the form in which a record file is written (RFC 8259, UTF-8)."""

from __future__ import annotations

import json
from typing import BinaryIO

from archive.exports.model import Items, written


def export(items: Items, out: BinaryIO) -> None:
    """Write every item as an object; private parts are in it where the records hold them."""
    before = b"[\n"
    for item in items():
        out.write(before + json.dumps(written(item.record), ensure_ascii=False).encode())
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")
