"""The receipt of a withdrawal, in Russian and in English: what a family can be handed, and nothing that is not so.

It lies in metadata/private/receipts, is kept and checked like an original, and never published. Of an item that is
removed for good, its line keeps nothing but the id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

from babel.dates import format_date

from archive.catalogue.layout import Archive, lies_in, replace_file
from archive.catalogue.suggested import in_one_line
from archive.edits.touching import Touched
from archive.sources.yaml.reading import load

_FOLDER = "receipts"
_NAMED = 20  # times of exports
_LINE = re.compile(r"- ([^\s;]+)(?:[ ;].*)?")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was withdrawn, the day that holds in the archive, the moment (RFC 3339) at which it was out, and what
    visitors are told.
    """

    items: Sequence[Touched]
    day: date
    time: str
    public_reason: str


@dataclass(frozen=True, slots=True)
class _Wording:
    """The sentences of a receipt in one language."""

    language: str
    head: str
    archive: str
    day: str
    out: str
    quotes: str
    taken: str
    since: str
    was: str
    was_not: str
    files: str
    stones: str
    reason: str
    silent: str
    stays: str
    beyond: str
    copies: str
    editions: str
    exports: str
    server: str
    back: str


_WORDINGS = (
    _Wording(
        "ru",
        head="СПРАВКА О СНЯТИИ МАТЕРИАЛОВ С ПУБЛИКАЦИИ",
        archive="Архив: {}",
        day="Дата: {}",
        out="В издании архива материалов нет с {}, {} (всемирное время).",
        quotes="«{}»",
        taken="Снято с публикации:",
        since="было опубликовано с {}",
        was="было опубликовано",
        was_not="опубликовано не было",
        files="файлов: {}",
        stones="На месте опубликованных материалов сайт сообщает только, что они сняты, и когда.",
        reason="Для посетителей указана причина: {}",
        silent="О том, что не было опубликовано, сайт не сообщает ничего.",
        stays="В архиве остаются исходные файлы и описания. Они закрыты и не публикуются. Удалить их совсем можно "
        "отдельным решением.",
        beyond="На что снятие не распространяется:",
        copies="- копии, которые другие уже сделали: сохранённые страницы и файлы, кэш поисковых систем, веб-архивы. "
        "Архив не может их отозвать; к их владельцам нужно обращаться отдельно;",
        editions="- издания архива, в которых эти материалы были: {} (первое {}, последнее {}). Их могли скопировать;",
        exports="- выгрузки, сделанные архивом за это время: {};",
        server="- сайт на другом сервере, если он показывает копию издания: её нужно заменить новой.",
        back="Решение можно отменить; тогда об этом будет сделана запись.",
    ),
    _Wording(
        "en_GB",
        head="RECEIPT FOR A WITHDRAWAL FROM PUBLICATION",
        archive="Archive: {}",
        day="Date: {}",
        out="Out of the archive's edition since {}, {} (universal time).",
        quotes="“{}”",
        taken="Withdrawn from publication:",
        since="public since {}",
        was="was public",
        was_not="was not public",
        files="files: {}",
        stones="Where something was public, the site says only that it was withdrawn, and when.",
        reason="The reason given to visitors: {}",
        silent="Of what was not public the site says nothing.",
        stays="The original files and the descriptions remain in the archive. They are closed and are not published. "
        "To remove them for good is a decision of its own.",
        beyond="What a withdrawal cannot reach:",
        copies="- copies that others have made already: saved pages and files, the caches of search engines, web "
        "archives. The archive cannot call them back; those who hold them have to be asked;",
        editions="- editions of the archive that held this material: {} (the first {}, the last {}). They may have "
        "been copied;",
        exports="- exports that the archive made in that time: {};",
        server="- a site on another server, where it shows a copy of the edition: that copy has to be replaced.",
        back="The decision can be taken back; that is noted then.",
    ),
)


