"""What all tests share."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from PIL import Image

from archive.cli import main

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from archive.cli import main; main()"]
SHARED = PROJECT.parent / "shared" / "data"

# How long an example takes says more of the machine than of the code; the first one waits for dictionaries.
settings.register_profile("archive", deadline=None)
settings.load_profile("archive")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that others made; the tests that need it say so where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"real data not found: {SHARED} is absent")
    return SHARED


@dataclass(frozen=True)
class Workshop:
    """An archive in a folder of its own, used through the command line."""

    root: Path

    def run(self, *words: str, status: int = 0) -> Result:
        """Run `archive WORDS` and hold its exit status against the one that is expected."""
        result = CliRunner().invoke(main, ["--archive", str(self.root), *words])
        shown = f"{result.stdout}\n{result.stderr}"
        assert not result.exception or isinstance(result.exception, SystemExit), shown
        assert result.exit_code == status, shown
        return result

    def write(self, path: str, content: str | bytes) -> Path:
        """A file of the archive."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def photo(self, path: str, *, shade: int = 90, **options: object) -> Path:
        """A small picture."""
        content = io.BytesIO()
        Image.new("RGB", (64, 48), (shade, shade // 2, 30)).save(content, "JPEG", **options)
        return self.write(path, content.getvalue())

    @contextlib.contextmanager
    def catalogue(self) -> Iterator[sqlite3.Connection]:
        """The catalogue, for a look."""
        with contextlib.closing(sqlite3.connect(self.root / ".archive" / "catalogue.db")) as connection:
            yield connection

    @contextlib.contextmanager
    def edition(self) -> Iterator[sqlite3.Connection]:
        """The database of the current edition, for a look."""
        (path,) = (self.root / "public" / "editions").glob("*/collection.db")
        with contextlib.closing(sqlite3.connect(path)) as connection:
            yield connection

    def public_ids(self) -> set[str]:
        """The ids of the items in the current edition."""
        with self.edition() as connection:
            return {item for (item,) in connection.execute("SELECT id FROM items")}

    def public_bytes(self) -> bytes:
        """Every byte below public/, and the names of the files there."""
        files = [path for path in sorted((self.root / "public").rglob("*")) if path.is_file()]
        return b"\n".join(str(path.relative_to(self.root)).encode() + b"\n" + path.read_bytes() for path in files)

    def snapshot(self) -> dict[str, bytes]:
        """Every file of the archive with its bytes."""
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


def rows(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The rows of every table, sorted."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times as long something takes that is eight times as large: about 8 where it is looked at once, 64 where
    each part is held against every other. Whatever the machine, both are as quick or as slow.
    """

    def least(size: int) -> float:
        spent = []
        for _ in range(3):
            begun = time.process_time()
            work(size)
            spent.append(time.process_time() - begun)
        return min(spent)

    return least(8 * size) / least(size)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """An archive begun with `init --open`, with nothing in it."""
    made = Workshop(tmp_path / "archive")
    CliRunner().invoke(main, ["init", str(made.root), "--open"], catch_exceptions=False)
    return made


@pytest.fixture
def sample(tmp_path: Path) -> Workshop:
    """A copy of the project's sample archive, as it was before anything was run."""
    copy_sample(tmp_path / "sample")
    return Workshop(tmp_path / "sample")


def copy_sample(root: Path) -> None:
    """Put there what people wrote and gave for the sample, and nothing that the program made of it."""
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, root / name)
    for made in ("manifest-sha256.txt", "journal.jsonl", "undescribed.csv"):
        (root / "metadata" / made).unlink(missing_ok=True)
    shutil.copy2(PROJECT / "datasette.yaml", root)


@pytest.fixture(scope="session")
def _taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("taken") / "sample"
    copy_sample(root)
    Workshop(root).run("ingest")
    return root


@pytest.fixture
def taken(tmp_path: Path, _taken_in: Path) -> Workshop:
    """A copy of the project's sample archive that has been taken in, for what comes after that."""
    return Workshop(shutil.copytree(_taken_in, tmp_path / "sample"))


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample as it comes, published and served: for all who only look at it."""
    made = Workshop(tmp_path_factory.mktemp("shown") / "sample")
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, made.root / name)
    shutil.copy2(PROJECT / "datasette.yaml", made.root)
    made.run("publish", "--yes")
    with serving(made.root) as address:
        yield address


@contextlib.contextmanager
def serving(root: Path, *before: str, private: bool = False) -> Iterator[str]:
    """The address of the site of an archive, served as long as one looks at it."""
    words = [*COMMAND, "--archive", str(root), *before, "serve", "--port", "0", *(["--private"] if private else [])]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    drain = None
    try:
        for line in process.stdout:
            if line.startswith("http://127.0.0.1:"):
                # What it says from now on must not fill the pipe, at which it would wait.
                drain = threading.Thread(target=process.stdout.read)
                drain.start()
                yield line.split()[0].rstrip("/")
                break
        else:
            pytest.fail("the site did not start")
    finally:
        process.terminate()
        process.wait(timeout=60)
        if drain:
            drain.join()
        process.stdout.close()
