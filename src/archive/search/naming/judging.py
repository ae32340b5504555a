"""Whether words that stand together are certainly the name of a person, and why."""

from __future__ import annotations

from archive.search.naming.letters import close, is_cyrillic, sounds
from archive.search.naming.lexicon import Known, Lexicon
from archive.search.naming.parts import GIVEN, OTHER, PATRONYMIC, SHORT, SURNAME
from archive.search.naming.runs import Run
from archive.search.words import marks

_TELLING = 4  # letters of a surname that can be told from other words


def judge(run: Run, lexicon: Lexicon, *, small: bool) -> tuple[bool, str]:
    """Whether a run of words is certainly the person's name, and why, in words for people who decide.

    `small`: capital letters say nothing in the text.
    """
    surname, given, patronymic = run.whole(SURNAME), run.has(GIVEN), run.has(PATRONYMIC)
    if run.whole(OTHER) and len(run.words) > 1:
        return small or not _are_plain(run), "the whole name"
    if surname and (given or patronymic):
        return _judge_full(run, lexicon.persons[run.person], small=small)
    if surname:
        return _judge_surname(run, lexicon)
    if run.has(SURNAME):
        return False, "a word of a surname"
    if run.has(SHORT):
        return False, "a short form of the given name"
    if given:
        return False, "given name and patronymic" if patronymic else "a given name alone"
    return False, "a patronymic alone" if patronymic else "a word of the name"


def passed_over(run: Run) -> bool:
    """Whether a run is one ordinary word, written small in a text that has capital letters: «вера», «роман», "mark"."""
    word = run.words[0].text
    if len(run.words) > 1 or not word.islower():
        return False
    alike = all(entry.alike for entry in run.parts.values())
    return "Word" in marks(close(word)) or (alike and (not is_cyrillic(word) or bool(marks(close(word)))))


def _judge_full(run: Run, person: Known, *, small: bool) -> tuple[bool, str]:
    said = "given name and surname" if run.has(GIVEN) else "surname and patronymic"
    if run.foreign:
        return False, f"{said}, with a word of another name"
    if _is_family(run):
        return False, f"{said}, in a form of a family or of another gender"
    if run.initials and run.has(GIVEN) and not _fits(run.initials[:1], person, (PATRONYMIC,)):
        return False, f"{said}, with another initial"
    if not small and _are_plain(run):
        return False, f"{said}, both ordinary words here"
    return True, said


def _judge_surname(run: Run, lexicon: Lexicon) -> tuple[bool, str]:
    person = lexicon.persons[run.person]
    if run.has(SHORT):
        return False, "a short form of the given name, and the surname"
    if _is_family(run):
        return False, "a surname in a form of a family or of another gender"
    if run.foreign:
        return False, "a surname beside a word of another name"
    telling = person.telling and all(_tells(run, word.text) for word in run.words if word.entries)
    if run.initials:
        if not _fits(run.initials, person, (GIVEN, PATRONYMIC)):
            return False, "a surname with other initials"
        both = len(run.initials) > 1 and bool(person.initials[PATRONYMIC])
        return (both or telling), "surname and initials"
    return telling, "a rare surname" if telling else "a surname alone"


def _tells(run: Run, word: str) -> bool:
    """Whether a form of a rare surname is told from all other words."""
    known = is_cyrillic(word) and (marks(close(word)) or all(entry.alike for entry in run.parts.values()))
    return len(close(word)) >= _TELLING and not known


def _is_family(run: Run) -> bool:
    return any(entry.family for (part, *_), entry in run.parts.items() if part == SURNAME)


def _fits(initials: list[str], person: Known, parts: tuple[str, ...]) -> bool:
    """Whether initials are those of the person, as far as they are known."""
    for letter, part in zip(initials, parts, strict=False):
        known = person.initials[part]
        if known and not {sound[:1] for sound in sounds(letter)} & known:
            return False
    return True


def _are_plain(run: Run) -> bool:
    """Whether all words of a run are ordinary ones, and written small."""
    return all(word.text.islower() and "Word" in marks(close(word.text)) for word in run.words)
