"""From text to records: one reader for each form in which people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from archive.records.model import Problem, Record
from archive.sources.glimpses import Glimpse
from archive.sources.json import reading as json
from archive.sources.sheets import sheet
from archive.sources.sheets.dialect import Dialect, dialect_of
from archive.sources.sheets.mappings import Columns, for_sheet, read_mappings
from archive.sources.sheets.table import Table, read_rows, write_rows
from archive.sources.xml import dublincore
from archive.sources.yaml import reading as yaml
from archive.sources.yaml import torn

__all__ = [
    "READERS",
    "Columns",
    "Dialect",
    "Form",
    "Glimpse",
    "Table",
    "dialect_of",
    "for_sheet",
    "glimpse",
    "holds_records",
    "is_sheet",
    "is_source",
    "read",
    "read_mappings",
    "read_rows",
    "write_rows",
]


class Form(NamedTuple):
    """A form in which people write records: how it is read, what is made out of it where it is refused, and, where
    others keep other things in it, whether a file holds records at all.
    """

    read: Callable[[Path, str, Columns | None], Iterator[Record | Problem]]
    glimpse: Callable[[Path, str, Columns | None], Glimpse]
    holds_records: Callable[[Path], bool] | None = None


_YAML = Form(yaml.read, torn.glimpse)
_SHEET = Form(sheet.read, sheet.glimpse)
_JSON = Form(json.read, json.glimpse, json.holds_records)

# A new form is one new module and one line here.
READERS: dict[str, Form] = {
    ".yaml": _YAML,
    ".yml": _YAML,
    ".csv": _SHEET,
    ".tsv": _SHEET,
    ".xlsx": _SHEET,
    ".ods": _SHEET,
    ".json": _JSON,
    ".jsonl": _JSON,
    ".xml": Form(dublincore.read, dublincore.glimpse, dublincore.holds_records),
}


def is_source(path: Path) -> bool:
    """Whether a file's name says that it holds records."""
    return path.suffix.lower() in READERS


def holds_records(path: Path) -> bool:
    """Whether a file holds records, right or wrong: by its name, and where that says too little by a look into it.

    Raises OSError where it cannot be read.
    """
    form = READERS.get(path.suffix.lower())
    return form is not None and (form.holds_records is None or form.holds_records(path))


def is_sheet(name: str) -> bool:
    """Whether a source is a sheet, whose columns a mapping may name."""
    return READERS.get(Path(name).suffix.lower()) is _SHEET


def read(path: Path, name: str, columns: Columns | None = None) -> Iterator[Record | Problem]:
    """The records of a source and the Problems in it; only Problems where it cannot be read as a whole.

    `name` is what problems and origins call it: its path from the archive's root; `columns` says what the columns of
    other people's sheets are. Raises OSError where the file cannot be read, KeyError where it is no source.
    """
    return READERS[path.suffix.lower()].read(path, name, columns)


def glimpse(path: Path, name: str, columns: Columns | None = None) -> Glimpse:
    """What can be made out of a source that `read` refuses. Raises OSError where the file cannot be read."""
    return READERS[path.suffix.lower()].glimpse(path, name, columns)
