"""The languages of the site: its messages (gettext), and the words for codes and numbers in each."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from archive.web.labels import Labels

# What each calls itself. The first is that of the code: its pages have no prefix and its messages no catalogue.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "ru": "Русский"})


@dataclass(frozen=True, slots=True)
class Interface:
    """The site in one language (BCP 47); `languages` are those in which its readers are told things, the best first."""

    language: str
    labels: Labels
    translations: NullTranslations
    languages: tuple[str, ...]

    def gettext(self, message: str, /, **values: Any) -> str:
        """The message in this language, with values in the places of `%(name)s`.

        Where a value is markup, so is the answer, and all else in it is escaped.
        """
        # What gettext keeps under the empty message is the head of the catalogue.
        return _filled(self.translations.gettext(message) if message else "", values)

    def ngettext(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """Like `gettext`, in the form that goes with a number; `%(num)s` is the number as people write it."""
        message = self.translations.ngettext(one, many, number)
        return _filled(message, {"num": self.labels.number(number), **values})


@cache
def interface(language: str, others: tuple[str, ...] = ()) -> Interface:
    """The site in a language, for readers who are told in which of the `others` what is not there in theirs.

    Raises ValueError where it is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}, expected one of {', '.join(LANGUAGES)}")
    translations = _translations(language)
    return Interface(language, Labels(language, translations), translations, tuple(dict.fromkeys((language, *others))))


def _translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled from its text: what is doubtful in it (fuzzy) is left in English."""
    if language == next(iter(LANGUAGES)):
        return NullTranslations()
    with (files("archive.web") / "messages" / f"{language}.po").open("rb") as written:
        catalogue = read_po(written, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _filled(message: str, values: Mapping[str, Any]) -> str:
    if not values:
        return message
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(message) % values
    return message % values
