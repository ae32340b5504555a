"""Making needles: of everything that is not public, what no public text says, and what means something by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from archive.edition.audit.folding import CUT, spellings, words_of
from archive.edition.audit.needles import (
    DIGEST,
    NAME,
    PASSAGE,
    PLACE,
    STATEMENT,
    SUGGESTION,
    TELLING,
    WORDS,
    Needles,
    Secret,
    automaton,
    digests_in,
    is_bounded,
    places,
    runs_of,
)
from archive.edition.audit.points import points
from archive.records.wording import fold

SHORTEST = 6  # characters of a needle, of which a name or a word of an index may have fewer
SHORTEST_NAME = 4
_TOGETHER = 1 << 18  # characters of texts that are read at once
_LONGEST = 200  # characters of a phrase that are looked for; what stands behind them is not compared
_ORDINARY = re.compile(r"[^\W\d_]+(?:[\s,.;:!?]+[^\W\d_]+)*[\s.!?]*")  # words of nothing but letters
_FEW_WORDS = 3  # ordinary ones say something together from so many on, and from so many letters
_FEW_LETTERS = 15
_NUMBERS = re.compile(r"[\W\d_]+(?:t[\W\d_]+z?)?")  # dates with times among them (ISO 8601)
_DESCRIBING = frozenset({STATEMENT, PASSAGE, SUGGESTION})


def make_needles(secrets: Iterable[Secret], public: Iterable[str]) -> Needles:
    """The needles that the secrets are, but for what a public text says as well and what means nothing by itself.

    `public` are texts that readers may have: statements, passages, names of public files. What the edition has beside
    them is looked for even where it is public otherwise.
    """
    making = Making(secrets)
    making.hear(public)
    return making.done()


class Making:
    """Needles in the making: all secrets first, then the public texts as they come."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._draft = _Draft()
        for secret in dict.fromkeys(secrets):
            self._draft.add(secret)
            for point in points(secret.text):
                self._draft.add(Secret(point, PLACE, secret.item, secret.file))
        self._draft.settle()
        self._batch: list[str] = []
        self._length = 0

    @property
    def listens(self) -> bool:
        """Whether there is any secret that a public text could say."""
        return self._draft.secrets

    def hear(self, texts: Iterable[str]) -> None:
        """Take out what public texts say; nothing has to be read where there is no secret."""
        if not self.listens:
            return
        for text in texts:
            self._batch.append(text)
            self._length += len(text)
            if self._length >= _TOGETHER:
                self._take_out()

    def hear_folded(self, texts: Iterable[str]) -> None:
        """The same of texts that are folded already, in which nothing is written in another way."""
        if self.listens:
            for text in texts:
                self._draft.take_out_folded(text)

    def done(self) -> Needles:
        """What is left."""
        self._take_out()
        return self._draft.needles()

    def _take_out(self) -> None:
        if self._batch:
            said = f" {CUT} ".join(self._batch)
            self._draft.take_out(said)
            for _, other in spellings(said):
                self._draft.take_out(other, names=False)  # one that is written so has been overlooked
        self._batch, self._length = [], 0


class _Draft:
    def __init__(self) -> None:
        self.phrases: dict[str, tuple[Secret, bool]] = {}
        self.runs: dict[tuple[str, ...], Secret] = {}
        self.digests: dict[str, Secret] = {}
        self.words: dict[str, Secret] = {}
        self.left_out: Counter[str] = Counter()

    def add(self, secret: Secret) -> None:
        folded = fold(secret.text)
        if secret.sort == DIGEST:
            self.digests.setdefault(folded, secret)
            return
        words = words_of(folded)
        if secret.sort not in TELLING:
            for word in words:
                if len(word) >= SHORTEST_NAME and not word.isnumeric():
                    self.words.setdefault(word, secret)
        if len(words) > WORDS and secret.sort not in TELLING:
            for run in runs_of(words):
                self.runs.setdefault(run, secret)
        elif reason := _says_nothing(folded, secret.sort):
            self.left_out[reason] += bool(folded)
        else:
            self.phrases.setdefault(folded[:_LONGEST], (secret, True))

    def settle(self) -> None:
        """Make ready for what is public; no secret is added after that."""
        self.secrets = bool(self.phrases or self.runs or self.digests or self.words)
        self._listed = list(self.phrases)
        self._sorts = [secret.sort for secret, _ in self.phrases.values()]
        self._found = automaton(phrase.encode("utf-8", "surrogatepass") for phrase in self._listed)
        self._within: set[str] = set()
        self._given: set[str] = set()  # digests of files that are published as they were received, and others

    def take_out(self, text: str, *, names: bool = True) -> None:
        """Take out what a public text holds; note of phrases whether it holds them within other words."""
        self.take_out_folded(fold(text), names=names)

    def take_out_folded(self, folded: str, *, names: bool = True) -> None:
        """The same of a text that is folded."""
        for number, before, after, _ in places(self._found, folded):
            if not names and self._sorts[number] == NAME:
                continue
            phrase = self._listed[number]
            if is_bounded(before, phrase, after, self._sorts[number]):
                self.left_out["public as well"] += self.phrases.pop(phrase, None) is not None
            else:
                self._within.add(phrase)
        if self.words or self.runs:
            words = words_of(folded)
            for word in self.words.keys() & set(words):
                del self.words[word]
            if self.runs and not self.runs.keys().isdisjoint(runs_of(words)):
                for run in runs_of(words):
                    self.runs.pop(run, None)
        self._given.update(match[0] for match in digests_in(folded))

    def needles(self) -> Needles:
        """What nobody has taken out."""
        given = self._given
        phrases = {
            phrase: (whose, phrase not in self._within)
            for phrase, (whose, _) in self.phrases.items()
            if whose.file not in given
        }
        runs = {run: whose for run, whose in self.runs.items() if whose.file not in given}
        digests = {digest: whose for digest, whose in self.digests.items() if digest not in given}
        words = {word: whose for word, whose in self.words.items() if whose.file not in given}
        return Needles(phrases, runs, digests, words, dict(self.left_out))


def together(texts: Iterable[str], size: int = _TOGETHER) -> Iterator[str]:
    """Texts read together, some `size` characters at a time, with what parts them between them."""
    batch: list[str] = []
    length = 0
    for text in texts:
        batch.append(text)
        length += len(text)
        if length >= size:
            yield f" {CUT} ".join(batch)
            batch, length = [], 0
    if batch:
        yield f" {CUT} ".join(batch)


def _says_nothing(folded: str, sort: str) -> str | None:
    """Why a text that is not public means nothing where it is found by itself; None where it does."""
    if sort == NAME:
        return "too short" if len(folded) < SHORTEST_NAME else None
    if len(folded) < SHORTEST:
        return "too short"
    if sort not in TELLING and _NUMBERS.fullmatch(folded):
        return "a number or a date"
    words = len(folded.split())
    if _ORDINARY.fullmatch(folded) and (words == 1 or (sort in _DESCRIBING and _is_little(folded, words))):
        return "a few ordinary words"
    return None


def _is_little(folded: str, words: int) -> bool:
    return words < _FEW_WORDS or len(folded) < _FEW_LETTERS
