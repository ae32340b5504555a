"""The words of the names that are looked for, in all their forms: what each can be a part of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.search.naming import units
from archive.search.naming.endings import forms
from archive.search.naming.letters import close, cyrillic, is_cyrillic, sounds, variants
from archive.search.naming.parts import GIVEN, INITIAL, PATRONYMIC, SHORT, SURNAME, Part, gender, split
from archive.search.naming.shorts import short_forms
from archive.search.words import marks

_MOST = 500_000  # words that are remembered to be no part of a name
_SHORT, _LONGEST = 3, 24  # letters of a word that stand apart
_ENDLESS = 100  # letters of what is no word
_SHORTEST = 4  # letters of a surname that is found in a word run together with others
_UNDIGITED = re.compile(r"\D+")
_ENGLISH = re.compile("(?:['’ʼ]s|s['’ʼ]|['’ʼ]|s)$")


class Entry(NamedTuple):
    """What a word can be: a part of the name of a person (by number), the `place`-th of `of` words of that part.

    `alike`: it only sounds so, or is spelled otherwise. `family`: the form names a family, or one of another gender.
    """

    person: int
    part: str
    place: int
    of: int
    alike: bool
    family: bool


Place = units.Place
Piece = tuple[int, int, tuple[Entry, ...]]  # start and end in a unit, and what stands there can be


@dataclass(slots=True)
class Known:
    """What is known of a person: the sounds of given names, the first sounds of given names and patronymics, and
    whether the surname alone tells who is meant, and whether somebody else here has it.
    """

    given: set[str] = field(default_factory=set)
    initials: Mapping[str, set[str]] = field(default_factory=lambda: {GIVEN: set(), PATRONYMIC: set()})
    telling: bool = True
    shared: bool = False


@dataclass(slots=True)
class Lexicon:
    """Words by their forms and by their sounds; `persons` by number."""

    persons: list[Known] = field(default_factory=list)
    exact: dict[str, set[Entry]] = field(default_factory=lambda: defaultdict(set))
    heard: dict[str, set[Entry]] = field(default_factory=lambda: defaultdict(set))
    begun: set[str] = field(default_factory=set)
    clean: set[str] = field(default_factory=set)
    read: dict[str, tuple[Piece, ...]] = field(default_factory=dict)

    def add(self, spellings: Sequence[str]) -> None:
        """Take in a person by all the spellings of their name."""
        number = len(self.persons)
        names = [parts for spelling in spellings if (parts := split(spelling))]
        shown = next((found for parts in names if (found := gender(parts))), "")
        person = Known()
        for parts in names:
            for kind in {part.part for part in parts} - {INITIAL}:
                words = [part.word for part in parts if part.part == kind]
                for place, word in enumerate(words):
                    self._enter(word, Entry(number, kind, place, len(words), alike=False, family=False), shown)
            _note(parts, person)
        self.persons.append(person)

    def settle(self, others: Iterable[str]) -> None:
        """Find whose surnames tell who is meant: no dictionary knows them, and nobody else here has them."""
        surnames = {part.word for name in others for part in split(name) if part.part == SURNAME}
        native = (word if is_cyrillic(word) else cyrillic(word) for word in surnames)
        shared = {sound for word in native for form in forms(word, surname=True) for sound in sounds(form)}
        for form, entries in self.heard.items():
            persons = {entry.person for entry in entries if entry.part == SURNAME}
            if len(persons) > 1 or form in shared:
                for person in persons:
                    self.persons[person].telling = False
                    self.persons[person].shared |= form in shared

    def _enter(self, word: str, entry: Entry, shown: str) -> None:
        native = is_cyrillic(word)
        spelled = word if native else cyrillic(word)
        surname = entry.part == SURNAME
        if not native:
            self._hear(word, entry._replace(alike=True))
        for form, whom in forms(spelled, surname=surname).items():
            family = "p" in whom and not set(whom) - {"p"}
            family |= surname and bool(shown) and shown not in whom
            if native:
                self.exact[form].add(entry._replace(family=family))
            self._hear(form, entry._replace(alike=True, family=family))
        if entry.part == GIVEN:
            for short in short_forms(close(spelled)):
                for form in forms(short, surname=False):
                    self.exact[form].add(entry._replace(part=SHORT, place=0, of=1))
                    self._hear(form, entry._replace(part=SHORT, place=0, of=1, alike=True))

    def _hear(self, form: str, entry: Entry) -> None:
        for sound in sounds(form):
            self.heard[sound].add(entry)
            self.begun.add(sound[:_SHORT])

    def names_none(self, text: str) -> bool:
        """Whether no word of a text can be part of a name: the quick answer for most texts."""
        words = text.split()
        if not self.clean.issuperset(words) and any(self._names(word) for word in set(words) - self.clean):
            return False
        return not units.reaches(text) or not any(map(self.pieces, units.UNIT.findall(text)))

    def _names(self, word: str) -> bool:
        """Whether what stands between two spaces holds a part of a name."""
        if any(map(self.pieces, units.UNIT.findall(word))):
            return True
        self._pass(word)
        return False

    def _pass(self, word: str) -> None:
        if len(self.clean) > _MOST:
            self.clean.clear()
        if len(word) <= _ENDLESS:
            self.clean.add(word)

    def pieces(self, unit: str) -> tuple[Piece, ...]:
        """What a unit of a text can be: the places in it with parts of names; none for most."""
        if unit in self.clean:
            return ()
        if unit in self.read:
            return self.read[unit]
        found = tuple(self._pieces(unit))
        if found:
            if len(self.read) > _MOST:
                self.read.clear()
            self.read[unit] = found
        else:
            self._pass(unit)
        return found

    def _pieces(self, unit: str) -> Iterator[Piece]:
        if units.is_spaced(unit):
            yield from self._spaced(units.letters_of(unit))
            return
        joined = units.unbroken(unit)
        if joined and (entries := self.entries(joined)):
            yield 0, len(unit), entries
            return
        for start, end, word in units.pieces(unit):
            yield from self._word(word, start, end)

    def _spaced(self, letters: Sequence[Place]) -> Iterator[Piece]:
        """The longest words with parts of names that letters standing apart can be read as, in their order."""
        place = 0
        while place < len(letters):
            longest = min(len(letters) - place, _LONGEST)
            begun = sounds("".join(letter for *_, letter in letters[place : place + 2 * _SHORT]))
            lengths = range(longest, _SHORT - 1, -1) if any(one[:_SHORT] in self.begun for one in begun) else ()
            for length in lengths:
                word = letters[place : place + length]
                if entries := self.entries("".join(letter for *_, letter in word)):
                    yield word[0][0], word[-1][1], entries
                    place += length
                    break
            else:
                place += 1

    def _word(self, word: str, start: int, end: int) -> Iterator[Piece]:
        if len(word) > _ENDLESS:
            return
        if entries := self.entries(word):
            yield start, end, entries
            return
        parted = [] if word.isalpha() else list(_UNDIGITED.finditer(word))
        if len(parted) > 1:
            for part in parted:
                yield from self._word(part.group(), start + part.start(), start + part.end())
            return
        humps = units.humps(word)
        if len(humps) > 1 and any(self.entries(hump) for _, _, hump in humps):
            for first, last, hump in humps:
                yield start + first, start + last, self.entries(hump)
        else:
            yield from self._run_together(word, start, end)

    def entries(self, word: str) -> tuple[Entry, ...]:
        """What one word can be; its form before its sound."""
        found: dict[Entry, None] = {}
        for variant in variants(word):
            spelled = close(variant)
            exact = self.exact.get(spelled, ())
            found |= dict.fromkeys(exact)
            known = {entry[:4] for entry in exact}
            for spelling in (spelled,) if is_cyrillic(variant) else (variant.lower(), *_without_english(variant)):
                family = len(spelling) < len(variant) and variant[-1] == "s" and variant[-2] not in "'’ʼ"
                for sound in sounds(spelling):
                    for entry in self.heard.get(sound, ()):
                        if entry[:4] not in known:
                            found[entry._replace(family=True) if family else entry] = None
        return tuple(found)

    def _run_together(self, word: str, start: int, end: int) -> Iterator[Piece]:
        """«аннапетрова», "petrovaanna", "apetrova": two parts of one name."""
        small = word.lower()
        if any(sound[:_SHORT] in self.begun for sound in sounds(small)):
            for cut in range(_SHORT, len(word) - _SHORT + 1):
                left = self._heard(small[:cut])
                right = self._heard(small[cut:]) if left else frozenset()
                pairs = [(one, other) for one in left for other in right if _are_two(one, other)]
                if pairs:
                    yield start, start + cut, tuple({one for one, _ in pairs})
                    yield start + cut, end, tuple({other for _, other in pairs})
                    return
        if len(word) > _SHORTEST and not is_cyrillic(word):
            yield from self._with_initial(small, start, end)

    def _with_initial(self, word: str, start: int, end: int) -> Iterator[Piece]:
        for letter, rest, place in ((word[0], word[1:], (start + 1, end)), (word[-1], word[:-1], (start, end - 1))):
            initial = sounds(letter)[0]
            surnames = [entry for entry in self._heard(rest) if entry.part == SURNAME]
            if found := [entry for entry in surnames if initial in self.persons[entry.person].initials[GIVEN]]:
                yield *place, tuple(found)
                return

    def _heard(self, word: str) -> frozenset[Entry]:
        return frozenset(entry for sound in sounds(word) for entry in self.heard.get(sound, ()))


def _are_two(one: Entry, other: Entry) -> bool:
    """Whether two parts are a given name and a surname of one person."""
    return one.person == other.person and {one.part, other.part} in ({GIVEN, SURNAME}, {SHORT, SURNAME})


def _note(parts: Sequence[Part], person: Known) -> None:
    """Note what a spelling of a person's name says beside its words."""
    for part in parts:
        if part.part in person.initials:
            person.initials[part.part].update(sound[:1] for sound in sounds(part.word))
        if part.part == GIVEN:
            person.given.update(sounds(part.word))
        if part.part == SURNAME and marks(part.word if is_cyrillic(part.word) else cyrillic(part.word)):
            person.telling = False
    letters = [part.word for part in parts if part.part == INITIAL]
    for kind, letter in zip(person.initials, letters, strict=False):
        person.initials[kind].update(sounds(letter))


def _without_english(word: str) -> Iterator[str]:
    """The word without an English ending: Petrova's, the Petrovs."""
    bare = _ENGLISH.sub("", word.lower())
    if len(word) > len(bare) > 2:
        yield bare
