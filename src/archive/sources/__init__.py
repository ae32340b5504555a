"""From text to records: one reader for each form in which people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.records.model import Problem, Record
from archive.sources.json import reading as json
from archive.sources.sheets import sheet
from archive.sources.sheets.dialect import Dialect, dialect_of
from archive.sources.sheets.mappings import Columns, for_sheet, read_mappings
from archive.sources.sheets.table import Table, read_rows, write_rows
from archive.sources.xml import dublincore
from archive.sources.yaml import reading as yaml

__all__ = [
    "READERS",
    "Columns",
    "Dialect",
    "Reader",
    "Table",
    "dialect_of",
    "for_sheet",
    "is_sheet",
    "is_source",
    "read",
    "read_mappings",
    "read_rows",
    "write_rows",
]

Reader = Callable[[Path, str, Columns | None], Iterator[Record | Problem]]

# A new form is one new module and one line here.
READERS: dict[str, Reader] = {
    ".yaml": yaml.read,
    ".yml": yaml.read,
    ".csv": sheet.read,
    ".tsv": sheet.read,
    ".xlsx": sheet.read,
    ".ods": sheet.read,
    ".json": json.read,
    ".jsonl": json.read,
    ".xml": dublincore.read,
}


def is_source(path: Path) -> bool:
    """Whether a file's name says that it holds records."""
    return path.suffix.lower() in READERS


def is_sheet(name: str) -> bool:
    """Whether a source is a sheet, whose columns a mapping may name."""
    return READERS.get(Path(name).suffix.lower()) is sheet.read


def read(path: Path, name: str, columns: Columns | None = None) -> Iterator[Record | Problem]:
    """The records of a source and the Problems in it; only Problems where it cannot be read as a whole.

    `name` is what problems and origins call it: its path from the archive's root; `columns` says what the columns of
    other people's sheets are. Raises OSError where the file cannot be read, KeyError where it is no source.
    """
    return READERS[path.suffix.lower()](path, name, columns)
