"""What readers may meet of a random archive: the access rule once more, plainly, with nothing of the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from random_archives import (
    DRAWN,
    LEVELS,
    TIMED,
    WRITTEN,
    Concept,
    Drawn,
    Fate,
    File,
    Piece,
    State,
    Thing,
    parts_of,
    word,
)


@dataclass
class Expected:
    """The numbers of words and of colours that have to be there, and of those that may not; of any other it is not
    said.
    """

    words: dict[int, set[bool | None]] = field(default_factory=dict)
    colours: dict[int, set[bool | None]] = field(default_factory=dict)

    def must(self) -> tuple[set[int], set[int]]:
        return _which(self.words, True), _which(self.colours, True)

    def may_not(self) -> tuple[set[int], set[int]]:
        return _never(self.words), _never(self.colours)


def _which(known: dict[int, set[bool | None]], value: bool) -> set[int]:
    return {number for number, said in known.items() if value in said}


def _never(known: dict[int, set[bool | None]]) -> set[int]:
    return {number for number, said in known.items() if said == {False}}


class Judging:
    """The rule once more, for one state; `met` are the ids of items that have been public before."""

    def __init__(self, drawn_: Drawn, state: State, met: frozenset[int]) -> None:
        self.drawn, self.state, self.met = drawn_, state, met
        self.expected = Expected()
        self._fates = dict(zip((thing.number for thing in drawn_.things), state.fates, strict=True))

    def level(self, thing: Thing) -> str:
        fate = self._fates[thing.number]
        level = LEVELS[fate.how]
        return "hidden" if level != "hidden" and self._is_doubtful(thing, fate) else level

    def judge(self) -> Expected:
        for thing in self.drawn.things:
            self._thing(thing)
        for person, (note, also) in self.drawn.notes.items():
            self._word(note, seen=False)
            self._word(also, seen=False)
            self._word(person, seen=False)
        for concept in self.drawn.concepts:
            self._concept(concept)
        return self.expected

    def _word(self, number: int, *, seen: bool | None) -> None:
        self.expected.words.setdefault(number, set()).add(seen)

    def _piece(self, piece: Piece, *, seen: bool | None, thing: Thing | None) -> None:
        self._word(piece.number, seen=seen)
        if piece.mention:
            self._word(piece.mention.person, seen=seen if self._is_named(piece.mention.person, thing) else False)

    def _is_named(self, person: int, thing: Thing | None) -> bool:
        own = thing is not None and person == thing.person
        return person not in self.state.unnamed and not (own and "name" in self._lacking(thing))

    def _lacking(self, thing: Thing) -> frozenset[str]:
        return self._fates[thing.number].lacking

    def _is_doubtful(self, thing: Thing, fate: Fate) -> bool:
        said = any(part.sort == "term" and thing.statements[part.at][0] == "description" for part in fate.withheld)
        russian = any(
            part.sort == "language"
            and thing.statements[part.at][0] == "description"
            and thing.statements[part.at][1].language in {"ru", None}
            for part in fate.withheld
        )
        return thing.bare in self.state.unnamed and not fate.decided and not (said or russian)

    def _thing(self, thing: Thing) -> None:
        fate, level = self._fates[thing.number], self.level(thing)
        fallen = fate.how == "withdrawn" and thing.number in self.met
        self._word(thing.number, seen=level != "hidden" or fallen)
        self._word(thing.private, seen=False)
        self._piece(thing.reasons[0], seen=False, thing=None)
        self._piece(thing.reasons[1], seen=fallen, thing=None)
        for at, (_, piece) in enumerate(thing.statements):
            self._piece(piece, seen=level != "hidden" and not self._is_withheld(thing, fate, at), thing=thing)
        if thing.warning:
            self._piece(thing.warning, seen=level != "hidden", thing=thing)
        for at, file in enumerate(thing.files):
            self._word(file.number, seen=False)
            self._word(file.aside, seen=self._may_be_given(thing, file))
            self._file(thing, fate, at, file)

    @staticmethod
    def _is_withheld(thing: Thing, fate: Fate, at: int) -> bool:
        term, piece = thing.statements[at]
        for part in fate.withheld:
            if part.sort in {"term", "language"} and thing.statements[part.at][0] == term:
                tag = thing.statements[part.at][1].language if part.sort == "language" else None
                if tag is None or piece.language in {tag, None}:
                    return True
        return False

    def _owners(self, file: File) -> list[Thing]:
        return [thing for thing in self.drawn.things if file in thing.files]

    def _file(self, thing: Thing, fate: Fate, at: int, file: File) -> None:
        owners = self._owners(file)
        barred = any(not self._shows(owner, file) for owner in owners)
        shared = len(owners) > 1
        for of, piece in enumerate(file.pieces):
            gone = barred or any(self._is_cut(owner, file, of) for owner in owners)
            self._piece(piece, seen=False if gone else None if shared else True, thing=thing)
        drawable = all(self._draws(owner, file) for owner in owners)
        for of, colour in enumerate(file.colours):
            gone = not drawable or any(self._is_covered(owner, file, of) for owner in owners)
            self.expected.colours.setdefault(colour, set()).add(False if gone else None if shared else True)

    def _shows(self, thing: Thing, file: File) -> bool:
        """Whether the words of a file may be read as far as the item is concerned, or its picture seen."""
        needed = "words" if file.sort in WRITTEN else "face"
        return self.level(thing) == "public" and needed not in self._lacking(thing)

    def _draws(self, thing: Thing, file: File) -> bool:
        needs = {"words", "face", "download"} if file.sort == "document" else {"face"}
        return self.level(thing) == "public" and not needs & self._lacking(thing)

    def _may_be_given(self, thing: Thing, file: File) -> bool | None:
        """Whether a file may be published as it was received: not known where several items have it."""
        owners = self._owners(file)
        if any(not self._shows(owner, file) or self._is_touched(owner, file) for owner in owners):
            return False
        unread = file.sort not in {"text", "markdown", *DRAWN}  # a name may stand where nobody has read it
        if unread and (self.state.unnamed or "name" in self._lacking(thing)):
            return False
        needs = {"download", "face" if file.sort in DRAWN else "words"}
        needs |= {"words", "face"} if file.sort in {"document", "titles"} else set()
        given = self._fates[thing.number].originals and not needs & self._lacking(thing)
        certain = len(owners) == 1 and file.sort not in {"text", "markdown", "titles"}  # nothing is aside in these
        return given and (certain or None)

    def _is_touched(self, thing: Thing, file: File) -> bool:
        """Whether an item withholds anything of a file."""
        if any(True for _ in self._of(thing, file)) or (self._spans(thing) and file.sort not in DRAWN):
            return True
        return any(piece.mention and not self._is_named(piece.mention.person, thing) for piece in file.pieces)

    def _of(self, thing: Thing, file: File) -> Iterator[dict[str, str]]:
        yield from (part for part in parts_of(thing, self._fates[thing.number]) if part.get("file") == file.path)

    def _spans(self, thing: Thing) -> list[tuple[float, float]]:
        """The times that are withheld, or at which words are said that are."""
        parts = list(parts_of(thing, self._fates[thing.number]))
        spans = [(float(part["from"]), float(part["to"])) for part in parts if "to" in part]
        for file in thing.files if any("text" in part for part in parts) else ():
            texts = {part["text"] for part in self._of(thing, file) if "text" in part}
            words = [word(piece.number, file.language) for piece in file.pieces if file.sort in TIMED]
            spans += [(10.0 * of, 10.0 * of + 5) for of, said in enumerate(words) if said in texts]
        return spans

    def _is_cut(self, thing: Thing, file: File, of: int) -> bool:
        """Whether a piece may not be read, as far as the item is concerned."""
        parts, spans = list(self._of(thing, file)), self._spans(thing)
        if any(part.keys() == {"file"} for part in parts):
            return True
        if any(part.get("pages") == str(of + 1) for part in parts):
            return True
        said = word(file.pieces[of].number, file.language)
        if any(part.get("text") == said for part in parts):
            return True
        if file.sort in TIMED:
            return any(start < 10 * of + 5 and end > 10 * of for start, end in spans)
        return bool(spans) and not any("text" in part or part.keys() == {"file", "pages"} for part in parts)

    def _is_covered(self, thing: Thing, file: File, of: int) -> bool:
        """Whether a colour of a picture may not be seen, as far as the item is concerned."""
        parts = list(self._of(thing, file))
        if any(part.keys() == {"file"} for part in parts):
            return True
        if file.sort != "document":
            return of == 1 and any("region" in part for part in parts)
        mention = file.pieces[of].mention
        named = mention is None or self._is_named(mention.person, thing)
        return not named or self._is_cut(thing, file, of)

    def _concept(self, concept: Concept) -> None:
        """Its label may be read where an item means it, and where nobody is named in it that the item may not name."""
        self._word(concept.label.number, seen=False)
        mention = concept.label.mention
        for thing in self.drawn.things:
            means = concept.number in thing.concepts and self.level(thing) != "hidden"
            parts = parts_of(thing, self._fates[thing.number])
            means = means and all(part.get("term") != "subject" for part in parts)
            if means and (mention is None or self._is_named(mention.person, thing)):
                self._piece(concept.label, seen=True, thing=thing)


def judge(drawn_: Drawn, state: State, met: frozenset[int]) -> tuple[Expected, frozenset[int]]:
    """What readers may meet in a state, and the numbers of items that have been public by then."""
    judging = Judging(drawn_, state, met)
    expected = judging.judge()
    public = {thing.number for thing in drawn_.things if judging.level(thing) != "hidden"}
    return expected, met | public
