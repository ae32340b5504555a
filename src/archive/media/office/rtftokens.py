"""RTF as a row of tokens, and the encodings its fonts speak in. Format: Rich Text Format Specification 1.9.1."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
# What the character sets of fonts are called elsewhere.
_CHARACTER_SETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}


class Token(NamedTuple):
    """`{`, `}`, a control word with its number, or bytes of text (its word empty)."""

    word: str
    number: int | None = None
    text: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of an RTF; what a picture has as bytes is passed over."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        word, number, code, symbol, brace, text = found.groups()
        if word:
            value = int(number) if number else None
            if word == b"bin":
                at += max(0, value or 0)
            else:
                yield Token(word.decode("ascii"), value)
        elif code:
            yield Token("", text=bytes.fromhex(code.decode("ascii")))
        elif text:
            yield Token("", text=text)
        elif symbol or brace:
            yield Token((symbol or brace).decode("latin-1"))


def of_code_page(number: int | None) -> str:
    """The name in Python of a code page of Windows."""
    names = {10000: "mac_roman", 10007: "mac_cyrillic", 65001: "utf-8"}
    return _known(names.get(number or 1252, f"cp{number}"))


def of_character_set(number: int | None) -> str | None:
    """The name in Python of the encoding of a font's character set; None where it is that of the document."""
    name = _CHARACTER_SETS.get(number or 0)
    return _known(name) if number and name else None


def _known(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
