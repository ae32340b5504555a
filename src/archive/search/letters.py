"""How letters are compared: what readers type in different ways becomes one spelling."""

from __future__ import annotations

import unicodedata

# Typed or set in place of the apostrophe and the hyphen; U+02BC and U+0149 are letters to Unicode.
APOSTROPHES = "'`´ʼ‘’‛′＇"
HYPHENS = "-‐‑‒–−"
_BEFORE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS + "—―", "-") | {"ŉ": "'n"})
# Ossetian is written with the Cyrillic letter U+04D5 and typed with the Latin one, U+00E6.
_AFTER = str.maketrans({"ӕ": "æ"})
_DROPPED = frozenset({"Mn", "Me", "Cf"})  # accents, stress marks; soft hyphens and what has no width


def fold(text: str) -> str:
    """The spelling under which `text` is compared; folding it again changes nothing.

    Letter case (Unicode default case folding), compatibility forms (NFKD), diacritics, stress marks, soft hyphens and
    characters without width do not count; apostrophes are `'`, dashes `-`, the Cyrillic letter ӕ is the Latin æ, and ё
    is е. The letters и and й stay two, however й is encoded.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKD", text.translate(_BEFORE)).casefold().translate(_AFTER)
    text = text.replace("и\u0306", "й")
    return "".join(letter for letter in text if unicodedata.category(letter) not in _DROPPED)
