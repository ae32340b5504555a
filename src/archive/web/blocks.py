"""How a text is set on its page: headings, lists and quotations, by the forms of its passages (see `store.rows`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from archive.store.rows import Passage

# The heading over the text is an h2 of the page.
OVER = 2
LOWEST = 6
# Lines that are all as short as this, in letters, were broken on purpose: verse, or an address.
SHORT_LINE = 60


@dataclass(frozen=True, slots=True)
class Block:
    """Passages that are set together: each in the element `tag` of HTML with `classes`, a list's and a quotation's all
    in one `around` them. `start` is the first number of a list.

    The classes: `name` of the whole text, `part` and `point` for its other headings, `verse` where lines stand as they
    were written.
    """

    tag: str
    passages: tuple[Passage, ...]
    around: str | None = None
    start: int | None = None
    classes: str = ""


def blocks(passages: Sequence[Passage], names: Collection[str]) -> Iterator[Block]:
    """The blocks of a text of an item that is called by `names`.

    The name of the text is its first passage, where that is one of those, or a heading above all others. A heading is
    one level below the one that it stands under, however many were left out in writing: a page must not skip any.
    """
    named = _is_named(passages, names)
    above = [""] if named else []
    for place, run in enumerate(_runs(passages)):
        verse = ["verse"] if _is_verse(run) else []
        if named and place == 0:
            yield Block(f"h{OVER + 1}", run, classes=" ".join(["name", *verse]))
        elif level := _level(run[0]):
            above = [*(higher for higher in above if higher < level), level]
            look = "part" if len(above) - named == 1 else "point"
            yield Block(f"h{min(OVER + len(above), LOWEST)}", run, classes=" ".join([look, *verse]))
        else:
            around = _around(run[0])
            tag = "li" if around in {"ul", "ol"} else "p"
            yield Block(tag, run, around, _number(run[0]), "".join(verse))


def _is_named(passages: Sequence[Passage], names: Collection[str]) -> bool:
    first, *others = (_level(passage) for passage in passages)
    if first is None:
        return passages[0].form is None and passages[0].text in names
    return all(other > first for other in others if other)


def _runs(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    run: list[Passage] = []
    for passage in passages:
        if run and not _goes_on(run[-1], passage):
            yield tuple(run)
            run = []
        run.append(passage)
    yield tuple(run)


def _goes_on(before: Passage, after: Passage) -> bool:
    """Whether two passages belong to one list or quotation."""
    around, number = _around(before), _number(before)
    if around is None or (around, before.page) != (_around(after), after.page):
        return False
    return number is None or _number(after) == number + 1


def _around(passage: Passage) -> str | None:
    if passage.form == "quote":
        return "blockquote"
    if passage.form == "item":
        return "ul"
    return None if _number(passage) is None else "ol"


def _level(passage: Passage) -> str | None:
    return passage.form if passage.form and passage.form.startswith("h") else None


def _number(passage: Passage) -> int | None:
    word, _, number = (passage.form or "").partition(" ")
    return int(number) if word == "item" and number else None


def _is_verse(run: Sequence[Passage]) -> bool:
    broken = [passage.text for passage in run if "\n" in passage.text]
    return bool(broken) and all(len(line) <= SHORT_LINE for text in broken for line in text.split("\n"))
