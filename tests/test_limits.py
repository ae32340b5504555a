"""Files made to hurt: each is looked into within limits of time and memory, by a worker that may be lost."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from archive.catalogue.workers import Stopped, processes
from archive.ingest import looking
from archive.ingest.examine import PRELOADED, Due, examine_all, examine_with
from archive.ingest.find import Listed
from archive.media import RECIPES
from archive.media.examine import set_aside
from archive.media.limits import MEMORY, limited

MEBIBYTE = 1024 * 1024


def hang() -> None:
    """In C, where no signal is heard, as a decoder would."""
    with limited(0.3):
        re.fullmatch(r"(a+)+", "a" * 60 + "b")


def fill() -> str:
    try:
        with limited(10):
            return str(len(bytearray(2 * MEMORY)))
    except MemoryError:
        return "too much"


def end(code: int) -> None:
    os._exit(code)


def talk() -> int:
    os.write(1, b"said by a decoder\n")
    return os.write(2, b"said by a decoder\n")


def start(written: str) -> None:
    """Start a program that goes on, and hang."""
    program = subprocess.Popen(["sleep", "60"])
    Path(written).write_text(str(program.pid), encoding="ascii")
    hang()


def sleep(written: str) -> None:
    Path(written).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)
    Path(written).with_suffix(".late").touch()


def peak() -> int:
    """The most memory that this process ever held (MiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def gone(pid: int, seconds: float = 50) -> bool:
    """Whether a process ends in this time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return True
        if stat.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def listed(path: Path) -> Listed:
    status = path.stat()
    return Listed(f"collection/{path.name}", path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def bomb(path: Path) -> Path:
    """A document of two megabytes, in which PRONOM's signatures are looked for through 2,000 of them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("[Content_Types].xml", "w") as part:
            for _ in range(2000):
                part.write(bytes(MEBIBYTE))
        file.writestr("word/document.xml", "<document/>")
    return path


def test_what_takes_too_long_is_ended_and_nothing_else_with_it():
    with processes(2, ()) as pool:
        lost, others = pool.submit(hang), [pool.submit(os.getpid) for _ in range(20)]
        assert len([other.result() for other in others]) == 20
        with pytest.raises(Stopped) as stopped:
            lost.result()
        assert stopped.value.code == -signal.SIGALRM
        assert pool.submit(os.getpid).result()


def test_what_takes_too_much_memory_is_an_error_that_a_worker_outlives():
    with processes(1, ()) as pool:
        before = pool.submit(os.getpid).result()
        assert pool.submit(fill).result() == "too much"
        assert pool.submit(os.getpid).result() == before


def test_a_limit_holds_for_what_stands_within_it_and_no_longer():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with limited(60):
        assert resource.getrlimit(resource.RLIMIT_DATA)[0] >= MEMORY
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_programs_that_a_worker_started_end_with_it(tmp_path):
    written = tmp_path / "pid"
    with processes(1, ()) as pool, pytest.raises(Stopped):
        pool.submit(start, str(written)).result()
    assert gone(int(written.read_text()))


def test_workers_end_where_the_run_is_given_up(tmp_path):
    written = tmp_path / "pid"

    def run() -> None:
        with processes(1, ()) as pool:
            pool.submit(sleep, str(written))
            while not written.exists() or not written.read_text():
                time.sleep(0.01)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert gone(int(written.read_text()))
    assert not written.with_suffix(".late").exists()


def test_workers_end_with_a_run_that_is_killed(tmp_path):
    written = tmp_path / "pid"
    script = tmp_path / "run.py"
    script.write_text(
        "import sys, test_limits\n"
        "from archive.catalogue.workers import processes\n"
        "if __name__ == '__main__':\n"
        "    with processes(1, ()) as pool:\n"
        "        pool.submit(test_limits.sleep, sys.argv[1]).result()\n"
    )
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.Popen([sys.executable, str(script), str(written)], env=here)
    while not written.exists() or not written.read_text():
        time.sleep(0.01)
    run.kill()
    run.wait()
    assert gone(int(written.read_text()))


def test_workers_say_nothing_on_the_terminal(capfd):
    with processes(1, ()) as pool:
        assert pool.submit(talk).result()
    assert capfd.readouterr() == ("", "")


def test_what_a_worker_cannot_send_back_is_an_error_and_not_its_end():
    with processes(1, ()) as pool:
        with pytest.raises(RuntimeError, match="pickle"):
            pool.submit(processes, 1, ()).result()
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (-signal.SIGALRM, "takes longer than 10 seconds to look into; it is kept, and not looked into"),
        (-signal.SIGKILL, "was too much for the system, which ended the program that looks into it; it is kept, and"),
        (-signal.SIGSEGV, "stops the program that looks into it; it is kept, and not looked into"),
        (2, "stops the program that looks into it; it is kept, and not looked into"),
    ],
)
def test_a_file_that_ended_its_worker_is_known_by_its_digest_and_marked(tmp_path, code, said):
    path = tmp_path / "a.bin"
    path.write_bytes(b"nothing more")
    found = set_aside(path, code)
    assert (found.bytes, found.media_type, found.unreadable) == (12, "application/octet-stream", True)
    assert found.sha256 == looking.digest(path)
    assert found.problems[0].startswith(said)


