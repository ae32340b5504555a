"""Redacting by a worker, within limits: what was made is put in its place, all of it or none, and known again there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath

from archive.media.examine import EXAMINERS, MEBIBYTE, place, scratch_below
from archive.media.limits import ending, unlimited
from archive.media.matter import SECONDS, Unreadable
from archive.media.model import Derivative, Recipe
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.redact import redact

# What was made, by which recipes; it stands beside the files.
_TOLD = "made.json"


@dataclass(frozen=True, slots=True)
class Redacted:
    """The files that may be published in place of an original; where there are none, nothing of it may, and `problems`
    say why, unless it is of a sort that nothing is made of.

    Where it `lacks` a program, that is worth trying again once it is there.
    """

    derivatives: tuple[Derivative, ...] = ()
    problems: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def folder(sha256: str, instructions: Instructions) -> PurePath:
    """Where, below the folder of all of them, the files stand that are made of an original by these instructions."""
    return PurePath(sha256[:2], sha256, instructions.digest)


def known(sha256: str, instructions: Instructions, recipes: Sequence[Recipe], out: Path) -> Redacted | None:
    """What has been made before, where all of it is still there; None where it has to be made."""
    try:
        told = json.loads((out / folder(sha256, instructions) / _TOLD).read_text("utf-8"))
        derivatives = tuple(Derivative(**each) for each in told["derivatives"])
        there = all((out / each.path).stat().st_size == each.bytes for each in derivatives)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return Redacted(derivatives, tuple(told["problems"])) if there and told["recipes"] == _plain(recipes) else None


def make(  # noqa: PLR0917 -- what a worker calls is given by place
    path: Path,
    sha256: str,
    media_type: str,
    instructions: Instructions,
    recipes: Sequence[Recipe],
    out: Path,
    within: Callable[[float], AbstractContextManager[None]] = unlimited,
) -> Redacted:
    """Redact the original with this digest, which is at `path`, into its `folder` below `out`; `within` a number of
    seconds, as others' code looks into it.

    The folder has nothing else in it afterwards, and is not there where the original is withheld whole. Raises OSError
    where the original cannot be read or a file cannot be written.
    """
    target = out / folder(sha256, instructions)
    shutil.rmtree(target, ignore_errors=True)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            return _whole("is not the file any more that this was said of")
    with scratch_below(out) as scratch:
        try:
            with within(_seconds(media_type, path.stat().st_size)):
                found = redact(path, media_type, instructions, recipes, scratch())
        except Unreadable as problem:
            return _whole(str(problem))
        if not found.made:
            return Redacted((), found.problems, found.lacks)
        made = tuple(place(made, PurePath(target.name), scratch()) for made in found.made)
        named = tuple(
            replace(each, path=(target.relative_to(out) / PurePath(each.path).name).as_posix()) for each in made
        )
        told = {"recipes": _plain(recipes), "derivatives": [asdict(each) for each in named], "problems": found.problems}
        (scratch() / target.name / _TOLD).write_text(json.dumps(told), "utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        (scratch() / target.name).rename(target)
    return Redacted(named, found.problems, found.lacks)


def given_up(code: int | None) -> Redacted:
    """What can be said of an original that ended the worker that was to redact it, with this exit code."""
    return _whole(ending(code, None).partition(";")[0])


def _whole(why: str) -> Redacted:
    return Redacted(problems=(f"is withheld whole, as it {why}",))


def _plain(recipes: Sequence[Recipe]) -> list[dict[str, object]]:
    return [asdict(recipe) for recipe in recipes]


def _seconds(media_type: str, size: int) -> float:
    """How long it may take: as examining, and as long again for the copy that everything is made of."""
    seconds = EXAMINERS[media_type].seconds if media_type in EXAMINERS else SECONDS
    return 2 * (seconds + size // MEBIBYTE)
