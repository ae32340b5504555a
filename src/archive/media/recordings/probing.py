"""What MediaInfo says of sound and film: its tracks, each as names and values."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.media.matter import Unreadable
from archive.media.recordings import mediainfo

# Beside the time that the process may count, for starting it on a busy machine.
_SECONDS = 6 * mediainfo.SECONDS


class Missing(Exception):  # noqa: N818 -- a finding about this machine
    """MediaInfo's library is not there."""


@dataclass(frozen=True, slots=True)
class Track:
    """A track, or the whole of the file, which is of the kind `General`: names as MediaInfo gives them, and values."""

    kind: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of this name."""
        return next((value for field, value in self.fields if field == name), None)

    def number(self, name: str) -> float | None:
        """The first value of this name as a number, None where it is none that is greater than zero."""
        try:
            value = float(self.get(name) or 0)
        except ValueError:
            return None
        return value if 0 < value < 1e9 else None


def probe(path: Path, parser: str) -> tuple[Track, ...]:
    """The tracks of a file, the whole first. Raises Unreadable where it is not what the parser expects, or made to
    hurt; Missing where there is no MediaInfo here, OSError where the file cannot be opened.
    """
    command = [sys.executable, "-I", mediainfo.__file__, parser]
    with path.open("rb") as file:
        try:
            done = subprocess.run(
                command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(f"takes more than {_SECONDS} seconds to look into") from error
    if done.returncode == mediainfo.MISSING:
        raise Missing
    if done.returncode:
        raise Unreadable("stops the program that looks into it")
    try:
        tracks = tuple(_tracks(done.stdout))
    except (ValueError, TypeError, RecursionError) as error:
        raise Unreadable("holds tags that cannot be read") from error
    if not tracks:
        raise Unreadable("holds no sound or film that can be read")
    return tracks


def _tracks(written: bytes) -> Iterator[Track]:
    found = json.loads(written, object_pairs_hook=tuple)  # pairs: a name that comes twice counts twice
    for fields in dict(dict(found).get("media") or ()).get("track", ()):
        flat = tuple(_flat("", fields))
        kind = next((value for name, value in flat if name == "@type"), "")
        yield Track(kind, tuple((name, value) for name, value in flat if not name.startswith("@")))


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    """The names and texts of nested pairs and lists: what is `extra` stands beside the rest."""
    if isinstance(value, tuple):
        for inner, held in value:
            yield from _flat(inner, held)
    elif isinstance(value, list):
        for held in value:
            yield from _flat(name, held)
    elif value:
        yield name, str(value)
