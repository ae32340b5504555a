"""The text of a tag, from its bytes: most formats of metadata leave open in which encoding they are."""

from __future__ import annotations

import codecs
import re

from archive.media.texts.encodings import guess

# The most that is kept of one value, in characters.
LONGEST = 20_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Letters beyond ASCII, in the code pages of Windows.
_LETTERS = re.compile(rb"[\xc0-\xff]+")
_ASCII_LETTERS = re.compile(rb"[A-Za-z]")


def decoded(data: bytes) -> str:
    """The text of a tag: UTF-8, also where a limit of bytes cut its last letter off, or else the likelier code page."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        # What is not final may end within a letter.
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        text = ""
    if not text.isascii() or data.isascii():
        return text
    return data.decode(_code_page(data), "replace")


def _code_page(data: bytes) -> str:
    """The encoding in which a text that is not UTF-8 makes words. Tags are short, and names in them: where letters
    beyond ASCII stand alone between others, as in French or German, it is Western.
    """
    alone = 0
    for run in _LETTERS.finditer(data):
        beside = data[max(0, run.start() - 1) : run.start()] + data[run.end() : run.end() + 1]
        alone += 1 if _ASCII_LETTERS.search(beside) else -len(run[0])
    likely = "cp1252" if alone > 0 else guess(data).encoding
    # The DOS of Cyrillic was gone before pictures had tags.
    return likely if alone > 0 or likely in {"koi8_r", "mac_cyrillic"} else "cp1251"


def wide(data: bytes, *, big: bool) -> str:
    """The text of bytes in UTF-16, in the order that its mark tells, or else in the one that makes words of them.

    `big` is the order of bytes of the file, which decides where both do: some write the other one.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    orders = ("utf-16-be", "utf-16-le") if big else ("utf-16-le", "utf-16-be")
    texts = [data[: len(data) // 2 * 2].decode(order, "replace") for order in orders]
    return max(texts, key=lambda text: sum(character < "\u0600" for character in text))


def tidy(text: str) -> str:
    """A value as a person would have it: no control characters, no space around it, line breaks kept."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip()
