"""IPTC-IIM: captions, names and dates as newsrooms have written them into pictures since the nineties.

Sources: IPTC-NAA Information Interchange Model, version 4.2; Adobe Photoshop File Formats Specification (resources).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.media.pictures import moments
from archive.media.pictures.telling import Told
from archive.media.pictures.wording import decoded

SUGGESTED = {
    5: ("title", "Object Name"),
    25: ("subject", "Keywords"),
    80: ("creator", "By-line"),
    105: ("title", "Headline"),
    110: ("publisher", "Credit"),
    115: ("source", "Source"),
    116: ("rights", "Copyright Notice"),
    120: ("description", "Caption/Abstract"),
    135: ("language", "Language Identifier"),
}
# Names, addresses, places and how it was worked on: not for a record unless a person writes them there.
TRACED = {
    7: "Edit Status",
    22: "Fixture Identifier",
    26: "Content Location Code",
    27: "Content Location Name",
    40: "Special Instructions",
    65: "Originating Program",
    85: "By-line Title",
    90: "City",
    92: "Sub-location",
    95: "Province/State",
    101: "Country",
    103: "Original Transmission Reference",
    118: "Contact",
    122: "Writer/Editor",
}
_DATE, _TIME = 55, 60
_UTF8 = b"\x1b%G"
# How other sets of characters are called in 1:90 (ISO 2022).
_CHARSETS = {b"\x1b-A": "latin-1", b"\x1b.A": "latin-1", b"\x1b-L": "iso8859_5", b"\x1b.L": "iso8859_5"}
_RESOURCE = re.compile(rb"8BIM(..)(.)", re.DOTALL)
IPTC_RESOURCE, THUMBNAIL_RESOURCES = 0x0404, (0x0409, 0x040C)


def resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The resources of a block of Photoshop's: number and bytes; to the first that is not whole."""
    place = 0
    while found := _RESOURCE.match(data, place):
        named = found.end() + found[2][0]
        named += (named - place) % 2
        length = int.from_bytes(data[named : named + 4], "big")
        yield int.from_bytes(found[1], "big"), data[named + 4 : named + 4 + length]
        place = named + 4 + length + length % 2


def iptc(data: bytes, told: Told) -> None:
    """Tell what a block of IPTC datasets says, to the first that is not whole."""
    found = list(_datasets(data))
    charset = next((value for record, number, value in found if (record, number) == (1, 90)), b"")
    texts = [(number, _text(value, charset)) for record, number, value in found if record == 2]
    for number, text in texts:
        if number in SUGGESTED:
            term, name = SUGGESTED[number]
            told.suggest(term, text, f"IPTC {name}")
        elif number in TRACED:
            told.trace(f"IPTC {TRACED[number]}", text)
    first = dict(reversed(texts))
    told.suggest("created", moments.from_iptc(first.get(_DATE, ""), first.get(_TIME)), "IPTC Date Created")


def _datasets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, number and bytes of each dataset (IIM 1.5: a mark, two numbers, a length of two bytes or of more)."""
    if data[:1] != b"\x1c" == data[3:4]:
        # Written as numbers of four bytes, least byte first.
        data = b"".join(data[at : at + 4][::-1] for at in range(0, len(data), 4))
    place = 0
    while data[place : place + 1] == b"\x1c" and place + 5 <= len(data):
        record, number = data[place + 1], data[place + 2]
        length = int.from_bytes(data[place + 3 : place + 5], "big")
        place += 5
        if length & 0x8000:
            wide = length & 0x7FFF
            length = int.from_bytes(data[place : place + wide], "big")
            place += wide
        yield record, number, data[place : place + length]
        place += length


def _text(value: bytes, charset: bytes) -> str:
    if charset not in {b"", _UTF8} and charset in _CHARSETS:
        return value.decode(_CHARSETS[charset], "replace")
    # Also where it is said to be UTF-8: many say so of what is not.
    return decoded(value.rstrip(b"\x00"))
