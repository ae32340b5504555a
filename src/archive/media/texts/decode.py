"""From bytes to text: which encoding, and whether it is a text at all."""

from __future__ import annotations

import codecs
import logging
import re

from charset_normalizer import from_bytes

from archive.media.matter import Unreadable

# Likely encodings only: left to itself, charset-normalizer takes short Russian texts for Chinese.
LIKELY = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1252")
# So much of a text is enough to tell its encoding.
SAMPLE = 65_536
# Of a text, not more than this share can be control characters.
CONTROLS = 0.01

_BROKEN = "\ufffd"
# UTF-32 first: its mark for little-endian begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")

logging.getLogger("charset_normalizer").addHandler(logging.NullHandler())


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""The text of a file, line ends made `\n`, and problems in words where its encoding had to be guessed.

    In this order: a byte order mark, UTF-8, the encoding that the file declares, UTF-8 with a few broken bytes, the
    likeliest of `LIKELY`.
    Raises Unreadable where it is not a text.
    """
    text, problems = _decode(data, declared)
    if "\x00" in text or len(_CONTROL.findall(text)) > CONTROLS * len(text):
        raise Unreadable("is not a text: it holds NUL bytes or other control characters")
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _decode(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                raise Unreadable(f"begins as {encoding} but is not: {error.reason} at byte {error.start}") from error
    for encoding in filter(None, ("utf-8", declared)):
        if (text := _try(data, encoding)) is not None:
            return text, ()
    # Before guessing, as a guess finds some meaning in everything.
    if b"\x00" in data:
        raise Unreadable("is not a text: it holds NUL bytes")
    if (nearly := _nearly_utf8(data)) is not None:
        return nearly, (f"is UTF-8 with broken bytes: {nearly.count(_BROKEN)} places are shown as {_BROKEN}",)
    sample = data[max(0, _first_beyond_ascii(data) - SAMPLE // 2) :][:SAMPLE]
    best = from_bytes(sample, cp_isolation=list(LIKELY)).best()
    guessed = _try(data, best.encoding) if best else None
    if best is None or guessed is None:
        raise Unreadable(f"is in no encoding that is read: UTF-8, UTF-16, {', '.join(LIKELY)}")
    return guessed, (f"is not UTF-8; it was read as {best.encoding}, which is a guess",)


def _first_beyond_ascii(data: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", data)
    return found.start() if found else 0


def _nearly_utf8(data: bytes) -> str | None:
    """The text of a UTF-8 file with a few broken bytes, None where UTF-8 is not likely."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if beyond_ascii >= 20 * text.count(_BROKEN) else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None
