"""Words of one person's name that stand together in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archive.search.naming.letters import close, is_cyrillic, sounds
from archive.search.naming.lexicon import Entry, Lexicon
from archive.search.naming.parts import GIVEN, OTHER, PATRONYMIC, SHORT, SURNAME, is_given, is_patronymic
from archive.search.words import marks

_GAP = re.compile(r"[\s.,\-‐‑–_«»\"“”„()/+%:;&=?@#*\d]{0,4}")
_WIDER = re.compile(r"[.!?]\s|[;:()«»“”„\"]|\n\s*\n")
_INITIALS = 2
_ABBREVIATED = 4  # letters
_ORDER = (SURNAME, OTHER, PATRONYMIC, GIVEN, SHORT)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, itself, and what it can be."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...] = ()


def _rank(entry: Entry) -> tuple[object, ...]:
    return _ORDER.index(entry.part), entry.family, entry.alike, entry.place, entry.of


@dataclass(slots=True)
class Run:
    """Words that stand together: what each is of one person's name, initials, and words that are part of another's;
    `namesake`: a given name whose surname is another.
    """

    person: int
    words: list[Word] = field(default_factory=list)
    parts: dict[tuple[str, int, int], Entry] = field(default_factory=dict)
    initials: list[str] = field(default_factory=list)
    foreign: bool = False
    namesake: bool = False

    def take(self, word: Word) -> bool:
        """Take in a word that can be a part which is not there yet."""
        mine = [entry for entry in word.entries if entry.person == self.person]
        for entry in sorted(mine, key=_rank):
            if entry[1:4] not in self.parts:
                self.parts[entry[1:4]] = entry
                self.words.append(word)
                return True
        return False

    def whole(self, part: str) -> bool:
        """Whether all words of a part are there, in one of the ways in which it is spelled."""
        return any(
            all((part, other, of) in self.parts for other in range(of)) for kind, _, of in self.parts if kind == part
        )

    def has(self, part: str) -> bool:
        """Whether a word of a part is there."""
        return any(kind == part for kind, *_ in self.parts)


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds the runs in the words of one text; `small`: capital letters say nothing in it."""

    text: str
    words: Sequence[Word]
    lexicon: Lexicon
    small: bool

    def runs(self, person: int, places: Iterable[int]) -> Iterator[Run]:
        """The runs of words that can be a person's name, of which there are some at `places`."""
        end = 0
        for first in places:
            if first < end:
                continue
            run = Run(person)
            run.take(self.words[first])
            self._before(run, first, end)
            end = self._after(run, first + 1)
            if not (run.has(GIVEN) or run.initials):
                run.foreign |= self._is_beside_another(first, end)
            if not run.initials and {part for part, *_ in run.parts} == {GIVEN}:
                run.namesake = self._has_surname(first - 1, first) or self._has_surname(end, end - 1)
            yield run

    def _before(self, run: Run, first: int, floor: int) -> None:
        """Take in the initials that stand before a surname."""
        found: list[Word] = []
        while first > floor and len(found) < _INITIALS and self._joined(first - 1, first):
            word = self.words[first - 1]
            if not self._is_initial(run, word):
                break
            found.insert(0, word)
            first -= 1
        if run.has(SURNAME):
            run.initials += [word.text for word in found]
            run.words += found

    def _after(self, run: Run, place: int) -> int:
        """Take in the words that follow; gives the place of the first that does not belong to the run."""
        while place < len(self.words):
            word = self.words[place]
            if not (self._joined(place - 1, place) or self._turned(run, place)):
                break
            if run.take(word):
                place += 1
            elif self._is_initial(run, word) and len(run.initials) < _INITIALS:
                run.initials.append(word.text)
                run.words.append(word)
                place += 1
            elif self._is_between(run, place) and run.take(self.words[place + 1]):
                run.foreign = True
                place += 2
            else:
                break
        return place

    def _joined(self, before: int, after: int) -> bool:
        """Whether two words stand side by side as words of one name do."""
        one, other = self.words[before], self.words[after]
        gap = self.text[one.end : other.start]
        if not _GAP.fullmatch(gap) or "," in gap:
            return False
        return (gap.startswith(".") and one.end - one.start <= _ABBREVIATED) or not _WIDER.search(gap)

    def _turned(self, run: Run, place: int) -> bool:
        """Whether what follows a comma turns the name round, as in «Петрова, Анна», and begins no other name."""
        if run.initials or any(part != SURNAME for part, *_ in run.parts):
            return False
        if self.text[self.words[place - 1].end : self.words[place].start].strip() != ",":
            return False
        while True:
            word = self.words[place]
            mine = any(entry.person == run.person and entry.part in (GIVEN, PATRONYMIC) for entry in word.entries)
            if not (mine or self._is_initial(run, word)):
                return False
            place += 1
            if place == len(self.words) or not self._joined(place - 1, place):
                return True
            if not self.words[place].text[0].isupper():
                return True

    def _is_initial(self, run: Run, word: Word) -> bool:
        """Whether a word is an initial, or the beginning of the given name with a full stop."""
        if len(word.text) == 1:
            return self.small or word.text.isupper()
        if len(word.text) > _ABBREVIATED or self.text[word.end : word.end + 1] != "." or not word.text[0].isupper():
            return False
        begun = sounds(word.text)
        return any(given.startswith(begun) for given in self.lexicon.persons[run.person].given)

    def _is_between(self, run: Run, place: int) -> bool:
        """Whether a word of another name stands between two of this one."""
        if place + 1 == len(self.words) or any(entry.person == run.person for entry in self.words[place].entries):
            return False
        return self._is_other(self.words[place]) and self._joined(place, place + 1)

    def _is_beside_another(self, first: int, end: int) -> bool:
        """Whether a neighbour of the words from `first` to `end` is part of the name of somebody else."""
        before = first > 0 and self._joined(first - 1, first) and self._is_other(self.words[first - 1])
        return before or (end < len(self.words) and self._joined(end - 1, end) and self._is_other(self.words[end]))

    def _has_surname(self, place: int, beside: int) -> bool:
        """Whether the word at a place is joined to the one beside it, and a surname that the dictionary knows."""
        if not 0 <= place < len(self.words) or not self._joined(min(place, beside), max(place, beside)):
            return False
        word = self.words[place]
        return not word.entries and word.text[0].isupper() and "Surn" in marks(close(word.text))

    def _is_other(self, word: Word) -> bool:
        return len(word.text) > 1 and (self.small or word.text[0].isupper()) and _is_somebody(word.text, self.small)


@lru_cache(maxsize=50_000)
def _is_somebody(word: str, small: bool) -> bool:  # noqa: FBT001 - a key of the cache
    if is_patronymic(word) or is_given(word):
        return True
    # A capital letter tells of a name where the dictionary does not know the word; it knows no Latin one.
    return not small and not word.isupper() and not (is_cyrillic(word) and marks(close(word)))
