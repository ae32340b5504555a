"""While somebody is asked, others work; and what was agreed to is what comes out."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from archive.catalogue.layout import Archive
from archive.cli import opening, publishing
from conftest import COMMAND, Workshop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")


def item(workshop: Workshop, name: str, more: str = "") -> None:
    workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\nkind: other\ntitle: Title of {name}\n{more}")


class Asked:
    """`archive publish` on a terminal, up to its question."""

    def __init__(self, workshop: Workshop) -> None:
        self._ours, theirs = pty.openpty()
        words = [*COMMAND, "--archive", str(workshop.root), "publish"]
        self._process = subprocess.Popen(words, stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        os.close(theirs)

    def question(self) -> str:
        """What was said on the way to the next question."""
        said = b""
        while not said.endswith(b"[y/N]: "):
            letter = self._process.stderr.read(1)
            assert letter, said.decode()
            said += letter
        return said.decode()

    def answer(self, letter: str) -> None:
        os.write(self._ours, f"{letter}\n".encode())

    def end(self) -> tuple[int, str]:
        said = self._process.communicate(timeout=120)[1].decode()
        os.close(self._ours)
        return self._process.returncode, said


def test_what_is_hidden_while_somebody_is_asked_does_not_come_out_and_nobody_waits_for_the_answer(workshop):
    item(workshop, "old")
    item(workshop, "gone")
    workshop.run("publish", "--yes")
    item(workshop, "new-1")
    item(workshop, "new-2")
    asked = Asked(workshop)
    assert "new-1, new-2" in asked.question()
    assert "Waits" not in workshop.run("withdraw", "gone", "--reason", "family", "--yes").stderr
    item(workshop, "old", "access: hidden\n")
    item(workshop, "new-1", "access: hidden\n")
    asked.answer("y")
    again = asked.question()
    assert "Something has changed meanwhile" in again
    assert "new-1" not in again.rpartition("For the first time")[2]
    asked.answer("y")
    assert asked.end()[0] == 0
    assert workshop.public_ids() == {"new-2"}


def test_what_nobody_has_changed_is_asked_once(workshop):
    item(workshop, "one")
    asked = Asked(workshop)
    asked.question()
    asked.answer("y")
    status, said = asked.end()
    assert status == 0, said
    assert workshop.public_ids() == {"one"}


def test_a_policy_that_is_loosened_while_an_edition_is_made_is_still_told_as_loosened(workshop, monkeypatch):
    item(workshop, "one")
    workshop.write("metadata/policy.yaml", "default: hidden\n")
    compiled = publishing.make_current

    def and_somebody_writes(*how):
        workshop.write("metadata/policy.yaml", "default: public\n")
        return compiled(*how)

    monkeypatch.setattr(publishing, "make_current", and_somebody_writes)
    workshop.run("publish", "--yes")
    monkeypatch.undo()
    assert workshop.public_ids() == set()
    assert "default: public, where it was hidden: opens 1 item: one." in workshop.run("publish", "--preview").stderr


def test_who_waits_is_told_at_once_for_whom(workshop, capsys):
    archive = Archive(workshop.root)
    workshop.run("ingest")
    with opening.alone(archive):
        opening._holder(archive).write_text("`archive publish` (process 17)")
        with pytest.raises(opening.Busy), opening.writing(archive, 0.1):
            pass
    assert "Waits for `archive publish` (process 17)" in capsys.readouterr().err
    assert not opening._holder(archive).exists()
