"""Finding needles in texts and in bytes, however they are written there."""

from __future__ import annotations

from collections.abc import Iterator

from archive.edition.audit.folding import as_single_bytes, readings, single_bytes, spellings, words_of
from archive.edition.audit.needles import TELLING, Match, Needles, automaton, digests_in, is_bounded, places, runs_of
from archive.records.wording import fold

_SURE = 8  # bytes: what is shorter stands in any compressed picture by chance


class Finder:
    """Finds needles. To make one takes longer than to read a megabyte with it; it can be used by one thread."""

    def __init__(self, needles: Needles) -> None:
        """`needles` are all that is looked for."""
        self.needles = needles
        self._phrases = list(needles.phrases.items())
        self._found = automaton(phrase.encode("utf-8", "surrogatepass") for phrase, _ in self._phrases)
        single = {number: as_single_bytes(phrase) for number, (phrase, _) in enumerate(self._phrases)}
        self._single = {number: said for number, said in single.items() if said and len(said) >= _SURE}
        self._numbers = list(self._single)
        self._in_bytes = automaton(self._single.values())
        self._digests = list(needles.digests.values())
        self._raw = automaton(bytes.fromhex(digest) for digest in needles.digests)

    def in_text(self, text: str) -> Iterator[Match]:
        """What is found in a text that is whole: names only where they are no part of other words."""
        yield from self._plain(text, "as text", whole=True)
        for how, said in spellings(text):
            yield from self._plain(said, how, whole=True)

    def in_bytes(self, data: bytes) -> Iterator[Match]:
        """What is found in bytes of any kind: in UTF-8, UTF-16, Windows-1251, KOI8-R, and digests as 32 bytes."""
        for number, start, _ in self._raw.find_matches_as_indexes(data, overlapping=True):
            yield Match(self._digests[number], "as 32 bytes", start)
        for encoding, folded in single_bytes(data):
            for number, start, _ in self._in_bytes.find_matches_as_indexes(folded, overlapping=True):
                phrase, (secret, anywhere) = self._phrases[self._numbers[number]]
                if anywhere:
                    yield Match(secret, "in ASCII" if phrase.isascii() else f"in {encoding}", start)
        for start, encoding, text in readings(data):
            for match in self._plain(text, f"in {encoding}", whole=False):
                yield Match(match.secret, match.how, start)
            for how, said in spellings(text):
                for match in self._plain(said, f"{how}, in {encoding}", whole=False):
                    yield Match(match.secret, match.how, start)

    def _plain(self, text: str, how: str, *, whole: bool) -> Iterator[Match]:
        folded = fold(text)
        for number, before, after, at in places(self._found, folded):
            phrase, (secret, anywhere) = self._phrases[number]
            long = len(phrase.encode("utf-8", "surrogatepass")) >= _SURE
            loose = anywhere and long and (secret.sort in TELLING or not whole)
            if loose or (whole and is_bounded(before, phrase, after, secret.sort)):
                yield Match(secret, how, at)
        if self.needles.runs:
            words = words_of(folded)
            if not self.needles.runs.keys().isdisjoint(runs_of(words)):
                for at, run in enumerate(runs_of(words)):
                    if run in self.needles.runs:
                        yield Match(self.needles.runs[run], f"{how}, six words in a row", at)
        if self.needles.digests:
            for found in digests_in(folded):
                if found[0] in self.needles.digests:
                    yield Match(self.needles.digests[found[0]], how, found.start())
