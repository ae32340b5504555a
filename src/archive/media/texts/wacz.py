"""What lies in a WACZ file beside its captures. Specification: WACZ Format 1.1.1 (Webrecorder, 2021)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, BinaryIO, cast

from archive.media.model import Suggestion
from archive.media.texts.dating import iso_date
from archive.media.texts.tidy import tidy_line

# So much is read of what describes the whole and of what lists its pages: one of a thousand pages has a tenth of it.
MOST_OF_DESCRIPTION, MOST_OF_LIST = 1024 * 1024, 16 * 1024 * 1024
# More captures, or more files in all, are no crawl of a small archive.
MOST_ARCHIVES, MOST_FILES = 500, 20_000
# A longer value is no title.
LONGEST = 2_000

_CAPTURES = (".warc", ".warc.gz", ".arc", ".arc.gz")


@dataclass(frozen=True, slots=True)
class Wacz:
    """The pages listed (address, title), the captures (each to be opened), and what is said of the whole.

    `said` is what it tells of those who made it.
    """

    pages: tuple[tuple[str, str], ...]
    archives: tuple[Callable[[], AbstractContextManager[BinaryIO]], ...]
    suggestions: tuple[Suggestion, ...]
    said: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def open_wacz(file: BinaryIO) -> Wacz:
    """What is in a WACZ file. Raises zipfile.BadZipFile, NotImplementedError or ValueError where it is none."""
    packed = zipfile.ZipFile(file)
    names = [info.filename for info in packed.infolist()]
    archives = [name for name in names if name.startswith("archive/") and name.lower().endswith(_CAPTURES)]
    if len(names) > MOST_FILES:
        raise ValueError(f"it holds {len(names):,} files, more than {MOST_FILES:,}")
    if not archives:
        raise ValueError("there are no captures in its folder `archive`")
    problems = list[str]()
    lists = [name for name in names if name.startswith("pages/") and name.endswith(".jsonl")]
    # The pages that somebody chose; `extraPages.jsonl` has those that a crawler came upon.
    chosen = [name for name in lists if name == "pages/pages.jsonl"] or lists
    pages = [page for name in chosen for page in _pages(_start(packed, name, MOST_OF_LIST, problems))]
    whole = (
        _object(_start(packed, "datapackage.json", MOST_OF_DESCRIPTION, problems))
        if "datapackage.json" in names
        else {}
    )
    if len(archives) > MOST_ARCHIVES:
        problems.append(f"has more than {MOST_ARCHIVES} captures: only those were looked into")
    return Wacz(
        tuple(pages),
        tuple(partial(_open, packed, name) for name in archives[:MOST_ARCHIVES]),
        tuple(_suggestions(whole)),
        tuple(_said(packed, names, problems)),
        tuple(problems),
    )


def _open(packed: zipfile.ZipFile, name: str) -> AbstractContextManager[BinaryIO]:
    return cast("AbstractContextManager[BinaryIO]", packed.open(name))


def _start(packed: zipfile.ZipFile, name: str, most: int, problems: list[str]) -> bytes:
    try:
        with packed.open(name) as file:
            return _within(file, name, most, problems)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        problems.append(f"has a {name} that cannot be read: {tidy_line(str(error))[:200]}")
        return b""


def _within(file: IO[bytes], name: str, most: int, problems: list[str]) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        problems.append(f"has a {name} of more than {most:,} bytes: the rest was left out")
    return data[:most]


def _pages(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.splitlines():
        said = _object(line)
        if isinstance(said.get("url"), str):
            title = said.get("title")
            yield said["url"], tidy_line(title)[:LONGEST] if isinstance(title, str) else ""


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _suggestions(whole: dict[str, Any]) -> Iterator[Suggestion]:
    for key, term in (("title", "title"), ("description", "description"), ("mainPageUrl", "source")):
        if isinstance(whole.get(key), str) and (value := tidy_line(whole[key])[:LONGEST]):
            yield Suggestion(term, value, f"WACZ {key}")
    if isinstance(whole.get("mainPageDate"), str) and (day := iso_date(whole["mainPageDate"])):
        yield Suggestion("created", day, "WACZ mainPageDate")


def _said(packed: zipfile.ZipFile, names: list[str], problems: list[str]) -> Iterator[tuple[str, str]]:
    """Who signed it: an address on the web, or the key of a browser."""
    name = "datapackage-digest.json"
    signed = _object(_start(packed, name, MOST_OF_DESCRIPTION, problems)).get("signedData") if name in names else None
    for key in ("domain", "publicKey"):
        if isinstance(signed, dict) and isinstance(signed.get(key), str):
            yield f"WACZ {key}", signed[key]
