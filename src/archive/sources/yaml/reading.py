"""Records from YAML files (YAML 1.2 as libyaml reads it), every scalar as the text that was written, with its line.

The parser's events are read, not its nodes: they show anchors and tags, and their depth can be bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from archive.records.build import build
from archive.records.findings import describe, place
from archive.records.model import Origin, Problem, Record, Written
from archive.sources.text import decode

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEPTH = 24  # a record needs six
_NULLS = frozenset({"~", "null"})
_FRAME = frozenset({yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent})
_text = str.__new__

# YAML 1.2 takes these for plain characters; libyaml, which follows 1.1, for ends of lines. It reads noncharacters, of
# which no file holds one, in their stead.
_BREAKS = "\x85\u2028\u2029"
_STAND_INS = "\ufdd0\ufdd1\ufdd2"
_HIDE, _SHOW = str.maketrans(_BREAKS, _STAND_INS), str.maketrans(_STAND_INS, _BREAKS)
_LINE_END = re.compile(r"\r\n|\r|\n")

_QUOTES = "quotes around a text that begins with one of % @ ` or holds “: ”"
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": ("a colon where no key can stand", _QUOTES),
    "found character that cannot start any token": ("a character with which no value begins", _QUOTES),
    "did not find expected node content": ("a list or a map that is not closed", "`]` or `}`"),
    "found unexpected end of stream": ("a quote that is never closed", "a closing quote"),
    "could not find expected ':'": ("a line without a key", "`key: value`"),
    "did not find expected key": ("a line that does not fit those above", "the same indentation, or a closing quote"),
    "did not find expected <document start>": ("text that belongs to no key", "`key: value`, or `---` between records"),
    "did not find expected '-' indicator": ("a line that does not fit the list above", "the same indentation, `- …`"),
    "did not find expected ',' or ']'": ("a list that is not closed", "`,` or `]`"),
    "did not find expected ',' or '}'": ("a map that is not closed", "`,` or `}`"),
    "block sequence entries are not allowed in this context": (
        "a `-` where no list begins",
        "the list on lines of its own",
    ),
}
# Of `region: 9,9,5,5` YAML makes one value and three keys, two of them the same.
_ONCE = {False: "every key once", True: "every key once, or quotes around a value with commas in it"}


def read(path: Path, name: str, _columns: object = None) -> Iterator[Record | Problem]:
    """The records of a YAML file: one a document, or a list of them; only Problems where it cannot be read whole.

    One record without a usable id refuses the file.
    """
    documents, problems = load(path, name)
    records = records_in(documents)
    for data in records:
        if not isinstance(data, dict):
            line = getattr(data if isinstance(data, str) else place(data), "line", None)
            problems.append(Problem(name, line, None, describe(data), "a record: lines of `key: value`"))
    yield from problems
    if problems:
        return
    built = [build(data, Origin(name, getattr(place(data), "line", None))) for data in records]
    is_whole = all(record for record, _ in built)
    for record, found in built:
        yield from found
        if record and is_whole:
            yield record


def records_in(documents: list[Any]) -> list[Any]:
    """The records that documents hold: one each, or every entry of one that is a list."""
    return [data for document in documents for data in (document if isinstance(document, list) else [document])]


def load(path: Path, name: str) -> tuple[list[Any], list[Problem]]:
    """The documents of a YAML file as maps, lists and Written texts; no documents where there is a Problem.

    An empty value is an empty text, and so are a bare `~` and `null`. A document that says nothing is left out.
    """
    text = decode(path.read_bytes(), name)
    if isinstance(text, Problem):
        return [], [text]
    if not text.strip():
        return [], [Problem(name, None, None, "an empty file", "a record")]
    documents, problems = _parse(text, name)
    return ([], problems) if problems else ([document for document in documents if document != ""], [])


def read_cell(cell: str, name: str, row: int, column: str) -> tuple[Any, list[Problem]]:
    """What the YAML in one cell of a sheet says, every text at that row and column; None where there is a Problem."""
    documents, problems = _parse(cell, name)
    found = [Problem(name, row, column, problem.found, problem.expected) for problem in problems]
    if not found and len(documents) != 1:
        found = [Problem(name, row, column, f"{len(documents)} YAML documents", "one value")]
    return (None, found) if found else (_placed(documents[0], row, column), [])


def _placed(value: Any, row: int, column: str) -> Any:
    if isinstance(value, dict):
        return {Written(key, row, column): _placed(inner, row, column) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, row, column) for inner in value]
    return Written(value, row, column)


def _parse(text: str, name: str) -> tuple[list[Any], list[Problem]]:
    reading = parsed(text, name)
    return reading.found, reading.problems


def parsed(text: str, name: str) -> Parsed:
    """The documents of a text, as far as it can be read, and what is wrong with it."""
    exotic = any(character in text for character in _BREAKS)
    loader = _LOADER(text.translate(_HIDE) if exotic else text)
    reading = Parsed(name, exotic, loader.get_event)
    try:
        reading.documents()
    except _DeepError:
        pass
    except yaml.MarkedYAMLError as error:
        reading.problems.append(_syntax(error, text, name))
    except yaml.YAMLError as error:
        reading.problems.append(Problem(name, None, None, str(error).splitlines()[0], "YAML"))
    return reading


def _syntax(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark
    if error.context_mark and "unexpected end of stream" in (error.problem or ""):
        mark = error.context_mark  # where the quote was opened, not where the file ends
    line = mark.line + 1 if mark else None
    if mark and re.match(r" *\t", _line(text, mark.line)):
        return Problem(name, line, None, "a tab at the beginning of the line", "spaces: YAML does not indent by tabs")
    words = error.problem or "something that is not YAML"
    found, expected = _PLAIN_WORDS.get(words, (" ".join(filter(None, (words, error.context))), "YAML"))
    return Problem(name, line, None, found, expected)


def _line(text: str, number: int) -> str:
    """A line by its number, from 0; the end of the text is one too."""
    return [*_LINE_END.split(text), ""][number]


class _DeepError(Exception):
    """Values are nested too deep for reading on to make sense."""


@dataclass(slots=True)
class Parsed:
    """Nested data out of events; what is refused is noted, and the rest read on, so that all of it is said. `whole` is
    whether it was read to its end.

    A hundred thousand files have five million scalars: what is done for each is no more than it must be.
    """

    name: str
    exotic: bool
    get: Callable[[], Any]
    found: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False

    def documents(self) -> None:
        """Put every document in `found`."""
        while (kind := type(event := self.get())) is not yaml.StreamEndEvent:
            if kind not in _FRAME:
                self.found.append(self.scalar(event) if kind is yaml.ScalarEvent else self.node(event, 0))
        self.whole = True

    def scalar(self, event: Any) -> Written:
        if event.anchor or event.tag:
            self.refuse_marks(event)
        text = event.value
        if text in _NULLS and event.implicit[0]:
            text = ""
        elif self.exotic:
            text = text.translate(_SHOW)
        # As `Written(text, line)` does, in a third of the time.
        written = _text(Written, text)
        written.line = event.start_mark.line + 1
        written.column = None
        return written

    def node(self, event: Any, depth: int) -> Any:
        """The map, the list or the alias that an event begins, below `depth` others."""
        if isinstance(event, yaml.AliasEvent):
            self.problem(event, f"the alias *{event.anchor}", "the value itself, written out")
            return Written("")
        self.refuse_marks(event)
        if depth == _DEPTH:
            self.problem(event, f"values nested deeper than {_DEPTH}", "a record")
            raise _DeepError
        is_map = isinstance(event, yaml.MappingStartEvent)
        return self.mapping(depth + 1) if is_map else self.sequence(depth + 1)

    def mapping(self, depth: int) -> dict[Written, Any]:
        get, scalar = self.get, self.scalar
        found: dict[Written, Any] = {}
        while (kind := type(event := get())) is not yaml.MappingEndEvent:
            if kind is not yaml.ScalarEvent:
                key = self.odd_key(event, depth)
            elif (key := scalar(event)) in found:
                first = next(other for other in found if other == key)
                self.problem(event, f"“{key}” a second time, first in line {first.line}", _ONCE[key.isdigit()])
                event = get()
                again = scalar(event) if type(event) is yaml.ScalarEvent else self.node(event, depth)
                found[key] = [found[key], again]
                continue
            event = get()
            found[key] = scalar(event) if type(event) is yaml.ScalarEvent else self.node(event, depth)
        return found

    def sequence(self, depth: int) -> list[Any]:
        get, scalar = self.get, self.scalar
        found: list[Any] = []
        while (kind := type(event := get())) is not yaml.SequenceEndEvent:
            found.append(scalar(event) if kind is yaml.ScalarEvent else self.node(event, depth))
        return found

    def odd_key(self, event: Any, depth: int) -> Written:
        value = self.node(event, depth)
        if not isinstance(value, Written):
            self.problem(event, f"{describe(value)} as a key", "a word")
        return Written("")

    def refuse_marks(self, event: Any) -> None:
        if event.anchor:
            self.problem(event, f"the anchor &{event.anchor}", "no anchors")
        if tag := getattr(event, "tag", None):
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(event, f"the tag {short}", "no tags: every value is text as it is written")

    def problem(self, event: Any, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, event.start_mark.line + 1, None, found, expected))
