"""What a file lacks a program for is said once, and made up for when the program is there."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from archive.media.programs import installed
from conftest import COMMAND, PROJECT, Workshop

SOUND = "collection/testimonies/0002-zqxv16.opus"
pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")


def ingest(workshop: Workshop, path: str) -> str:
    """What `archive ingest` says where programs are looked for on this path alone."""
    words = [*COMMAND, "--archive", str(workshop.root), "ingest"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "PATH": path})
    return done.stdout + done.stderr


def roles(workshop: Workshop) -> set[str]:
    with workshop.catalogue() as catalogue:
        return {role for (role,) in catalogue.execute("SELECT role FROM files")}


def examined(workshop: Workshop) -> int:
    """When the last file was looked into: rows are replaced, and get a new number."""
    with workshop.catalogue() as catalogue:
        return int(catalogue.execute("SELECT max(rowid) FROM examined").fetchone()[0])


def test_a_file_is_looked_into_again_once_the_program_is_there(workshop, tmp_path):
    for name in ("one.opus", "two.opus"):
        workshop.write(f"collection/{name}", (PROJECT / SOUND).read_bytes() + (b"" if name == "one.opus" else b"\0"))
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\nfiles: [one.opus]\n")
    said = ingest(workshop, str(tmp_path))
    assert "collection: warning: 2 files without a copy that every browser plays: ffmpeg is not installed" in said
    assert said.count("2 files without") == 1
    assert roles(workshop) == {"original"}
    before = examined(workshop)
    assert "2 files without" in ingest(workshop, str(tmp_path))
    assert examined(workshop) == before
    workshop.photo("collection/other.jpg")
    done = workshop.run("ingest")
    assert "2 files looked into again, 1 new files" in done.stdout
    assert "without a copy" not in done.stderr
    assert "playable" in roles(workshop)
    before = examined(workshop)
    workshop.run("ingest")
    assert examined(workshop) == before


def test_programs_and_distributions_are_found_by_their_names():
    assert installed("ffmpeg")
    assert installed("pillow")
    assert not installed("no-program-of-this-name")
