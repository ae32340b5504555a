"""The documentation says what is there: commands, rooms, tables, signatures, examples, messages."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import click
import pytest

from archive import search, sources
from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_withdrawn
from archive.catalogue.schema import ALL
from archive.cli import main
from archive.ingest.report import Report
from archive.records.model import Problem, Record
from archive.records.permissions import LEVELS, ROLES, SCOPES
from archive.records.policy import read_people, read_policy
from archive.records.terms import TERMS
from archive.sources.sheets.mappings import read_mappings
from archive.sources.yaml.reading import load
from archive.store.schema import EDITION

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "src" / "archive"
README = (PROJECT / "README.md").read_text(encoding="utf-8")
DESIGN = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
RECORDS = (PROJECT / "docs" / "records.md").read_text(encoding="utf-8")
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted((PROJECT / "docs").glob("*.md"))

TOOL = runpy.run_path(str(PROJECT / "tools" / "write_commands.py"))
COMMANDS = dict(TOOL["commands"]())
MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if path.name not in {"__init__.py", "__main__.py"}]
FENCE = re.compile(r"^```(\w*)( wrong)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONGEST = 400  # lines of a module


def fences(text: str, *words: str) -> list[str]:
    """The blocks of a page that are marked with one of the words."""
    return [block for word, wrong, block in FENCE.findall(text) if word in words and not wrong]


def test_the_reference_of_the_commands_is_what_make_docs_would_write():
    assert (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8") == TOOL["reference"]()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example_and_every_option_is_explained(name):
    command = COMMANDS[name].command
    help_text = inspect.cleandoc(command.help or "")
    assert re.match(r"\S.*[.]", help_text), "a sentence that says what it does"
    example = help_text.partition("\b\n")[2]
    assert re.search(rf"^ *{name}\b", example, re.MULTILINE), "an example behind \\b"
    assert not [option.name for option in command.params if isinstance(option, click.Option) and not option.help]


def shown_commands() -> Iterator[tuple[str, str]]:
    """Every line of code in a page or a help text that calls `archive`, with where it stands."""
    shown = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown += [
            (page.name, block) for block in fences(text, "", "sh") + re.findall(r"^ {4}archive .*", text, re.MULTILINE)
        ]
    shown += [(name, context.command.help.partition("\b\n")[2]) for name, context in COMMANDS.items()]
    for where, text in shown:
        for line in text.splitlines():
            for part in re.split(r"&&|\|", line.strip().removeprefix("$ ")):
                if part.strip().startswith("archive "):
                    yield where, part.strip()


def test_every_command_shown_exists_with_its_options():
    lines = list(shown_commands())
    assert len(lines) > len(COMMANDS)
    for where, line in lines:
        words = shlex.split(line, comments=True)[1:]
        if not words:
            continue
        context, command = click.Context(main, info_name="archive"), main
        known = {name for option in main.params for name in option.opts}
        name = next((word for word in words if word in main.commands), None)
        if name:
            command = main.get_command(context, name)
            known |= {spelling for option in command.params for spelling in option.opts}
        assert name or words[0].startswith("-"), f"{where}: {line}"
        asked = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert asked <= known | {"--help", "-h", "--version"}, f"{where}: {line}"


def room_texts() -> dict[str, str]:
    """What the page of the design says of each room."""
    rooms = DESIGN.partition("\n## The rooms\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", rooms, re.MULTILINE | re.DOTALL))


def test_every_module_is_named_in_its_room_and_no_other():
    there = {tuple(path.relative_to(SOURCE).as_posix().split("/", 1)) for path in MODULES}
    row = re.compile(r"^\| `([\w/]+\.py)`", re.MULTILINE)
    named = {(room, name) for room, text in room_texts().items() for name in row.findall(text)}
    assert named == there


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_is_too_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def faces() -> Iterator[tuple[str, ast.stmt]]:
    """Every signature in the page of the design, with the module it is said to be of."""
    for block in fences(DESIGN, "python"):
        for module, stubs in re.findall(r"^# ([\w.]+)\n((?:[^#].*\n)+)", block, re.MULTILINE):
            for stub in ast.parse(stubs).body:
                yield module, stub


@pytest.mark.parametrize(("module", "stub"), [pytest.param(*face, id=f"{face[0]}.{face[1].name}") for face in faces()])
def test_the_signatures_in_the_design_are_those_of_the_code(module, stub):
    there = import_module(module)
    tree = ast.parse(inspect.getsource(inspect.getmodule(getattr(there, stub.name))))
    [real] = [node for node in tree.body if getattr(node, "name", None) == stub.name]
    if isinstance(stub, ast.FunctionDef):
        assert ast.unparse(stub.args) == ast.unparse(real.args)
        assert ast.unparse(stub.returns) == ast.unparse(real.returns)
    else:
        fields = [node for node in real.body if isinstance(node, ast.AnnAssign) and not node.target.id.startswith("_")]
        said = [(node.target.id, ast.unparse(node.annotation)) for node in stub.body]
        assert said == [(node.target.id, ast.unparse(node.annotation)) for node in fields]


def test_the_tables_in_the_design_are_those_of_the_databases():
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", DESIGN.partition("\n## The tables\n")[2], re.MULTILINE)
    there: dict[str, list[str]] = {}
    for schema, index in ((ALL, False), (EDITION, True)):
        connection = sqlite3.connect(":memory:")
        connection.executescript(schema)
        if index:
            search.build(connection)
        for (table,) in connection.execute("SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual')"):
            if not table.startswith("sqlite_"):
                there[table] = [row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")]
        connection.close()
    assert {name: columns.split(", ") for name, columns in rows} == there


@pytest.mark.parametrize("block", fences(README + RECORDS, "yaml"))
def test_every_yaml_example_is_read_without_a_problem(block, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(block, encoding="utf-8")
    first = block.partition("\n")[0]
    if first == "# metadata/people.yaml":
        [data], problems = load(path, "people.yaml")
        found, more = read_people(data, "people.yaml")
    elif first == "# metadata/policy.yaml":
        [data], problems = load(path, "policy.yaml")
        found, more = read_policy(data, "policy.yaml", {})
    elif first == "# metadata/mappings/museum.yaml":
        path.rename(tmp_path / "museum.yaml")
        found, problems = read_mappings(tmp_path, tmp_path)
        more = []
    else:
        found, problems, more = records_of(path), [], []
    assert found
    assert [*problems, *more] == []


@pytest.mark.parametrize("block", fences(README + RECORDS, "csv"))
def test_every_sheet_example_is_read_without_a_problem(block, tmp_path):
    archive = Archive(tmp_path)
    archive.metadata.mkdir()
    path = archive.withdrawn if block.startswith("id,date,reason,") else archive.metadata / "example.csv"
    path.write_text(block, encoding="utf-8")
    rows = len(block.splitlines()) - 1
    if path == archive.withdrawn:
        withdrawn, problems = read_withdrawn(archive)
        assert (len(withdrawn), problems) == (rows, [])
    else:
        assert len(records_of(path)) == rows


def records_of(path: Path) -> list[Record]:
    found = list(sources.read(path, f"metadata/{path.name}"))
    assert [str(problem) for problem in found if isinstance(problem, Problem)] == []
    return [record for record in found if isinstance(record, Record)]


def wrong_examples() -> list[tuple[str, str, str]]:
    """Each example that is wrong: its suffix, its text, and what the page says is said of it."""
    blocks = pairwise(FENCE.findall(RECORDS))
    return [(word, block, said) for (word, wrong, block), (_, _, said) in blocks if wrong]


@pytest.mark.parametrize(("suffix", "block", "said"), wrong_examples())
def test_what_is_said_of_a_wrong_example_is_what_the_page_says(suffix, block, said, tmp_path):
    path = tmp_path / f"example.{suffix}"
    path.write_text(block, encoding="utf-8")
    name = f"metadata/{'records/' if suffix == 'yaml' else ''}{path.name}"
    problems = [problem for problem in sources.read(path, name) if isinstance(problem, Problem)]
    assert [str(problem) for problem in Report(problems=problems).sorted_problems()] == said.splitlines()


@pytest.mark.parametrize("words", [LEVELS, SCOPES, ROLES, tuple(TERMS)], ids=["levels", "scopes", "roles", "terms"])
def test_every_word_that_a_record_may_use_is_named(words):
    assert [word for word in words if f"`{word}`" not in RECORDS] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_that_is_there_and_to_a_heading_in_it(page):
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as they are made on GitHub."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_file_of_the_project_holds_a_path_of_somebodys_machine():
    if not (PROJECT / ".git").exists():
        pytest.skip("not a working tree of git: which files belong to the project is not known")
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=PROJECT, capture_output=True, check=True).stdout.decode().split("\0")
    machine = re.compile(rb"(?<![\w.~*/-])/(?:root|home|work|tmp)(?![\w-])")
    found = []
    for name in filter(None, names):
        path = PROJECT / name
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content:
            found += [f"{name}: {line.decode()}" for line in content.splitlines() if machine.search(line)]
    assert found == []
