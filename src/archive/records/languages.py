"""Language tags (BCP 47), and the one that somebody meant who wrote something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import langcodes

_TAG = re.compile(r"[A-Za-z0-9-]+")
# ISO 3166 reserves it for the United Kingdom, and it is no subtag: the registry of IANA has GB.
_NO_REGIONS = re.compile(r"[a-z]+(?:-[a-z]{4})?-uk(?:-.*)?", re.IGNORECASE)
# In whose words people name a language; where a word begins several names, the first of these languages is meant.
_SPOKEN = ("ru", "en", "os")
_CLUTTER = re.compile(r"^[\W_]+|\s+(?:язык|language)\s*$|[\W_]+$")
_SHORTEST = 3  # letters of a name that can be told from its beginning


@lru_cache(maxsize=1024)
def is_tag(written: str) -> bool:
    """Whether the text is a well-formed language tag (RFC 5646) whose parts are registered with IANA.

    A language of two letters has no other tag: `rus` is none.
    """
    if not _TAG.fullmatch(written) or not langcodes.tag_is_valid(written):
        return False
    return not _is_long(written.partition("-")[0].lower()) and not _NO_REGIONS.fullmatch(written)


@lru_cache(maxsize=1024)
def nearest_tag(written: str) -> str | None:
    """The tag that somebody meant by `rus`, `ru_RU`, `en-UK`, `ua`, `Russian` or «рус», None where none is near."""
    word = _CLUTTER.sub("", written.lower())
    return next((tag for tag in _candidates(word) if is_tag(tag)), None) if word else None


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """The one spelling of a tag that may be written in several: `ru` for `RU`, `he` for `iw` (RFC 5646, 4.5)."""
    return _standard(tag) or tag.lower()


def same_language(tags: Iterable[str | None]) -> tuple[str, str] | None:
    """Two of the tags that are spellings of one language, the second first; None where there are none."""
    first: dict[str, str] = {}
    for tag in filter(None, tags):
        known = first.setdefault(canonical(tag), tag)
        if known != tag:
            return tag, known
    return None


def tag_wanted(written: str) -> str:
    """What is expected instead of a text that is no tag, for a message."""
    tag = nearest_tag(written)
    return f"{tag} (is that what was meant?)" if tag else "a BCP 47 tag such as ru, os, en"


def _candidates(word: str) -> Iterator[str]:
    if tag := _standard(word.replace("_", "-")):
        yield tag
    if re.fullmatch(r"[a-z]{2}", word):
        # `ua` is a country; what is spoken there is meant (CLDR, likely subtags).
        yield langcodes.Language.make(territory=word.upper()).maximize().language or ""
    names = _names()
    yield names.get(word, "")
    if len(word) >= _SHORTEST:
        yield next((tag for name, tag in names.items() if name.startswith(word)), "")


def _standard(word: str) -> str | None:
    try:
        return langcodes.standardize_tag(word)
    except ValueError:
        return None


def _is_long(code: str) -> bool:
    """Whether a code of three letters is one of ISO 639-2 whose language has two."""
    if len(code) != 3:
        return False
    short = langcodes.standardize_tag(code)
    return len(short) == 2 and code in {langcodes.Language.get(short).to_alpha3(kind) for kind in ("T", "B")}


@cache
def _names() -> dict[str, str]:
    """The names of languages in the languages that are spoken here, those of two letters before all others."""
    from babel import Locale  # noqa: PLC0415  only for a tag that is wrong

    tags = [(tag.replace("_", "-"), name) for spoken in _SPOKEN for tag, name in Locale(spoken).languages.items()]
    names: dict[str, str] = {}
    for tag, name in sorted(tags, key=lambda named: (named[0] not in _SPOKEN, len(named[0]))):
        names.setdefault(name.lower(), tag)
    return names
