"""Needles: what must not be in an edition, made out of texts that are not public and of those that are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

WORDS = 6  # in a row: every fragment of eight words holds three such runs, of which two may be cut into at its ends
_SHOWN = 20  # characters of what was found that are told
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Sorts of secrets that nobody has written as running words: one word of them is no ordinary one.
NAME, ID, DIGEST, PLACE, TRACE, PATH = "name", "id", "digest", "coordinates", "trace", "path"
TELLING = frozenset({ID, DIGEST, PLACE, TRACE, PATH})
STATEMENT, PASSAGE, SUGGESTION = "statement", "passage", "suggestion"
PRIVATE = "private part"


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is not public, of what sort it is, and of which item, person or file (as a person would look it up).

    A digest is 64 hexadecimal figures. What a file says of itself names by its digest the `file`: where that is
    published as it was received, so is what it says.
    """

    text: str
    sort: str
    item: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was found in a text: whose it is, how it was written, and where in the text, from 0."""

    secret: Secret
    how: str
    at: int

    @property
    def shown(self) -> str:
        """The first half of what was found, or less: a report goes to people who may not know it all."""
        text = " ".join(self.secret.text.split())
        return f"{text[: min(_SHOWN, (len(text) + 1) // 2)]}…"


@dataclass(frozen=True, slots=True)
class Needles:
    """What is looked for, folded.

    `phrases` are looked for letter by letter: those that are True also within other words and in bytes, as no public
    text has them there. `runs` are six words in a row of longer texts, `digests` SHA-256, `words` are those that no
    public text has and an index may not have either. `left_out` counts by reason what was not made a needle.
    """

    phrases: Mapping[str, tuple[Secret, bool]]
    runs: Mapping[tuple[str, ...], Secret]
    digests: Mapping[str, Secret]
    words: Mapping[str, Secret]
    left_out: Mapping[str, int]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.phrases) + len(self.runs) + len(self.digests)

    @property
    def digest(self) -> str:
        """What tells one set of needles from another."""
        together = sha256()
        for part in (sorted(self.phrases), sorted(map(" ".join, self.runs)), sorted(self.digests)):
            together.update("\0".join((*part, "")).encode("utf-8", "surrogatepass"))
        return together.hexdigest()


def runs_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Every six words in a row."""
    return zip(*(words[begin:] for begin in range(WORDS)), strict=False)


def digests_in(folded: str) -> Iterator[re.Match[str]]:
    """Everything in a folded text that can be a SHA-256 in hexadecimal figures."""
    return _DIGEST.finditer(folded)


def is_bounded(before: str, phrase: str, after: str, sort: str) -> bool:
    """Whether a phrase is no part of longer words, by the letter before it and the letter after it. Behind a coordinate
    more decimals may follow.
    """
    begins = not (before.isalnum() and phrase[0].isalnum())
    return begins and (sort == PLACE or not (after.isalnum() and phrase[-1].isalnum()))


def automaton(phrases: Iterable[bytes]) -> BytesAhoCorasick:
    """What finds many phrases in one pass (Aho and Corasick, 1975)."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415  only the audit pays for it

    return BytesAhoCorasick(phrases, implementation=Implementation.ContiguousNFA)


def places(found: BytesAhoCorasick, folded: str) -> Iterator[tuple[int, str, str, int]]:
    """Where phrases stand in a folded text: the number of each, the letters before and after it, and its place."""
    encoded = folded.encode("utf-8", "surrogatepass")
    for number, start, end in found.find_matches_as_indexes(encoded, overlapping=True):
        before = encoded[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:]
        yield number, before, encoded[end : end + 4].decode("utf-8", "ignore")[:1], start
