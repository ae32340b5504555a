"""From the bytes of a source to its text: which encoding they are in, and what no text may hold."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

from archive.records.model import Problem

# What spreadsheets and editors of our users write; a wider choice only invites wrong guesses.
_LIKELY = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1252", "mac_roman"]
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CELL = re.compile(rb"[^\r\n,;\t]+")
# YAML 1.2, 5.1; and the noncharacters, which no text holds that is meant for others.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_BREAK = re.compile(r"\r\n|\r|\n")
_SAMPLE = 65536  # bytes


def decode(data: bytes, name: str) -> str | Problem:
    """The text of UTF-8 or, where a byte order mark says so, UTF-16, without the mark.

    A Problem where it is neither, or holds a control character that YAML forbids.
    """
    try:
        text = data.decode(marked_encoding(data) or "utf-8")
    except UnicodeDecodeError as error:
        line = 1 + len(_BREAK.findall(data[: error.start].decode("latin-1")))
        return Problem(name, line, None, "bytes that are not UTF-8", "a text file saved as UTF-8")
    if found := _FORBIDDEN.search(text):
        line = 1 + len(_BREAK.findall(text, 0, found.start()))
        return Problem(name, line, None, f"the control character U+{ord(found.group()):04X}", "text")
    return text


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of the data names, None where there is no mark."""
    return next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), None)


def guess_encoding(chunks: Iterable[bytes]) -> str | None:
    """The likeliest encoding of a sheet that is not UTF-8, None where none fits.

    Only cells with other letters than ASCII are looked at: among many others they would be overlooked.
    """
    cells = (found.group() for chunk in chunks for found in _CELL.finditer(chunk))
    sample = b""
    for cell in cells:
        if not cell.isascii():
            sample += cell + b"\n"
            if len(sample) > _SAMPLE:
                break
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    return best.encoding if best else None
