"""What the values of a term are expected to be, as far as their texts show it. What is doubted is kept as written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from archive.records.dates import mistakable, understand
from archive.records.languages import is_tag, tag_wanted
from archive.records.rights import address_wanted
from archive.records.schemes import DCMI_TYPES, SCHEMES, claims_dcmi, is_uri, near_scheme, scheme_of
from archive.records.terms import TERMS

_TYPES = {name.lower(): name for name in DCMI_TYPES}
# What people write where DCMI has another word. Any other type that is no misspelt one is a word of the writer's own.
_TYPE_WORDS = _TYPES | {
    word: name
    for name, words in {
        "StillImage": "photo photograph picture slide postcard фото фотография снимок рисунок открытка",
        "MovingImage": "film movie video видео видеозапись фильм",
        "Sound": "audio recording аудио аудиозапись звукозапись звук",
        "Text": "article document letter book текст статья документ письмо книга",
        "PhysicalObject": "artefact artifact object предмет вещь",
        "Image": "изображение",
        "Collection": "коллекция",
        "Event": "событие",
    }.items()
    for word in words.split()
}


class Doubt(NamedTuple):
    """What is found of a value, and what was expected: a warning, said behind the value."""

    found: str
    expected: str


def doubts(term: str, text: str | None, uri: str | None, datatype: str | None) -> Iterator[tuple[str, Doubt]]:
    """What is doubtful in a value that is written as a map, and in which part: `datatype`, `value` or `uri`.

    A value with a datatype is what that says; one with a URI is a name for what the URI stands for.
    """
    scheme = scheme_of(datatype) if datatype else None
    if datatype and scheme is None and (claims_dcmi(datatype) or not is_uri(datatype)):
        yield "datatype", _unknown_datatype(datatype)
    if scheme and scheme.check and text and not scheme.check(text):
        yield "value", Doubt(f"is no {scheme.name}", scheme.expected)
    if uri and CHECKS.get(term) is _rights and (doubt := _rights(uri)):
        yield "uri", doubt
    if text and not uri and not datatype and term in CHECKS and (doubt := CHECKS[term](text)):
        yield "value", doubt


def _unknown_datatype(written: str) -> Doubt:
    near = near_scheme(written)
    meant = f"{near.name} (is that what was meant?)" if near else f"{', '.join(SCHEMES)}, or a URI"
    return Doubt("is kept as written, but no datatype that is known", meant)


def _date(text: str) -> Doubt | None:
    if understand(text) is None:
        return Doubt("is kept as written but not understood", "EDTF, or a date as in docs/dates.md")
    years = mistakable(text)
    return Doubt("is read as a season in EDTF", f"{years} where years are meant") if years else None


def _language(text: str) -> Doubt | None:
    return None if is_tag(text) or is_uri(text) else Doubt("is no language tag", tag_wanted(text))


@lru_cache(maxsize=4096)
def _type(text: str) -> Doubt | None:
    word = text.lower().replace(" ", "")
    if word in _TYPES:
        return None
    near = get_close_matches(word, _TYPES, n=1, cutoff=0.8)
    meant = _TYPE_WORDS.get(word) or (_TYPES[near[0]] if near else None)
    return Doubt("is no DCMI Type", f"{meant} (is that what was meant?)") if meant else None


def _rights(text: str) -> Doubt | None:
    expected = address_wanted(text)
    return Doubt("is no address of a rights statement or a licence", expected) if expected else None


_Check = Callable[[str], Doubt | None]
_BY_RANGE: dict[str, _Check] = {
    "LinguisticSystem": _language,
    "Class": _type,
    "RightsStatement": _rights,
    "LicenseDocument": _rights,
}

# What tells a doubtful value of a term, for those terms whose values show it.
CHECKS: Mapping[str, _Check] = {
    name: _date if term.element == "date" else _BY_RANGE[term.range[0]]
    for name, term in TERMS.items()
    if term.element == "date" or (term.range and term.range[0] in _BY_RANGE)
}
