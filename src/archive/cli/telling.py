"""What `archive show` tells of the files of an item: what they are, what they say, and what they give away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from archive.catalogue.suggested import in_one_line
from archive.media import Examined
from archive.records.terms import TERMS

_NEVER = "never published"


def told_by(path: str, examined: Examined) -> dict[str, Any]:
    """What is told of a file, as plain data."""
    return {
        "path": path,
        "puid": examined.puid,
        "width": examined.width,
        "height": examined.height,
        "pages": examined.pages,
        "duration": examined.duration,
        "streams": examined.streams,
        "problems": examined.problems,
        "suggestions": [asdict(one) for one in examined.suggestions],
        "traces": [asdict(one) for one in examined.traces],
    }


def told_lines(told: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The same in lines, in sections; nothing where the files tell nothing."""
    for title, of_file in (("the files are", _is), ("the files say", _says), (f"the files hold, {_NEVER}", _holds)):
        lines = [line for file in told for line in of_file(file)]
        if lines:
            yield f"\n  {title}"
            yield from (f"    {line}" for line in lines)


def _is(file: dict[str, Any]) -> Iterator[str]:
    pages, duration = file["pages"], file["duration"]
    parts = [
        f"PRONOM {file['puid']}" if file["puid"] else "",
        f"{file['width']} × {file['height']}" if file["width"] and file["height"] else "",
        f"{pages:,} page{'' if pages == 1 else 's'}" if pages else "",
        _clock(duration) if duration is not None else "",
        *file["streams"],
    ]
    if said := ", ".join(filter(None, parts)):
        yield f"{file['path']}: {said}"
    yield from (f"{file['path']} {problem}" for problem in file["problems"])


def _says(file: dict[str, Any]) -> Iterator[str]:
    for one in file["suggestions"]:
        label = TERMS[one["term"]].label if one["term"] in TERMS else one["term"]
        language = f"[{one['language']}] " if one["language"] else ""
        yield f"{label}: {language}{in_one_line(one['value'])}  ({one['said_by']}, {file['path']})"


def _holds(file: dict[str, Any]) -> Iterator[str]:
    yield from (f"{one['name']}: {in_one_line(one['value'])}  ({file['path']})" for one in file["traces"])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
