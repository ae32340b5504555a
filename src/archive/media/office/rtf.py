"""RTF: the words of a document as they are shown; what was deleted, hidden or remarked becomes traces.

Format: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract
from archive.media.office.row import row
from archive.media.office.rtfsays import Properties
from archive.media.office.rtftokens import Token, of_character_set, of_code_page, tokens
from archive.media.office.rtfwords import DESTINATIONS, ENDS, NOTE, SIGNS, SKIP, TEXT
from archive.media.pictures.telling import Told
from archive.media.texts.tidy import tidy

# Groups within groups; programs write some twenty.
NESTING = 1_000

_TRACED = {"comment": "RTF comment", "author": "RTF comment's author", "reviser": "RTF revision's author"}
_HEADING = re.compile(r"heading ([1-6])$", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,6})[.)]?$")


@dataclass(slots=True)
class _Group:
    """What holds within a pair of braces, and for the groups within."""

    goes: str = TEXT
    encoding: str = "cp1252"
    skipped: int = 1
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    heading: str | None = None
    starred: bool = False
    name: str = ""


@dataclass(slots=True)
class _Flow:
    """A text that is being put together: that of the document, or that of a note."""

    words: list[str] = field(default_factory=list)
    extracts: list[Extract] = field(default_factory=list)
    cell: list[Extract] = field(default_factory=list)
    cells: list[list[Extract]] = field(default_factory=list)


def rtf(matter: Matter) -> Found:
    """The paragraphs of an RTF: headings, lists, tables row by row, notes at the end.

    Raises Unreadable where it is none, or nested too deep.
    """
    if not matter.data.startswith(b"{\\rtf"):
        raise Unreadable("is no RTF, though its name says so")
    reader = _Reader()
    for token in tokens(matter.data):
        reader.take(token)
    extracts = reader.end()
    return Found(suggestions=tuple(reader.told.suggestions), traces=tuple(reader.told.traces), extracts=tuple(extracts))


class _Reader:
    def __init__(self) -> None:
        self.told = Told()
        self._properties = Properties(self.told)
        self._group = _Group()
        self._stack: list[_Group] = []
        self._flows = [_Flow()]
        self._notes: list[list[Extract]] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._kept: list[str] = []
        self._unseen: dict[str, list[str]] = {"RTF hidden text": [], "RTF deleted text": []}
        self._fonts: dict[int, str | None] = {}
        self._font = 0
        self._default = "cp1252"
        self._styles: dict[int, str] = {}
        self._style: int | None = None
        self._number: str | None = None

    def take(self, token: Token) -> None:
        """Go on by one token. Raises Unreadable."""
        if not token.word:
            skipped = min(self._to_skip, len(token.text))
            self._to_skip -= skipped
            self._bytes += token.text[skipped:]
            return
        self._decode()
        if token.word == "{":
            self._open()
        elif token.word == "}":
            self._close()
        else:
            self._control(token.word, token.number)

    def end(self) -> list[Extract]:
        """All paragraphs, those of notes last."""
        self._decode()
        while len(self._flows) > 1:
            self._end_note()
        self._paragraph()
        self._row()
        extracts = self._flows[0].extracts
        for number, note in enumerate(self._notes, 1):
            if note:
                extracts += [Extract(f"[{number}] {note[0].text}"), *(replace(one, form=None) for one in note[1:])]
        return extracts

    def _decode(self) -> None:
        if self._bytes:
            text = self._bytes.decode(self._group.encoding, "replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        group = self._group
        if group.goes in {TEXT, NOTE}:
            if group.deleted or group.hidden:
                self._unseen["RTF deleted text" if group.deleted else "RTF hidden text"].append(text)
            else:
                self._flows[-1].words.append(text)
        elif group.goes != SKIP:
            self._kept.append(text)

    def _open(self) -> None:
        if len(self._stack) >= NESTING:
            raise Unreadable("is nested too deep to be read as RTF")
        self._to_skip = 0
        self._stack.append(self._group)
        self._group = replace(self._group, starred=False)

    def _close(self) -> None:
        self._to_skip = 0
        if not self._stack:
            return
        group, self._group = self._group, self._stack.pop()
        if group.goes == NOTE and self._group.goes != NOTE:
            self._end_note()
        elif group.goes not in {TEXT, NOTE, SKIP}:
            self._keep(group)

    def _keep(self, group: _Group) -> None:
        """Put what a group other than text held where it belongs, when it ends."""
        text = "".join(self._kept).strip()
        self._kept.clear()
        if group.goes in _TRACED:
            self.told.trace(_TRACED[group.goes], text.rstrip(";"))
        elif group.goes == "property":
            self._properties.take(group.name, text)
        elif group.goes == "styles" and self._style is not None:
            self._styles[self._style] = text.rstrip(";")
            self._style = None
        elif group.goes == "number" and text:
            self._number = text

    def _control(self, word: str, number: int | None) -> None:
        group = self._group
        if word == "*":
            group.starred = True
        elif word in DESTINATIONS:
            self._goes(word)
        elif group.starred:
            group.goes, group.starred = SKIP, False
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._to_skip = group.skipped
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in ENDS or word in {"cell", "nestcell", "row", "nestrow"}:
            self._ends(word)
        elif group.goes == "property":
            self._properties.date(word, number)
        else:
            self._format(word, number)

    def _goes(self, word: str) -> None:
        group = self._group
        group.starred = False
        if group.goes == SKIP and word != "ud":
            return
        group.goes, group.name = DESTINATIONS[word], word
        if group.goes == NOTE:
            self._flows[-1].words.append(f"[{len(self._notes) + len(self._flows)}]")
            self._flows.append(_Flow())

    def _format(self, word: str, number: int | None) -> None:
        group = self._group
        if word in {"v", "deleted"}:
            setattr(group, "hidden" if word == "v" else "deleted", number != 0)
        elif word == "plain":
            group.hidden = group.deleted = False
            group.encoding = self._default
        elif word == "pard":
            group.in_table, group.heading = False, None
        elif word == "intbl":
            group.in_table = True
        elif word == "outlinelevel" and number is not None and number < 6:
            group.heading = f"h{number + 1}"
        elif word == "uc" and number is not None:
            group.skipped = max(0, number)
        elif word in {"ansicpg", "mac", "pc", "pca"}:
            pages = {"ansicpg": number, "mac": 10000, "pc": 437, "pca": 850}
            self._default = group.encoding = of_code_page(pages[word])
        elif number is not None:
            self._numbered(word, number)

    def _numbered(self, word: str, number: int) -> None:
        group = self._group
        if word == "f":
            self._font = number
            group.encoding = self._fonts.get(number) or self._default
        elif word == "fcharset" and group.goes == "fonts":
            self._fonts[self._font] = of_character_set(number)
        elif word == "cpg" and group.goes == "fonts":
            self._fonts[self._font] = of_code_page(number)
        elif word == "s" and group.goes == "styles":
            self._style = number
        elif word == "s" and (heading := _HEADING.match(self._styles.get(number, ""))):
            group.heading = f"h{heading[1]}"

    def _ends(self, word: str) -> None:
        if self._group.goes not in {TEXT, NOTE}:
            return
        flow = self._flows[-1]
        self._paragraph()
        if word in {"cell", "nestcell"}:
            flow.cells.append(flow.cell)
            flow.cell = []
        elif word in {"row", "nestrow"}:
            self._row()

    def _paragraph(self) -> None:
        for name, words in self._unseen.items():
            self.told.trace(name, "".join(words))
            words.clear()
        flow = self._flows[-1]
        # What is beyond the basic plane comes in two halves.
        text = tidy("".join(flow.words).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        flow.words.clear()
        number, self._number = self._number, None
        if not text:
            return
        counted = _NUMBER.match(number) if number else None
        item = f"item {counted[1]}" if counted else "item" if number else None
        extract = Extract(text, form=self._group.heading or item)
        (flow.cell if self._group.in_table else flow.extracts).append(extract)

    def _row(self) -> None:
        flow = self._flows[-1]
        flow.extracts += row([*flow.cells, flow.cell])
        flow.cells, flow.cell = [], []

    def _end_note(self) -> None:
        self._paragraph()
        self._row()
        self._notes.append(self._flows.pop().extracts)
