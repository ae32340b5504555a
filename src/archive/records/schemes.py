"""Encoding schemes: what kind of value a value is, and whether it is one.

Sources: DCMI Metadata Terms, 2020-01-20, sections 4 and 5 (vocabulary and syntax encoding schemes in `/terms/`); DCMI
Point, Box and Period Encoding Scheme (2006-04-10); W3C note Date and Time Formats (1997-09-15); Library of Congress,
EDTF. Of a scheme without a check nobody can tell by the text alone whether a value belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import langcodes

from archive.records.dates import period, understand
from archive.records.languages import is_tag
from archive.records.terms import NAMESPACE

# DCMI Type Vocabulary, DCMI Metadata Terms, 2020-01-20, section 7.
DCMI_TYPES = (
    *("Collection", "Dataset", "Event", "Image", "InteractiveResource", "MovingImage", "PhysicalObject"),
    *("Service", "Software", "Sound", "StillImage", "Text"),
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """An encoding scheme: the name by which records call it, its URI, and what a value of it is.

    `check` tells whether a text is one; None where the text does not show it.
    """

    name: str
    uri: str
    expected: str
    check: Callable[[str], bool] | None = None


def is_uri(text: str) -> bool:
    """Whether a text has the form of a URI: a scheme, a colon, no blanks (RFC 3986)."""
    return _URI.fullmatch(text) is not None


def scheme_of(written: str) -> Scheme | None:
    """The scheme that is meant by `W3CDTF`, `dcterms:W3CDTF` or its URI; letter case does not count."""
    return _BY_SPELLING.get(_squeezed(written))


@lru_cache(maxsize=1024)
def near_scheme(written: str) -> Scheme | None:
    """The scheme whose name is likest, None where none is near."""
    near = get_close_matches(_squeezed(written), _BY_SPELLING, n=1, cutoff=0.7)
    return _BY_SPELLING[near[0]] if near else None


def claims_dcmi(written: str) -> bool:
    """Whether a datatype says that it is one of DCMI's."""
    return written.strip().lower().startswith(_PREFIXES)


def _squeezed(written: str) -> str:
    name = written.strip().lower()
    for prefix in (*_PREFIXES, _EDTF.rpartition("/")[0] + "/"):
        name = name.removeprefix(prefix)
    return re.sub(r"[\s_-]", "", name)


def _is_w3cdtf(text: str) -> bool:
    day, has_time, time = text.partition("T")
    if period(day) is None or text != text.strip():
        return False
    return not has_time or (len(day) == 10 and _TIME.fullmatch(time) is not None)


def _is_edtf(text: str) -> bool:
    dated = understand(text)
    return dated is not None and dated.edtf == text


def _is_period(text: str) -> bool:
    parts = _parts(text)
    if parts is None or not parts.keys() <= {"start", "end", "scheme", "name"} or not {"start", "end"} & parts.keys():
        return False
    is_w3c = re.sub(r"\W", "", parts.get("scheme", "w3cdtf")).lower() == "w3cdtf"
    return not is_w3c or all(_is_w3cdtf(parts[key]) for key in ("start", "end") if key in parts)


def _is_point(text: str) -> bool:
    parts = _parts(text) or {}
    return {"east", "north"} <= parts.keys() and _is_placed(parts, {"east", "north", "elevation"})


def _is_box(text: str) -> bool:
    limits = {f"{side}limit" for side in ("north", "east", "south", "west", "up", "down")}
    parts = _parts(text) or {}
    return not limits.isdisjoint(parts) and _is_placed(parts, limits)


def _is_placed(parts: Mapping[str, str], numbers: set[str]) -> bool:
    """Whether there are no parts but these, which are numbers, and those that say what they count."""
    known = parts.keys() <= numbers | {"units", "zunits", "projection", "name"}
    return known and all(_NUMBER.fullmatch(value) for key, value in parts.items() if key in numbers)


def _parts(text: str) -> dict[str, str] | None:
    """The parts of `name=value; name=value` (DCMI DCSV, 2006-04-10), None where it is none or says one twice."""
    found = [piece.partition("=") for piece in re.split(r"(?<!\\);", text) if piece.strip()]
    parts = {key.strip().lower(): value.strip() for key, _, value in found}
    return parts if len(parts) == len(found) and all(parts.values()) else None


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[a-z]{3}", text) is not None and langcodes.tag_is_valid(text)


def _is_country(text: str) -> bool:
    """A code of ISO 3166-1; of those with three letters only the form is known here."""
    if re.fullmatch(r"[A-Z]{2}|\d{3}", text):
        return is_tag(f"und-{text}")
    return re.fullmatch(r"[A-Z]{3}", text) is not None


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MEDIA = re.compile(r"[a-z]+/[A-Za-z0-9!#$&^_.+-]+(\s*;.*)?")
_PREFIXES = (NAMESPACE, NAMESPACE.replace("http:", "https:"), "dcterms:")
_EDTF = "http://id.loc.gov/datatypes/edtf"
_LANGUAGE = "a BCP 47 tag such as ru, os, en"

SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme("EDTF", _EDTF, "EDTF such as 1931~ or 1931/1935", _is_edtf),
        *(
            Scheme(name, f"{NAMESPACE}{name}", expected, check)
            for name, expected, check in (
                ("W3CDTF", "1931, 1931-05, 1931-05-02 or 1931-05-02T10:30Z", _is_w3cdtf),
                ("Period", "start=1931; end=1935", _is_period),
                ("Point", "east=44.54; north=43.19", _is_point),
                ("Box", "northlimit=44; eastlimit=45; southlimit=43; westlimit=44", _is_box),
                ("ISO3166", "a code of a country such as RU or RUS", _is_country),
                ("TGN", "a place of the Getty Thesaurus of Geographic Names", None),
                ("RFC5646", _LANGUAGE, is_tag),
                ("RFC4646", _LANGUAGE, is_tag),
                ("RFC3066", _LANGUAGE, is_tag),
                ("RFC1766", _LANGUAGE, is_tag),
                ("ISO639-2", "a code of three letters such as rus, oss, eng", _is_code),
                ("ISO639-3", "a code of three letters such as rus, oss, eng", _is_code),
                ("URI", "https://… or another scheme", is_uri),
                ("DCMIType", ", ".join(DCMI_TYPES), frozenset(DCMI_TYPES).__contains__),
                ("IMT", "a media type such as image/jpeg", lambda text: _MEDIA.fullmatch(text) is not None),
                ("LCSH", "a Library of Congress Subject Heading", None),
                ("MESH", "a Medical Subject Heading", None),
                ("DDC", "a number of the Dewey Decimal Classification", None),
                ("LCC", "a number of the Library of Congress Classification", None),
                ("NLM", "a number of the National Library of Medicine Classification", None),
                ("UDC", "a number of the Universal Decimal Classification", None),
            )
        ),
    )
}
_BY_SPELLING = {_squeezed(name): scheme for name, scheme in SCHEMES.items()}
