"""A record taken out of its source leaves every other byte where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.records.model import Problem, Record
from archive.sources import read
from archive.sources.removing import remove
from conftest import PROJECT

SAMPLES = sorted((PROJECT / "metadata").glob("records/*.yaml")) + sorted((PROJECT / "metadata").glob("sheets/*.csv"))
ONE, TWO, THREE = "id: a-1\ntitle: A", "id: b-1\ntitle: B", "id: c-1\ntitle: C"


def ids(path: Path) -> list[str]:
    return [one.id for one in read(path, path.name) if isinstance(one, Record)]


def without(path: Path, item: str, tmp_path: Path) -> bytes | list[Problem] | None:
    def copy(content: bytes) -> Path:
        made = tmp_path / path.name
        made.write_bytes(content)
        return made

    return remove(path, path.name, None, item, copy)


def is_cut_out(before: bytes, after: bytes) -> bool:
    """Whether one is the other but for one piece."""
    shared = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(after))
    rest = len(after) - shared
    return rest == 0 or before.endswith(after[shared:])


def check(path: Path, tmp_path: Path, most: int = 12) -> int:
    known = ids(path)
    step = max(1, len(known) // most)
    chosen = [item for item in known[::step] if known.count(item) == 1]
    for item in chosen:
        after = without(path, item, tmp_path)
        if len(known) == 1:
            assert after is None
            continue
        assert isinstance(after, bytes), after
        assert is_cut_out(path.read_bytes(), after)
        (tmp_path / path.name).write_bytes(after)
        assert ids(tmp_path / path.name) == [one for one in known if one != item]
    return len(chosen)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_record_of_the_sample_can_be_taken_out(path, tmp_path):
    assert check(path, tmp_path)


def test_rows_of_sheets_that_others_made_can_be_taken_out(shared_data, tmp_path):
    sheets = sorted((shared_data / "collectionbuilder").rglob("*.csv"))[:6]
    assert sum(check(path, tmp_path, 3) for path in sheets if path.stat().st_size < 300_000) > 3


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "layout",
    [
        f"{ONE}\n---\n{TWO}\n---\n{THREE}\n",
        f"---\n{ONE}\n---\n{TWO}\n---\n{THREE}",
        f"# about all\n\n# about a\n{ONE}\n\n# of b\n---\n\n{TWO}\n# behind\n---\n---\n{THREE}\n...\n",
        "- id: a-1\n  title: A\n\n# of b\n-   id: b-1\n    title: |\n      B\n\n- {id: c-1, title: C} # end\n",
        "-\n  id: a-1\n-\n  id: b-1\n- id: c-1\n---\nid: d-1\n---\n- id: e-1\n",
    ],
)
def test_layouts_of_yaml(tmp_path, layout, mark, end):
    path = tmp_path / "in" / "x.yaml"
    path.parent.mkdir()
    path.write_bytes((mark + layout.replace("\n", end)).encode())
    assert check(path, tmp_path) >= 3


def test_the_comment_right_above_a_record_goes_with_it(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(f"# about all\n\n# about a\n{ONE}\n---\n{TWO}\n")
    (tmp_path / "out").mkdir()
    assert without(path, "a-1", tmp_path / "out") == f"# about all\n\n---\n{TWO}\n".encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"{ONE}\n---\n{ONE}\n", "2 records with the id “a-1”"),
        (f"{TWO}\n", "0 records with the id “a-1”"),
        (f"{ONE}\n---\n[\n", "is not closed"),
        ("[{id: a-1}, {id: b-1}]", "stands in brackets with others"),
    ],
)
def test_what_cannot_be_taken_out_is_said(tmp_path, content, expected):
    path = tmp_path / "x.yaml"
    path.write_text(content)
    (problem, *_) = without(path, "a-1", tmp_path)
    assert expected in str(problem)