def test_no_number_of_seconds_is_named_where_it_may_have_been_another(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8\xff nothing more")
    assert set_aside(path, -signal.SIGALRM).problems == (
        "takes too long to look into; it is kept, and not looked into",
    )


def test_what_has_a_name_of_sound_and_was_not_looked_into_counts_as_film(tmp_path):
    """Faces need a consent of their own."""
    path = tmp_path / "a.ogg"
    path.write_bytes(b"OggS")
    assert set_aside(path, -signal.SIGALRM).media_type == "video/ogg"


@pytest.mark.parametrize("folder", ["hostile", "heif"])
def test_every_hostile_picture_ends_in_a_description_or_a_refusal_by_name(shared_data, tmp_path, folder):
    files = [listed(path) for path in sorted((shared_data / "photos" / folder).iterdir())]
    with processes(1, PRELOADED) as pool:
        for file in files:
            (outcome,) = examine_with(pool, [Due(file)], RECIPES, tmp_path, window=1)
            found = outcome.examined
            assert found.sha256 == looking.digest(file.actual)
            assert not found.unreadable or found.problems
            assert not found.media_type.startswith("image/") or found.width or found.problems
        assert pool.submit(peak).result() < 512


@pytest.mark.deep
def test_a_bomb_is_kept_marked_and_not_tried_again_and_stops_nothing_else(workshop, tmp_path):
    bomb(workshop.write("collection/bomb.docx", b""))
    workshop.photo("collection/photo.jpg")
    done = workshop.run("ingest", status=1)
    assert "2 new files" in done.stdout
    assert "collection/bomb.docx: takes too long to look into; it is kept" in done.stderr
    again = workshop.run("ingest")
    assert "bomb.docx: warning: takes too long" in again.stderr
    assert again.stdout == "Nothing is new or changed.\n"
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT count(*) FROM examined WHERE unreadable").fetchone() == (1,)
    assert len(workshop.root.joinpath("metadata/manifest-sha256.txt").read_text().splitlines()) == 2


@pytest.mark.deep
def test_what_a_lost_worker_left_half_done_is_swept_away(workshop):
    workshop.photo("collection/photo.jpg")
    left = workshop.write(".archive/derivatives/.scratch-abc/half.mp4", b"half")
    workshop.run("ingest")
    assert not left.parent.exists()


def test_no_worker_is_started_where_there_is_nothing_to_look_into(tmp_path):
    assert list(examine_all([], RECIPES, tmp_path)) == []
