"""How a text and the bytes of a file are read when something is looked for that may be written in many ways."""

from __future__ import annotations

import binascii
import html
import quopri
import re
import string
from collections.abc import Iterator
from urllib.parse import unquote

CUT = "\ue000"  # between two texts that are read together: no word of one goes on in the other
CHUNK = 1 << 16  # bytes that are read at once
_OVERLAP = 1 << 11  # bytes of the chunk before that are read with the next: the longest needle is shorter
_MARKS = "«»“”„‘’—–‑‐•·№"  # punctuation that NFKC leaves
_SPACED = bytes.maketrans(string.punctuation.encode(), b" " * len(string.punctuation))
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_ENTITY = re.compile("&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z]+);")
_TAG = re.compile("<!--.{0,1000}?-->|<[!/?]?[A-Za-z][^<>]{0,4000}>", re.DOTALL)
# Emphasis of Markdown, brackets of editors. A pattern that begins with a set of letters is looked for much faster.
_IN_WORD = re.compile(r"[][(){}*~`|\u2028\u2029](?<=\w.)[][(){}*~`|\u2028\u2029]*(?=\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_SHORT_ESCAPE = re.compile(r"\\[nrt/\"]")
_QUOTED = re.compile("=[0-9A-F]{2}=[0-9A-F]{2}")  # RFC 2045, of letters that are not ASCII
# UTF-8 that was taken for Windows-1251 or for Latin-1, and encoded once more.
_TWICE = (
    (re.compile("[РС][^\\sА-Яа-яA-Za-z0-9][РС][^\\sА-Яа-яA-Za-z0-9]"), "cp1251"),
    (re.compile("[ÐÑ][\x80-\xbf][ÐÑ][\x80-\xbf]"), "latin-1"),
)
_DIGEST = 43  # letters of a SHA-256 in base64
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}")
_MIXED = re.compile(r"[a-z0-9][A-Z].*[a-z0-9][A-Z]")  # words, numbers and addresses are not written so
_STANDARD = str.maketrans("-_", "+/")
_ASCII = bytes(97 if 32 <= byte < 127 or byte in b"\t\n\r" else 98 for byte in range(256))
_LEADS = bytes(97 if byte in {0xD0, 0xD1} else 98 for byte in range(256))  # of most Cyrillic letters
# The greater and the lesser byte of the Latin and Cyrillic letters in UTF-16.
_GREATER = bytes(255 if byte in {0, 1, 4, 5} else 0 for byte in range(256))
_LESSER = bytes(255 if byte >= 0x10 else 0 for byte in range(256))
_ASCII_RUN, _RUN, _WIDE_RUN = b"a" * 16, b"a" * 3, b"\xff" * 4


def words_of(folded: str) -> list[str]:
    """The words of a folded text, without punctuation, and what stands between two texts that are read together."""
    if not folded.isascii():
        for mark in _MARKS:
            folded = folded.replace(mark, " ")
    return folded.encode("utf-8", "surrogatepass").translate(_SPACED).decode("utf-8", "surrogatepass").split()


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """Other texts that this one may stand for, each with how it is written there: percent-encoded, with entities of
    HTML (twice at most), with escapes of JSON, between marks (tags of HTML, and what stands within words), in base64
    (whatever stands around it), in quoted-printable, in UTF-8 that was taken for something else.
    """
    if _PERCENT.search(text):
        yield "percent-encoded", unquote(text)
    if _ENTITY.search(text):
        yield "in entities of HTML", (plain := html.unescape(html.unescape(text)))
    else:
        plain = text
    if (is_tagged := _TAG.search(plain) is not None) or _IN_WORD.search(plain):
        yield "between marks", _IN_WORD.sub("", _TAG.sub("", plain))
        if is_tagged:
            yield "between tags", _TAG.sub(" ", plain)
    if _ESCAPE.search(text):
        plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        yield "in escapes of JSON", _SHORT_ESCAPE.sub(" ", plain)
    if decoded := _from_base64(text):
        yield "in base64", decoded
    if _QUOTED.search(text):
        yield "in quoted-printable", quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    for found, encoding in () if text.isascii() else _TWICE:
        if found.search(text):
            yield "encoded twice", text.encode(encoding, "replace").decode("utf-8", "replace")


def readings(data: bytes) -> Iterator[tuple[int, str, str]]:
    """What bytes say as UTF-8 and as UTF-16 in either order, piece by piece: the offset of the piece, the encoding,
    the text. A piece in which no text can stand is passed over.
    """
    for start in range(0, len(data), CHUNK):
        piece = data[max(0, start - _OVERLAP) : start + CHUNK]
        if _may_be_utf8(piece):
            yield start, "UTF-8", piece.decode("utf-8", "ignore")
        for encoding, said in _wide(piece):
            yield start, encoding.upper(), said


def single_bytes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes as text in Windows-1251 and in KOI8-R, folded and written as `as_single_bytes` writes."""
    for encoding, table in _TABLES.items():
        yield encoding, data.translate(table)


def as_single_bytes(folded: str) -> bytes | None:
    """A folded text in Windows-1251; None where it has letters that are not in it."""
    try:
        return folded.encode("cp1251")
    except UnicodeEncodeError:
        return None


def _may_be_utf8(piece: bytes) -> bool:
    """Whether a run of ASCII or three letters of two bytes stand in it: in compressed data there are none."""
    if _ASCII_RUN in piece.translate(_ASCII):
        return True
    leads = piece.translate(_LEADS)
    return any(_RUN in leads[parity::2] for parity in (0, 1))


def _wide(piece: bytes) -> Iterator[tuple[str, str]]:
    """Runs of four and more letters of two bytes, from either byte on, in either order."""
    for first in (0, 1):
        one, other = piece[first::2], piece[first + 1 :: 2]
        for encoding, less, great in (("utf-16-le", one, other), ("utf-16-be", other, one)):
            both = int.from_bytes(less.translate(_LESSER), "little")
            both &= int.from_bytes(great.translate(_GREATER), "little")
            letters = both.to_bytes(len(one) + 1, "little")
            runs = []
            begin = letters.find(_WIDE_RUN)
            while begin >= 0:
                end = letters.index(b"\0", begin)
                runs.append(piece[first + 2 * begin : first + 2 * end].decode(encoding, "ignore"))
                begin = letters.find(_WIDE_RUN, end)
            if runs:
                yield encoding, CUT.join(runs)


def _from_base64(text: str) -> str:
    """What all runs of base64 in a text say, from each of the four places where one can begin."""
    said = []
    for run in _BASE64.findall(text):
        if len(run) == _DIGEST or run[-_DIGEST - 1 : -_DIGEST] in {"-", "_"}:
            said.append(binascii.a2b_base64(f"{run[-_DIGEST:].translate(_STANDARD)}=").hex())
        if run.islower() or not _MIXED.search(run):
            continue
        plain = run.translate(_STANDARD)
        for begin in range(4):
            rest = plain[begin:]
            rest = rest[: len(rest) - (len(rest) % 4 == 1)]
            decoded = binascii.a2b_base64(rest + "=" * (-len(rest) % 4))
            said.append(decoded.decode("utf-8", "ignore"))
    return CUT.join(said)


def _table(encoding: str) -> bytes:
    folded = (bytes([byte]).decode(encoding, "replace").casefold().replace("ё", "е") for byte in range(256))
    return b"".join(b" " if letter.isspace() else letter.encode("cp1251", "replace")[:1] or b"?" for letter in folded)


_TABLES = {"Windows-1251": _table("cp1251"), "KOI8-R": _table("koi8-r")}
