"""Markdown (CommonMark 0.31, with tables): headings, paragraphs, list items, rows of tables, code and HTML blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract, Suggestion
from archive.media.texts.decode import decode
from archive.media.texts.forms import HEADINGS, Place
from archive.media.texts.frontmatter import front_matter
from archive.media.texts.pagefacts import comments
from archive.media.texts.speakers import attribute, recur
from archive.media.texts.tidy import paragraphs, tidy, tidy_line
from archive.media.texts.timed import unwrapped
from archive.media.texts.webpage import fragment

# What is nested deeper, markdown-it leaves out in silence.
NESTING = 100

# A break that means nothing, unless a time begins behind it: a character that no text has.
_SOFT = "\x1e"
_BREAKS = {"softbreak": _SOFT, "hardbreak": "\n"}


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of text; `name` is what stands in bold with a colon at its head, `rest` the text after it."""

    text: str
    form: str | None = None
    name: str = ""
    rest: str = ""


def markdown(matter: Matter) -> Found:
    """The headings and paragraphs of a Markdown text; YAML before it says more of it. The highest heading is its title
    where that names none.

    Raises Unreadable where it is no text or nested too deep.
    """
    text, problems = decode(matter.data)
    front = front_matter(text)
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table")
    tokens = parser.parse(text[front.end :])
    if any(token.level >= NESTING - 2 for token in tokens):
        raise Unreadable("is nested too deep to be read as Markdown")
    blocks = [block for block in _blocks(tokens) if block.text]
    headings = (block for block in blocks if block.form in HEADINGS)
    highest = min(headings, key=lambda block: block.form or "", default=None)
    title = tidy_line(highest.text) if highest else None
    return Found(
        suggestions=(*front.suggestions, *([Suggestion("title", title, "first heading")] if title else [])),
        traces=(*front.traces, *comments(text)),
        extracts=tuple(_extracts(blocks)),
        problems=(*problems, *front.problems),
    )


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    place = Place()
    cells: list[_Block] | None = None  # of the row that is being read
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield from _row(cells or [])
            cells = None
        if token.nesting > 0:
            place.open(token.tag, token.attrs)
        elif token.nesting < 0:
            place.close(token.tag)
        elif token.type == "inline" and cells is not None:
            cells.append(_inline(token.children or [], place.form()))
        elif token.type == "inline":
            yield _inline(token.children or [], place.form())
        elif token.type in {"fence", "code_block"}:
            yield from (_Block(text, place.form()) for text in paragraphs(token.content))
        elif token.type == "html_block":
            yield from (_Block(piece.text, place.form() or piece.form) for piece in fragment(token.content))


def _row(cells: Sequence[_Block]) -> Iterator[_Block]:
    """One paragraph for a row, its cells apart; but each by itself where one says who speaks."""
    if any(cell.name for cell in cells):
        yield from cells
    elif text := " | ".join(cell.text.replace("\n", " ") for cell in cells if cell.text):
        yield _Block(text, cells[0].form)


def _inline(children: Sequence[Token], form: str | None) -> _Block:
    whole = _Block(_unwrapped(_text(children)), form)
    closes = next((place for place, child in enumerate(children) if child.type == "strong_close"), 0)
    # Emphasis at the very beginning comes after an empty text.
    if (
        form in HEADINGS
        or not closes
        or next(child for child in children if child.type != "text" or child.content).type != "strong_open"
    ):
        return whole
    name, rest = tidy_line(_text(children[:closes])), _text(children[closes:]).lstrip()
    if rest.startswith(":"):
        name, rest = f"{name}:", rest[1:]
    if not name.endswith(":") or not rest.strip():
        return whole
    return _Block(whole.text, name=name[:-1].strip(), rest=_unwrapped(rest))


def _unwrapped(text: str) -> str:
    lines = (unwrapped([part.strip() for part in line.split(_SOFT)]) for line in text.split("\n"))
    return tidy("\n".join(lines))


def _text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens: of links and pictures what is shown in their place, of inline HTML nothing."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(_text(token.children or []))
        elif token.type in {"text", "code_inline"}:
            parts.append(token.content)
        else:
            parts.append(_BREAKS.get(token.type, ""))
    return "".join(parts)


def _extracts(blocks: Sequence[_Block]) -> list[Extract]:
    spoken = [block for block in blocks if block.form not in HEADINGS]
    names = [block.name for block in spoken if block.name]
    if recur(names) and 2 * len(names) >= len(spoken):
        named = [Extract(b.rest, speaker=b.name) if b.name else Extract(b.text, form=b.form) for b in blocks]
        return attribute(named)
    return attribute([Extract(block.text, form=block.form) for block in blocks])
