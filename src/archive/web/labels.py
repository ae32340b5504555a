"""What codes, numbers and addresses are called in plain words on the pages (in English, in this version)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.records.kinds import KINDS
from archive.records.terms import TERMS

# English names after the IANA Language Subtag Registry; a tag that is not here is shown as it is.
_LANGUAGES = {
    "ab": "Abkhazian",
    "ar": "Arabic",
    "av": "Avaric",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "ce": "Chechen",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hu": "Hungarian",
    "hy": "Armenian",
    "inh": "Ingush",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kbd": "Kabardian",
    "kk": "Kazakh",
    "ko": "Korean",
    "la": "Latin",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "os": "Ossetian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "tt": "Tatar",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
_PLURALS = {"photo": "Photographs", "article": "Articles", "testimony": "Testimonies", "other": "Other items"}


@dataclass(frozen=True, slots=True)
class Rights:
    """What a rights statement or a licence is called, and what it means for somebody who wants to use the item."""

    label: str
    meaning: str


# The twelve statements of rightsstatements.org, data model 1.0 (CC0); the meanings are shortened from its definitions.
_STATEMENTS = {
    "InC": Rights(
        "In Copyright", "Protected by copyright. For uses that the law does not allow, ask the rights-holder."
    ),
    "InC-OW-EU": Rights(
        "In Copyright – EU Orphan Work", "Protected by copyright; the rights-holder is not known or was not found."
    ),
    "InC-EDU": Rights(
        "In Copyright – Educational Use Permitted",
        "Protected by copyright. Educational use needs no further permission; other uses do.",
    ),
    "InC-NC": Rights(
        "In Copyright – Non-Commercial Use Permitted",
        "Protected by copyright. Non-commercial use needs no further permission; other uses do.",
    ),
    "InC-RUU": Rights(
        "In Copyright – Rights-holder(s) Unlocatable or Unidentifiable",
        "Protected by copyright, but nobody could be found who holds the rights.",
    ),
    "NoC-CR": Rights(
        "No Copyright – Contractual Restrictions",
        "Not protected by copyright, but an agreement limits the use. Ask the archive.",
    ),
    "NoC-NC": Rights(
        "No Copyright – Non-Commercial Use Only",
        "Not protected by copyright, but by agreement only non-commercial use is allowed.",
    ),
    "NoC-OKLR": Rights(
        "No Copyright – Other Known Legal Restrictions",
        "Not protected by copyright, but other laws limit the use. Ask the archive.",
    ),
    "NoC-US": Rights(
        "No Copyright – United States", "Free of copyright in the United States; elsewhere it may be protected."
    ),
    "CNE": Rights("Copyright Not Evaluated", "Nobody has looked into the copyright yet. Ask the archive."),
    "UND": Rights("Copyright Undetermined", "The copyright was looked into without a clear result. Ask the archive."),
    "NKC": Rights(
        "No Known Copyright", "Believed to be free of copyright, though that could not be settled for certain."
    ),
}
# Names and terms: the deeds of creativecommons.org, licences 1.0 to 4.0.
_LICENCES = {
    "by": ("Attribution", "Free to use and change if you name the author."),
    "by-sa": (
        "Attribution-ShareAlike",
        "Free to use and change if you name the author and share under the same terms.",
    ),
    "by-nd": ("Attribution-NoDerivatives", "Free to use unchanged if you name the author."),
    "by-nc": ("Attribution-NonCommercial", "Free for non-commercial use if you name the author."),
    "by-nc-sa": (
        "Attribution-NonCommercial-ShareAlike",
        "Free for non-commercial use if you name the author and share under the same terms.",
    ),
    "by-nc-nd": (
        "Attribution-NonCommercial-NoDerivatives",
        "Free for non-commercial use, unchanged, if you name the author.",
    ),
}
_DEDICATIONS = {
    "zero": Rights("CC0 1.0 (public domain dedication)", "Free to use without asking."),
    "mark": Rights("Public Domain Mark 1.0", "Known to be free of copyright restrictions."),
}
_LICENCE = re.compile(r"/licenses/([a-z-]+)/(\d\.\d)(?:/|$)")
_DEDICATION = re.compile(r"/publicdomain/(zero|mark)/")
_STATEMENT = re.compile(r"/(?:vocab|page)/([A-Za-z-]+)/1\.0/")


def rights(uri: str) -> Rights | None:
    """The plain words for a URI of rightsstatements.org or Creative Commons, None for any other."""
    parts = urlsplit(uri)
    host = (parts.hostname or "").removeprefix("www.")
    if host == "rightsstatements.org" and (found := _STATEMENT.match(parts.path)):
        return _STATEMENTS.get(found[1])
    if host != "creativecommons.org":
        return None
    if found := _DEDICATION.match(parts.path):
        return _DEDICATIONS[found[1]]
    if (found := _LICENCE.match(parts.path)) and found[1] in _LICENCES:
        name, meaning = _LICENCES[found[1]]
        return Rights(f"CC {found[1].upper()} {found[2]} ({name})", meaning)
    return None


def term(name: str) -> str:
    """The label of a term, its name where it is not one of Dublin Core's."""
    return TERMS[name].label if name in TERMS else name


def kind(name: str) -> str:
    """What one item of a kind is called."""
    if name == "other":
        return "Other item"
    return KINDS[name].label if name in KINDS else name


def kinds(name: str) -> str:
    """What the items of a kind are called together."""
    return _PLURALS.get(name, name)


def language(tag: str) -> str:
    """The English name of the language of a tag (BCP 47), the tag where we do not know it."""
    return _LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def coordinates(uri: str) -> str | None:
    """A `geo:` URI (RFC 5870) in words, as in "43.19° north, 44.54° east"; None where it is none."""
    found = re.match(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:[,;]|$)", uri)
    if not found:
        return None
    latitude, longitude = found[1], found[2]
    north = "south" if latitude.startswith("-") else "north"
    east = "west" if longitude.startswith("-") else "east"
    return f"{latitude.lstrip('-')}° {north}, {longitude.lstrip('-')}° {east}"


def web_address(text: str) -> bool:
    """Whether the text is an address that may become a link: http or https, with a host, without blanks."""
    if re.search(r"[\s\x00-\x1f]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def clock(seconds: float) -> str:
    """Seconds as people write them: `2:03`, `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def size(count: int) -> str:
    """A number of bytes as people read it: `2.3 MB` (powers of ten, as file managers count today)."""
    if count < 1000:
        return f"{count} bytes"
    if count < 999_950:
        return f"{count / 1000:.1f} kB"
    if count < 999_950_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{count / 1_000_000_000:.1f} GB"


def anchor(seconds: float) -> str:
    """The fragment that points to a time in a transcript: `t83.5`."""
    return "t" + f"{seconds:.3f}".rstrip("0").rstrip(".")