def receipt_text(archive: Archive, receipt: Receipt) -> str:
    """The receipt, in Russian and then in English."""
    parts = ("\n".join(_lines(words, _title(archive), receipt)) for words in _WORDINGS)
    return "\n\n\n".join(parts) + "\n"


def keep_receipt(archive: Archive, receipt: Receipt, name: str, place: Path | None = None) -> Path:
    """Write a receipt where it was asked for, or with the private papers under the name of what was withdrawn; where
    it is. No file is written over. Raises OSError, FileExistsError among it.
    """
    if place is None:
        folder = archive.private / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        base = f"{name}-{receipt.day.isoformat()}"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        place = next(path for one in names if not (path := folder / f"{one}.txt").exists())
    elif place.exists():
        raise FileExistsError(17, "is there already", str(place))
    elif lies_in(place, (archive.public, archive.collection)):
        raise PermissionError(1, "is no place for private papers", str(place))
    replace_file(place, receipt_text(archive, receipt).encode())
    return place


def scrubbed_receipts(archive: Archive, item: str) -> Iterator[tuple[Path, bytes]]:
    """The receipts that name an item, with what they are to hold where nothing but the id is said of it."""
    for path in sorted((archive.private / _FOLDER).glob("*.txt")):
        lines = path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
        after = [_scrubbed(line, item) for line in lines]
        if f"- {item}" in after:
            yield path, "\n".join(after).encode("utf-8", "surrogateescape")


def _scrubbed(line: str, item: str) -> str:
    found = _LINE.fullmatch(line)
    return f"- {item}" if found and found[1] == item else line


def _lines(words: _Wording, title: str, receipt: Receipt) -> Iterator[str]:
    items = receipt.items
    public = [one for one in items if one.since or one.shown]
    yield words.head
    yield ""
    yield words.archive.format(title)
    yield words.day.format(_day(receipt.day, words))
    if any(one.shown for one in items):
        yield words.out.format(_moment(receipt.time, words), receipt.time[11:16])
    yield ""
    yield words.taken
    yield from (_item(one, words) for one in items)
    yield ""
    if public:
        yield words.stones
        yield from [words.reason.format(receipt.public_reason)] if receipt.public_reason else []
    if len(public) < len(items):
        yield words.silent
    yield words.stays
    if public or any(one.exports for one in items):
        yield ""
        yield words.beyond
        yield words.copies
        yield from _made(items, words)
        yield words.server
    yield ""
    yield words.back


def _item(one: Touched, words: _Wording) -> str:
    """What is said of an item: no more than is known, where the catalogue could not be read."""
    since = words.since.format(_moment(one.since, words)) if one.since else words.was
    parts = (
        f"- {one.id} {words.quotes.format(in_one_line(one.title))}" if one.title else f"- {one.id}",
        words.files.format(len(one.files)) if one.files else "",
        since if one.since or one.shown else words.was_not,
    )
    return "; ".join(filter(None, parts))


def _made(items: Collection[Touched], words: _Wording) -> Iterator[str]:
    editions = sorted({time for one in items for time in one.editions})
    exports = sorted({time for one in items for time in one.exports})
    if editions:
        yield words.editions.format(len(editions), *(_moment(time, words) for time in (editions[0], editions[-1])))
    if exports:
        days = dict.fromkeys(_moment(time, words) for time in exports)
        yield words.exports.format(", ".join([*days][:_NAMED]) + ("…" if len(days) > _NAMED else ""))


def _moment(time: str, words: _Wording) -> str:
    return _day(datetime.fromisoformat(time).date(), words)


def _day(day: date, words: _Wording) -> str:
    return format_date(day, "long", locale=words.language)


def _title(archive: Archive) -> str:
    """What the site is called, or the folder."""
    documents, problems = load(archive.site, "datasette.yaml") if archive.site.exists() else ([], [])
    title = documents[0].get("title") if documents and not problems and isinstance(documents[0], dict) else None
    return in_one_line(title) if isinstance(title, str) and title else archive.root.name
