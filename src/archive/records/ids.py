"""Ids: the address of an item, made of letters, digits, dot, hyphen and underscore of ASCII."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?")

# Letter by letter, so that a Cyrillic file name gives a readable address (after GOST 7.79-2000 B, without its marks).
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӕ"
_SOUNDS = "a b v g d e yo zh z i j k l m n o p r s t u f x c ch sh shh - y - e yu ya ae"
_LATIN = {letter: sound.strip("-") for letter, sound in zip(_CYRILLIC, _SOUNDS.split(), strict=True)}

_OPAQUE = re.compile(r"i[0-9a-f]{16}")


def is_id(written: str) -> bool:
    """Whether the text can be the id of an item."""
    return _ID.fullmatch(written) is not None


def make_id(text: str) -> str | None:
    """An id that resembles the text, None where nothing of it is left."""
    composed = unicodedata.normalize("NFC", text).lower()
    latin = "".join(_LATIN.get(letter, letter) for letter in composed)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")[:100].strip("-._")
    return made or None


def is_opaque(identity: str) -> bool:
    """Whether an id is one that `make_opaque` may have made."""
    return _OPAQUE.fullmatch(identity) is not None


def make_opaque(identity: str) -> str:
    """An id that tells nothing of the one that it stands for, and is the same each time."""
    return f"i{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
