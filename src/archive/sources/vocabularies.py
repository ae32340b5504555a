"""The vocabularies of an archive: YAML files in metadata/vocabularies/."""

from __future__ import annotations

from pathlib import Path

from archive.records.model import Problem
from archive.records.vocabulary import Vocabulary, read_vocabulary
from archive.sources.yaml.reading import load

_SUFFIXES = frozenset({".yaml", ".yml"})
_NOTES = frozenset({".md", ".txt"})


def vocabulary_files(folder: Path) -> list[Path]:
    """The files of the folder that may be vocabularies, by name; none where there is no folder that can be read."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError:  # that a folder in metadata/ cannot be read is said of it where all are walked through
        return []


def read_vocabularies(folder: Path, root: Path) -> tuple[list[Vocabulary], list[Problem]]:
    """The vocabularies of a folder and all Problems, of which each file calls itself by its path from the root.

    One with an error is left out: then what it names is shown as it was written, which brings nothing out that is not
    public, and so nothing is hidden for it.
    """
    vocabularies, problems = [], []
    for path in vocabulary_files(folder):
        name = path.relative_to(root).as_posix()
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            vocabulary, found = _read(path, name)
            problems += found
            if vocabulary is not None:
                vocabularies.append(vocabulary)
        elif path.suffix.lower() not in _NOTES:
            expected = "a vocabulary as NAME.yaml"
            problems.append(Problem(name, found="not read", expected=expected, severity="warning"))
    return vocabularies, problems


def _read(path: Path, name: str) -> tuple[Vocabulary | None, list[Problem]]:
    try:
        documents, problems = load(path, name)
    except OSError as error:
        return None, [Problem(name, found=f"cannot be read ({error.strerror})")]
    if not problems and len(documents) != 1:
        problems = [Problem(name, found=f"{len(documents)} documents", expected="one")]
    if problems:
        return None, problems
    vocabulary, problems = read_vocabulary(documents[0], name)
    return (None if problems else vocabulary), problems
