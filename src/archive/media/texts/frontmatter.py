"""The YAML that stands before a Markdown text, as Jekyll, Hugo and Pandoc have it: what it says of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.media.model import Suggestion, Trace
from archive.media.texts.dating import iso_date
from archive.media.texts.tidy import tidy
from archive.records.languages import canonical, is_tag
from archive.records.terms import term_name

# More before a text is data of a program, and as much of one value no description.
MOST, LONGEST = 65_536, 2_000
# The time that a bracket takes grows with the number of those before it.
BRACKETS = 200
# So many values of one key.
MANY = 50

# A line of dashes may also be a rule: what follows has to look like YAML.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?=#|[\w\"'][\w\"' .-]*:)((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TERMS = {
    "author": "creator",
    "authors": "creator",
    "summary": "description",
    "excerpt": "description",
    "tags": "subject",
    "tag": "subject",
    "keywords": "subject",
    "categories": "subject",
    "lang": "language",
    "lastmod": "modified",
    "copyright": "rights",
    "url": "source",
    "canonical_url": "source",
}
_DATES = frozenset({"date", "created", "issued", "modified", "available", "valid"})


@dataclass(frozen=True, slots=True)
class Front:
    """Where the text itself begins, and what stands before it says. What has no place among terms is a trace."""

    end: int = 0
    suggestions: tuple[Suggestion, ...] = ()
    traces: tuple[Trace, ...] = ()
    problems: tuple[str, ...] = ()


def front_matter(text: str) -> Front:
    """What stands before a text between lines of dashes, nothing where there is no such thing."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return Front()
    import yaml  # noqa: PLC0415 -- it takes a while to load, and few texts begin so

    if len(found[1]) > MOST or sum(map(found[1].count, "[{")) > BRACKETS:
        return Front(found.end(), problems=("begins with a heading in YAML that is too long or too deep to be read",))
    try:
        # Every scalar as it is written; in Python, which ends with an error where C ends the program.
        said = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 -- it makes nothing but texts, lists and maps
    except (yaml.YAMLError, RecursionError) as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Front(found.end(), problems=(f"begins with a heading in YAML that cannot be read: {words}",))
    suggestions, traces = list[Suggestion](), list[Trace]()
    for key, value in said.items() if isinstance(said, dict) else []:
        name = str(key).strip()
        term = _TERMS.get(name.lower()) or term_name(name)
        taken = list(_suggestions(term, name, value)) if term else []
        suggestions += taken
        if not taken:
            kept = filter(None, (tidy(word)[:LONGEST] for word in _words(value)))
            traces += [Trace(f"front matter {name[:60]}", word) for word in kept]
    return Front(found.end(), tuple(suggestions), tuple(traces))


def _suggestions(term: str, name: str, value: Any) -> Iterator[Suggestion]:
    by_language = isinstance(value, dict) and all(is_tag(str(key)) for key in value)
    for language, written in value.items() if by_language else [(None, value)]:
        for word in _words(written):
            said = iso_date(word) if term in _DATES else word
            said = (canonical(word) if is_tag(word) else None) if term == "language" else said
            if said and len(said) <= LONGEST:
                yield Suggestion(term, tidy(said), f"YAML front matter {name}", language and canonical(language))


def _words(value: Any) -> list[str]:
    """A scalar, or those of a list; nothing of what lies deeper."""
    values = value if isinstance(value, list) else [value]
    return [each.strip() for each in values[:MANY] if isinstance(each, str) and each.strip()]
