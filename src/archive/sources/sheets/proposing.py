"""Proposing a mapping for a sheet with other people's columns, by their headers and by what stands below them.

A proposal is for a person to look through. Whatever looks like a word about access or like personal data is never
proposed for a term: what a mapping leaves out is kept privately.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.records.columns import HeaderError, aside
from archive.records.dates import understand
from archive.records.ids import is_id
from archive.records.languages import is_tag, nearest_tag
from archive.records.telling import is_telling_cell
from archive.records.terms import TERMS, likely_term, term_name
from archive.sources.sheets.table import Table

_SAMPLE = 1_000  # filled cells of a column that are looked at closely
_EXAMPLES = 3
_REPEATING = frozenset(
    {"alternative", "audience", "contributor", "creator", "format", "isPartOf", "language", "medium", "publisher"}
    | {"relation", "spatial", "subject", "temporal", "type"}
)
_PERSONAL = re.compile(
    r"donor|depositor|lender|owner|informant|phone|mobile|e-?mail|contact|address|passport|birth|born|death|died|gender"
    r"|sex\b|ethnic|religio|medical|health|insur|value\b|price|valuation|estimate|apprais|condition|note|remark|comment"
    r"|intern|location of|storage|shelf|box\b"
    r"|дарител|донор|сдатчик|владел|информант|телефон|почт|контакт|адрес|паспорт|рожд|родил|смерт|умер|пол\b|националь"
    r"|вероисп|здоров|страхов|стоимост|цена|оценк|сохранност|примечан|заметк|комментар|служебн|хранен|полка|короб",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w{2,}|\+\d[\d ()-]{8,}\d|\b\d?[ -]?\(\d{3,5}\)[ -]?\d[\d -]{4,}\d"
    r"|\b(?:tel|phone|тел)\b[.:]? ?\d|\b(?:donor|depositor|даритель)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_FILE = re.compile(
    r"[^\s|;]+(?: [^\s|;]+)*\.(?:jpe?g|png|tiff?|gif|webp|pdf|mp[34]|wav|ogg|opus|txt|vtt|srt|docx?)", re.IGNORECASE
)
_FILE_HEADER = re.compile(r"file|image|photo|scan|path|файл|изображ|фото|скан", re.IGNORECASE)
_NUMBER_HEADER = re.compile(
    r"inv|accession|acno|catalog|call|object ?(?:id|n)|number|\bno\b|инв|шифр|номер|учётн|учетн|№", re.IGNORECASE
)
_DATE_HEADER = re.compile(r"date|year|when|дата|год|время", re.IGNORECASE)
_DEGREES = {"lat": "latitude", "latitude": "latitude", "широта": "latitude"} | dict.fromkeys(
    ("lon", "lng", "long", "longitude", "долгота"), "longitude"
)
_TAGGED = re.compile(r"(.+?)[\s_.:-]*[\[(@_ -]([A-Za-z]{2,3}|[А-Яа-я]{3,4})[\])]?")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a column: a header of ours, None where it is to be kept privately, and why.

    `filled` is the share of rows in which it says something, `examples` what it says; none where that is nobody's
    business.
    """

    header: str
    ours: str | None
    why: str
    filled: float
    examples: tuple[str, ...]


def propose(table: Table) -> list[Proposal]:
    """A proposal for each column that has a header, in the order of the sheet."""
    columns = [_Column(position, header.strip()) for position, header in enumerate(table.header) if header.strip()]
    rows = 0
    for _, cells in table:
        rows += 1
        for column in columns:
            if column.position < len(cells) and (cell := cells[column.position].strip()):
                column.take(cell)
    return [column.proposal(rows) for column in columns]


