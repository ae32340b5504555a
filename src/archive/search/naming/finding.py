"""Finding the names of persons who are not to be named, and putting their public names in their place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from archive.search.naming import units
from archive.search.naming.judging import judge, passed_over
from archive.search.naming.lexicon import Lexicon
from archive.search.naming.marked import Bare, bare, is_within
from archive.search.naming.needles import needles
from archive.search.naming.parts import SURNAME
from archive.search.naming.runs import Reader, Word
from archive.search.words import rules

_ADDRESS = re.compile(r"\S+")
WITHHELD = {"ru": "имя не указано", "en": "name withheld"}


@dataclass(frozen=True, slots=True)
class Name:
    """A person who is not to be named: their id, all spellings of their name, the name they have in public by language
    (BCP 47; None: whatever the language).
    """

    person: str
    spellings: tuple[str, ...]
    public: Mapping[Any, str]  # the keys: str or None


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names a person certainly, or may; `why` says what was found, without the name."""

    start: int
    end: int
    person: str
    certain: bool
    why: str


class Naming:
    """Finds the names of persons in texts.

    `others` are the names of persons who may be named: a surname that they share does not tell who is meant.
    """

    def __init__(self, names: Iterable[Name], others: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self._lexicon = Lexicon()
        for name in self.names:
            self._lexicon.add(name.spellings)
        self._lexicon.settle(others)

    def find(self, text: str, language: str | None) -> list[Mention]:
        """The mentions in a text, whose language is `language` (BCP 47; None: not known), in their order.

        Doubtful words that a certain mention of somebody else contains are not listed.
        """
        found = list(self._encoded(text)) if "%" in text else []
        found += self._written(text, language)
        if plain := bare(text):
            found = self._with_marked(found, plain, language)
        return self._settled(found)

    def find_in_name(self, path: str) -> list[Mention]:
        """The mentions in a path, a file's name, an id or an address: words parted by - _ . / and capital letters.

        Where it is percent-encoded, a mention is of the whole.
        """
        plain = unquote(path)
        found = self._settled(self._mentions(plain, small=True, russian=True))
        if plain == path:
            return found
        return [Mention(0, len(path), mention.person, mention.certain, mention.why) for mention in found]

    def public(self, person: str, language: str | None) -> str:
        """What stands for the person in a text of a language: their public name, in another language where there is
        none in this one; or that the name is withheld.
        """
        base = (language or "").split("-")[0].lower()
        named = next((name.public for name in self.names if name.person == person), {})
        for key in (language, base, None):
            if key in named:
                return named[key]
        return next(iter(named.values()), WITHHELD.get(base, WITHHELD["ru"]))

    def needles(self, nobodys: Iterable[str] = ()) -> frozenset[str]:
        """The names as plain strings in small letters, in Russian in all cases and as they are written in Latin
        letters, for who looks through bytes: whole names, and surnames that nobody else has as far as is known.
        `nobodys` are words of which somebody has decided that they name nobody: so others have these surnames. Given
        names alone are not among them, nor ordinary words.
        """
        words = (word for text in nobodys for _, _, word in units.pieces(text))
        others = {entry.person for word in words for entry in self._lexicon.entries(word) if entry.part == SURNAME}
        return frozenset(
            needle.lower()
            for number, (name, person) in enumerate(zip(self.names, self._lexicon.persons, strict=True))
            for spelling in name.spellings
            for needle in needles(spelling, alone=not (person.shared or number in others))
        )

    def _written(self, text: str, language: str | None) -> Iterator[Mention]:
        """The mentions in a text as it stands there."""
        if not self._lexicon.names_none(text):
            yield from self._mentions(text, small=text.islower(), russian=rules(language).russian)

    def _with_marked(self, found: Iterable[Mention], plain: Bare, language: str | None) -> list[Mention]:
        """The mentions in a text and those that are read there only without its marks. These are certain as others are,
        but where something would be left standing of what they lie across: tags, brackets.
        """
        wide = []
        for mention in self._written(plain.text, language):
            start, end = plain.place(mention.start, mention.end)
            if is_within(plain.marks, start, end):
                cut = is_within(plain.left_out, start, end)
                why = f"{mention.why}, with marks within" if cut else mention.why
                wide.append(Mention(start, end, mention.person, mention.certain and not cut, why))
        return wide + [
            one
            for one in found
            if one.certain
            or not any(
                one.person == other.person and other.start <= one.start <= one.end <= other.end for other in wide
            )
        ]

    def _encoded(self, text: str) -> Iterator[Mention]:
        """The mentions in addresses within a text; each is of the whole address."""
        for address in _ADDRESS.finditer(text):
            if unquote(address.group()) != address.group():
                for mention in self.find_in_name(address.group()):
                    yield Mention(address.start(), address.end(), mention.person, mention.certain, mention.why)

    def _mentions(self, text: str, *, small: bool, russian: bool) -> Iterator[Mention]:
        words = list(self._words(text))
        places: dict[int, dict[int, None]] = defaultdict(dict)
        for place, word in enumerate(words):
            for entry in word.entries:
                places[entry.person][place] = None
        reader = Reader(text, words, self._lexicon, small)
        for person, mine in sorted(places.items()):
            for run in reader.runs(person, mine):
                if not run.namesake and (small or not russian or not passed_over(run)):
                    certain, why = judge(run, self._lexicon, small=small)
                    start = min(word.start for word in run.words)
                    end = max(word.end for word in run.words)
                    yield Mention(start, end, self.names[person].person, certain, why)

    def _words(self, text: str) -> Iterator[Word]:
        for match in units.UNIT.finditer(text):
            unit, start = match.group(), match.start()
            found = self._lexicon.pieces(unit)
            end = 0
            for first, last, entries in found:
                yield from _plain(unit[end:first], start + end)
                yield Word(start + first, start + last, unit[first:last] or " ", entries)
                end = last
            yield from _plain(unit[end:], start + end)

    @staticmethod
    def _settled(mentions: Iterable[Mention]) -> list[Mention]:
        found = sorted(mentions, key=lambda mention: (mention.start, -mention.end, not mention.certain))
        kept, reach = [], 0  # `reach`: where the certain ones so far end
        for mention in found:
            if mention.certain or mention.end > reach:
                kept.append(mention)
            if mention.certain:
                reach = max(reach, mention.end)
        return kept


def _plain(text: str, start: int) -> Iterator[Word]:
    """The words of what names nobody: initials, and neighbours."""
    for first, last, word in units.pieces(text):
        yield Word(start + first, start + last, word)


_RUN_OF_SPACE = re.compile(r"\s+")


def redact(text: str, mentions: Iterable[Mention], language: str | None, naming: Naming) -> str:
    """The text with the public name in square brackets in place of each mention: «[Ученица]», "[name withheld]".

    All mentions that are given are replaced: the certain ones, and those that somebody has decided. Where those of
    several persons overlap, one bracket says that the name is withheld.
    """
    places: list[tuple[int, int, str]] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, mention.end)):
        said = naming.public(mention.person, language)
        if places and mention.start < places[-1][1]:
            start, end, other = places.pop()
            places.append((start, max(end, mention.end), said if said == other else naming.public("", language)))
        else:
            places.append((mention.start, mention.end, said))
    written, end = [], 0
    for start, last, said in places:
        written += [text[end:start], f"[{_RUN_OF_SPACE.sub(' ', said)}]"]
        end = last
    return "".join((*written, text[end:]))
