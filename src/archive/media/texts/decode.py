"""From bytes to text: which encoding, and whether it is a text at all."""

from __future__ import annotations

import codecs
import logging
import re
from itertools import islice

from archive.media.matter import Unreadable
from archive.media.texts.encodings import LIKELY, guess

# What a file may declare: the encodings of the WHATWG Encoding Standard that Python has, by Python's names. Others of
# Python's, like punycode, are slow or no encodings of files.
DECLARABLE = frozenset(
    str.split(
        "cp866 iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10"
        " iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp1250 cp1251 cp1252"
        " cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gb2312 gbk gb18030 big5 euc_jp iso2022_jp shift_jis euc_kr"
    )
)
# Where the letters go together in none of the likely encodings.
OTHERS = str.split("cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp855 gb18030 big5 euc_jp cp932 cp949")
# So much of a text is enough to tell that it is in one of those, or two bytes a letter.
SAMPLE = 8_192
# Of a text, not more than this share can be control characters.
CONTROLS = 0.01
# Of a text in UTF-16 or UTF-32 without a mark, at least this share is Latin, Cyrillic or usual signs.
USUAL = 0.95
# More letters than these are not UTF-8 by chance; a short word in another encoding may be.
DECIDING = 2

_BROKEN = "\ufffd"
# UTF-32 first: its mark for little-endian begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_USUAL = re.compile("[\t\n\f\r -~\xa0-\xff\u0301Ѐ-џҐґӔӕ‐-‧€№]")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_TORN = "ends in the middle of a letter: it may have been cut off"

logging.getLogger("charset_normalizer").addHandler(logging.NullHandler())


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""The text of a file, line ends made `\n`, and in words what is doubtful about its encoding.

    In this order: a byte order mark; UTF-16 or UTF-32 without one; UTF-8; the encoding that the file declares, unless
    its letters clearly speak against it; UTF-8 with a few broken bytes; what `encodings.guess` or, failing that,
    charset-normalizer finds the likeliest.
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
                return _begun(data[len(mark) :], encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"begins as {encoding} but is not: {error.reason} at byte {error.start}") from error
    if wide := _wide(data):
        return _begun(data, wide)
    try:
        return _utf8(data)
    except UnicodeDecodeError:
        pass
    # Before guessing, as a guess finds some meaning in everything.
    if b"\x00" in data:
        raise Unreadable("is not a text: it holds NUL bytes")
    if declared and (said := _as_declared(data, declared)):
        return said
    if (nearly := _nearly_utf8(data)) is not None:
        return nearly, (f"is UTF-8 with broken bytes: {nearly.count(_BROKEN)} places are shown as {_BROKEN}",)
    return _guessed(data)


def _begun(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """The text of bytes that may have been cut within a letter. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    text = decoder.decode(data)
    return text, (_TORN,) if decoder.getstate()[0] else ()


def _utf8(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The same of UTF-8, which one torn letter alone does not make."""
    text, problems = _begun(data, "utf-8")
    if text.isascii():
        return data.decode("utf-8"), ()
    few = [found[0] for found in islice(_BEYOND.finditer(text), DECIDING + 1)]
    if len(few) <= DECIDING and not all(map(_USUAL.match, few)):
        return text, (_doubtful("utf-8"),)
    return text, problems


def _wide(data: bytes) -> str | None:
    """Which encoding of two or four bytes a letter a text is in that begins with no mark."""
    head = data[:SAMPLE]
    if len(_CONTROL.findall(head.decode("latin-1"))) <= CONTROLS * len(head):
        return None
    for encoding in _WIDE:
        try:
            text = _begun(head, encoding)[0]
        except UnicodeDecodeError:
            continue
        if text and len(_USUAL.findall(text)) >= USUAL * len(text):
            return encoding
    return None


def _as_declared(data: bytes, declared: str) -> tuple[str, tuple[str, ...]] | None:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, UnicodeError, ValueError):
        return None
    if name not in DECLARABLE:
        return None
    # As browsers do: who declares Latin-1 or its like has the signs of Windows too.
    name = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}.get(
        name, name
    )
    text = _try(data, name)
    if text is not None and name.replace("-", "_") in LIKELY:
        # Servers and editors changed the bytes of many a page and left in it what it declares.
        likelier = guess(data)
        other = _try(data, likelier.encoding) if likelier.sure and likelier.fits else None
        if other is not None and other != text:
            return other, (f"declares {declared}, but its letters are in {likelier.encoding}; it was read as that",)
    return None if text is None else (text, ())


def _nearly_utf8(data: bytes) -> str | None:
    """The text of a UTF-8 file with a few broken bytes, None where UTF-8 is not likely."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if beyond_ascii >= 20 * text.count(_BROKEN) else None


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    likeliest = guess(data)
    text = _try(data, likeliest.encoding)
    if text is not None and likeliest.fits:
        return text, () if likeliest.sure else (_doubtful(likeliest.encoding),)
    if (other := _other(data, likeliest.encoding)) and (read := _try(data, other)) is not None:
        return read, (_doubtful(other),)
    if text is None:
        raise Unreadable(f"is in no encoding that is read: UTF-8, UTF-16, UTF-32, {', '.join(LIKELY)}")
    return text, (_doubtful(likeliest.encoding),)


def _doubtful(encoding: str) -> str:
    return f"does not tell its encoding: it was taken for {encoding}; if it reads wrongly, save it as UTF-8"


def _other(data: bytes, likeliest: str) -> str | None:
    """What charset-normalizer finds the best of the less likely encodings and the likeliest one."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- seldom needed, and it takes a while to load

    found = re.search(rb"[\x80-\xff]", data)
    begin = max(0, found.start() - SAMPLE // 2) if found else 0
    best = from_bytes(data[begin : begin + SAMPLE], cp_isolation=[likeliest, *OTHERS]).best()
    return best.encoding if best else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None