def as_mapping(proposals: Iterable[Proposal], sheet: str, command: str) -> str:
    """The proposals as a mapping for the sheet (its path below metadata/), in YAML with comments."""
    lines = [
        f"# Proposed by `{command}`: look through it, change what is wrong, and then",
        f"# `archive ingest {sheet} --map THIS-FILE`. Columns behind a # are kept privately.",
        f"sheets: [{json.dumps(sheet, ensure_ascii=False)}]",
        "columns:",
    ]
    said: set[str] = set()
    for one in proposals:
        examples = ", ".join(json.dumps(example, ensure_ascii=False) for example in one.examples)
        lines.append(f"  # {one.filled:.0%} filled; {one.why}{': ' if examples else ''}{examples}")
        ours = one.ours or ("access" if one.why == _ABOUT_ACCESS else "")
        entry = f"{json.dumps(one.header, ensure_ascii=False)}: {json.dumps(ours, ensure_ascii=False)}"
        repeated = one.header.lower() in said
        said.add(one.header.lower())
        lines.append(f"  # {entry}" if one.ours is None or repeated else f"  {entry}")
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Column:
    """A column and what is noted of its cells."""

    position: int
    header: str
    count: int = 0
    sample: list[str] = field(default_factory=list)
    tells: bool = False
    values: set[int] = field(default_factory=set)

    def take(self, cell: str) -> None:
        self.count += 1
        self.tells = self.tells or is_telling_cell(cell)
        self.values.add(hash(cell))
        if len(self.sample) < _SAMPLE:
            self.sample.append(cell)

    def proposal(self, rows: int) -> Proposal:
        ours, why = self.guess()
        examples = (
            ()
            if why in {_ABOUT_ACCESS, _PERSONAL_WHY}
            else tuple(map(_short, list(dict.fromkeys(self.sample))[:_EXAMPLES]))
        )
        return Proposal(self.header, ours, why, self.count / rows if rows else 0.0, examples)

    def guess(self) -> tuple[str | None, str]:
        """What the column seems to be, and why."""
        if self.tells or _is_telling(self.header):
            return None, _ABOUT_ACCESS
        if not self.sample:
            return None, "empty"
        term, language = _named(self.header)
        if any(_CONTACT.search(cell) for cell in self.sample) or (term is None and _PERSONAL.search(self.header)):
            return None, _PERSONAL_WHY
        if place := _DEGREES.get(self.header.lower()):
            return place, "by its header"
        if self.header.lower() == "id":
            unique = len(self.values) == self.count and all(map(is_id, self.sample))
            return ("id" if unique else "identifier"), "by its header"
        if self.share(_FILE) > 0.8 and not self.share(_ADDRESS) and _FILE_HEADER.search(self.header):
            return "file", "names of files"
        if term:
            tag = f"@{language}" if language else ""
            return f"{term}{tag}{self.separator(term)}", "by its header"
        return self.by_values()

    def by_values(self) -> tuple[str | None, str]:
        """What the cells alone seem to be."""
        if self.share(_ADDRESS) > 0.9:
            return None, "addresses on the web; `source` or `hasFormat`, if they lead to the item"
        if self.dates() > 0.8 and (_DATE_HEADER.search(self.header) or not all(map(str.isdigit, self.sample))):
            return None, "dates; `date`, `created` or `issued`, if they are the item's"
        if all(len(cell) < 20 and (is_tag(cell) or nearest_tag(cell)) for cell in self.sample):
            return "language", "languages"
        if _NUMBER_HEADER.search(self.header) and len(self.values) > 0.9 * self.count:
            return "identifier", "numbers of which each stands once"
        near = likely_term(self.header)
        return None, f"not recognised{f', perhaps `{near}`' if near else ''}"

    def dates(self) -> float:
        return sum(understand(cell) is not None for cell in self.sample) / len(self.sample)

    def share(self, pattern: re.Pattern[str]) -> float:
        return sum(pattern.fullmatch(cell) is not None for cell in self.sample) / len(self.sample)

    def separator(self, term: str) -> str:
        """The suffix for a term that repeats, where a mark stands between values again and again."""
        if term not in _REPEATING:
            return ""
        for mark in "|;":
            if sum(mark in cell.strip(mark) for cell in self.sample) > 0.05 * len(self.sample):
                return f"[{mark}]"
        if term in {"subject", "language"} and sum("," in cell for cell in self.sample) > 0.3 * len(self.sample):
            pieces = [piece for cell in self.sample for piece in cell.split(",")]
            return "[,]" if max(map(len, pieces)) < 40 else ""
        return ""


_CALLED = {
    **{word: term.name for term in TERMS.values() for word in (*term.also, *map(str.lower, term.labels.values()))},
    **dict.fromkeys(("object", "object name", "object title", "предмет", "наименование предмета"), "title"),
    **dict.fromkeys(("made by", "maker name", "artist name", "автор снимка"), "creator"),
    **dict.fromkeys(("when", "creation date", "date text", "date made", "дата создания", "датировка"), "date"),
    **dict.fromkeys(("keyword", "tag", "topic", "theme", "ключевые слова", "темы", "тема"), "subject"),
    **dict.fromkeys(("material", "technique", "materials and techniques", "материал", "техника"), "medium"),
    **dict.fromkeys(("dimension", "size", "measurement", "размер", "размеры"), "extent"),
    **dict.fromkeys(("inventory no", "inventory number", "accession number", "инв", "инв номер"), "identifier"),
}
# To keep it privately is a decision too, and one that a proposal must not make: until somebody has decided, the items
# of such a column or cell stay hidden.
_ABOUT_ACCESS = "speaks of access: `access` if it decides, `private.…` if not; until you decide, its items are hidden"
_PERSONAL_WHY = "may be personal or internal, kept privately"


def _named(header: str) -> tuple[str | None, str | None]:
    """The term that a header names, and the language in it (`title_ru`, `Название (рус)`)."""
    if term := _known(header):
        return term, None
    if found := _TAGGED.fullmatch(header):
        tag = found[2].lower() if is_tag(found[2].lower()) and len(found[2]) == 2 else nearest_tag(found[2])
        if tag and (term := _known(found[1])):
            return term, tag
    return None, None


def _known(header: str) -> str | None:
    """The term that is called so: by its name, by its label, or by what else people call it; one of several or many."""
    apart = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", header)
    words = " ".join(re.split(r"[\W_]+", apart.lower())).strip()
    for written in (
        words,
        words.removeprefix("all "),
        words.removesuffix("s"),
        words.removeprefix("all ").removesuffix("s"),
    ):
        if term := term_name(written) or _CALLED.get(written):
            return term
    return None


def _is_telling(header: str) -> bool:
    try:
        aside(header)
    except HeaderError:
        return True
    return False


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"
