"""What codes, numbers and addresses are called in plain words, in the languages of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from gettext import NullTranslations
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from archive.records.terms import TERMS


def to_translate(message: str) -> str:
    """The message as it is: the mark by which `tools/messages.py` finds what stands in a table."""
    return message


@dataclass(frozen=True, slots=True)
class Rights:
    """What a rights statement or a licence is called, and what it means for somebody who wants to use the item."""

    label: str
    meaning: str


_KINDS = {
    "photo": (to_translate("Photograph"), to_translate("Photographs")),
    "article": (to_translate("Article"), to_translate("Articles")),
    "testimony": (to_translate("Testimony"), to_translate("Testimonies")),
    "other": (to_translate("Other item"), to_translate("Other items")),
}
_FACETS = {
    "kind": to_translate("Kind"),
    "time": to_translate("Time"),
    "place": to_translate("Place"),
    "language": to_translate("Language"),
    "subject": to_translate("Subject"),
    "creator": to_translate("Creator"),
}
_REGIONS = {"en": "en_GB"}  # the day before the month
# Where the names of CLDR are not those that people use.
_LANGUAGES = {("en", "os"): "Ossetian", ("ru", "mul"): "Несколько языков"}
# The twelve statements of rightsstatements.org, data model 1.0 (CC0); the meanings are shortened from its definitions.
_STATEMENTS = {
    "InC": Rights(
        to_translate("In Copyright"),
        to_translate("Protected by copyright. For uses that the law does not allow, ask the rights-holder."),
    ),
    "InC-OW-EU": Rights(
        to_translate("In Copyright – EU Orphan Work"),
        to_translate("Protected by copyright; the rights-holder is not known or was not found."),
    ),
    "InC-EDU": Rights(
        to_translate("In Copyright – Educational Use Permitted"),
        to_translate("Protected by copyright. Educational use needs no further permission; other uses do."),
    ),
    "InC-NC": Rights(
        to_translate("In Copyright – Non-Commercial Use Permitted"),
        to_translate("Protected by copyright. Non-commercial use needs no further permission; other uses do."),
    ),
    "InC-RUU": Rights(
        to_translate("In Copyright – Rights-holder(s) Unlocatable or Unidentifiable"),
        to_translate("Protected by copyright, but nobody could be found who holds the rights."),
    ),
    "NoC-CR": Rights(
        to_translate("No Copyright – Contractual Restrictions"),
        to_translate("Not protected by copyright, but an agreement limits the use. Ask the archive."),
    ),
    "NoC-NC": Rights(
        to_translate("No Copyright – Non-Commercial Use Only"),
        to_translate("Not protected by copyright, but by agreement only non-commercial use is allowed."),
    ),
    "NoC-OKLR": Rights(
        to_translate("No Copyright – Other Known Legal Restrictions"),
        to_translate("Not protected by copyright, but other laws limit the use. Ask the archive."),
    ),
    "NoC-US": Rights(
        to_translate("No Copyright – United States"),
        to_translate("Free of copyright in the United States; elsewhere it may be protected."),
    ),
    "CNE": Rights(
        to_translate("Copyright Not Evaluated"),
        to_translate("Nobody has looked into the copyright yet. Ask the archive."),
    ),
    "UND": Rights(
        to_translate("Copyright Undetermined"),
        to_translate("The copyright was looked into without a clear result. Ask the archive."),
    ),
    "NKC": Rights(
        to_translate("No Known Copyright"),
        to_translate("Believed to be free of copyright, though that could not be settled for certain."),
    ),
}
# Names and terms: the deeds of creativecommons.org, licences 1.0 to 4.0.
_LICENCES = {
    "by": Rights(
        to_translate("Attribution"),
        to_translate("Free to use and change if you name the author."),
    ),
    "by-sa": Rights(
        to_translate("Attribution-ShareAlike"),
        to_translate("Free to use and change if you name the author and share under the same terms."),
    ),
    "by-nd": Rights(
        to_translate("Attribution-NoDerivatives"),
        to_translate("Free to use unchanged if you name the author."),
    ),
    "by-nc": Rights(
        to_translate("Attribution-NonCommercial"),
        to_translate("Free for non-commercial use if you name the author."),
    ),
    "by-nc-sa": Rights(
        to_translate("Attribution-NonCommercial-ShareAlike"),
        to_translate("Free for non-commercial use if you name the author and share under the same terms."),
    ),
    "by-nc-nd": Rights(
        to_translate("Attribution-NonCommercial-NoDerivatives"),
        to_translate("Free for non-commercial use, unchanged, if you name the author."),
    ),
}
_DEDICATIONS = {
    "zero": Rights(to_translate("CC0 1.0 (public domain dedication)"), to_translate("Free to use without asking.")),
    "mark": Rights(to_translate("Public Domain Mark 1.0"), to_translate("Known to be free of copyright restrictions.")),
}
_LICENCE = re.compile(r"/licenses/([a-z-]+)/(\d\.\d)(?:/|$)")
_DEDICATION = re.compile(r"/publicdomain/(zero|mark)/")
_STATEMENT = re.compile(r"/(?:vocab|page)/([A-Za-z-]+)/1\.0/")
_GEO = re.compile(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:[,;]|$)")
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_SIZES = ((1_000_000_000, "gigabyte"), (1_000_000, "megabyte"), (1000, "kilobyte"))


class Labels:
    """The words of one language (BCP 47), out of its messages and CLDR."""

    __slots__ = ("_language", "_locale", "_translations")

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self._language = language
        self._locale = Locale.parse(_REGIONS.get(language, language))
        self._translations = translations

    def _say(self, message: str) -> str:
        return self._translations.gettext(message)

    def kind(self, name: str) -> str:
        """What one item of a kind is called."""
        return self._say(_KINDS[name][0]) if name in _KINDS else name

    def kinds(self, name: str) -> str:
        """What the items of a kind are called together."""
        return self._say(_KINDS[name][1]) if name in _KINDS else name

    def facet(self, name: str) -> str:
        """What one of the `FACETS` of a search is called."""
        return self._say(_FACETS[name])

    def term(self, name: str) -> str:
        """The label of a term, its name where it is not one of Dublin Core's."""
        return TERMS[name].labels.get(self._language, TERMS[name].label) if name in TERMS else name

    def meaning(self, description: str) -> str:
        """What `datasette.yaml` says of a table or a column: as it is, unless it is what a new archive's says."""
        return self._translations.pgettext("tables", description)

    def language(self, tag: str) -> str:
        """The name of the language of a tag (BCP 47), the tag where nobody knows it."""
        code = tag.partition("-")[0].lower()
        name = _LANGUAGES.get((self._language, code)) or self._locale.languages.get(code, tag)
        return name[0].upper() + name[1:] if name != tag else tag

    def rights(self, uri: str) -> Rights | None:
        """The plain words for a URI of rightsstatements.org or Creative Commons, None for any other."""
        parts = urlsplit(uri)
        host = (parts.hostname or "").removeprefix("www.")
        if host == "rightsstatements.org" and (found := _STATEMENT.match(parts.path)):
            known = _STATEMENTS.get(found[1])
            return self._said(known) if known else None
        if host != "creativecommons.org":
            return None
        if found := _DEDICATION.match(parts.path):
            return self._said(_DEDICATIONS[found[1]])
        if (found := _LICENCE.match(parts.path)) and found[1] in _LICENCES:
            said = self._said(_LICENCES[found[1]])
            return Rights(f"CC {found[1].upper()} {found[2]} ({said.label})", said.meaning)
        return None

    def _said(self, rights: Rights) -> Rights:
        return Rights(self._say(rights.label), self._say(rights.meaning))

    def coordinates(self, uri: str) -> str | None:
        """A `geo:` URI (RFC 5870) in words, as in "43.19° north, 44.54° east"; None where it is none."""
        found = _GEO.match(uri)
        if not found:
            return None
        latitude, longitude = Decimal(found[1]), Decimal(found[2])
        north = to_translate("%(degrees)s° south") if latitude < 0 else to_translate("%(degrees)s° north")
        east = to_translate("%(degrees)s° west") if longitude < 0 else to_translate("%(degrees)s° east")
        return f"{self._degrees(north, latitude)}, {self._degrees(east, longitude)}"

    def _degrees(self, message: str, value: Decimal) -> str:
        return self._say(message) % {"degrees": format_decimal(abs(value), "0.##########", locale=self._locale)}

    def number(self, count: int) -> str:
        """A whole number as people write it: `1,234` or `1 234`."""
        return format_decimal(count, locale=self._locale)

    def size(self, count: int) -> str:
        """A number of bytes as people read it: `2.3 MB` (powers of ten, as file managers count today)."""
        for unit, name in _SIZES:
            # What would be rounded to a thousand of the unit below is one of this.
            if count >= unit * 0.99995:
                return format_unit(count / unit, f"digital-{name}", "short", "#,##0.0", locale=self._locale)
        return format_unit(count, "digital-byte", "long", locale=self._locale)

    def time(self, key: str) -> str:
        """A time by its key in a facet: a year as it is, the decade `186X` (EDTF) as `1860s`."""
        if not key.endswith("X"):
            return key.lstrip("0")
        return self._say(to_translate("%(year)ss")) % {"year": key[:-1].lstrip("0") + "0"}

    def date(self, written: str) -> str:
        """A day or a month (`YYYY-MM-DD`, `YYYY-MM`) written out; any other text as it is."""
        found = _DAY.fullmatch(written)
        try:
            when = date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
        except ValueError:  # the 31st of June
            when = None
        if found is None or when is None:
            return written
        if found[3] is None:
            return format_skeleton("yMMMM", when, locale=self._locale)
        return format_date(when, "long", locale=self._locale)


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


def anchor(seconds: float) -> str:
    """The fragment that points to a time in a transcript: `t83.5`."""
    return "t" + f"{seconds:.3f}".rstrip("0").rstrip(".")
