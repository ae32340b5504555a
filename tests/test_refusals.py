"""Bad input: each thing gets its line, the rest goes in, and the exit status is 1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.ingest.examine import Due, examine_all
from archive.ingest.find import Listed
from conftest import Workshop

GOOD = "id: good\ntitle: A good record\nfiles: [good.txt]\n"


@pytest.fixture
def with_good(workshop: Workshop) -> Workshop:
    workshop.write("collection/good.txt", "A good text.")
    workshop.write("metadata/records/good.yaml", GOOD)
    return workshop


def ids(workshop: Workshop) -> set[str]:
    with workshop.catalogue() as catalogue:
        return {
            item for (item,) in catalogue.execute("SELECT item FROM records WHERE source NOT LIKE '%undescribed.csv'")
        }


def test_everything_bad_at_once_is_named_and_the_rest_goes_in(with_good):
    shop = with_good
    shop.write("collection/changed.txt", "as it was received")
    shop.run("ingest")
    shop.write("collection/changed.txt", "as it was receiveD")
    shop.write("collection/garbage.jpg", bytes(range(256)) * 8)
    shop.write("collection/empty.txt", b"")
    (shop.root / "collection/folder.jpg").mkdir()
    shop.write("metadata/records/folder.yaml", "id: folder\ntitle: Folder\nfiles: [folder.jpg]\n")
    os.mkfifo(shop.root / "collection/pipe.txt")
    (shop.root / "collection/link.txt").symlink_to(shop.root / "collection/good.txt")
    (shop.root / "metadata/records/really.yaml").mkdir()
    shop.write("metadata/records/not-yaml.yaml", 'title: "torn\nid: x\n')
    shop.write("metadata/records/nothing.yaml", "")
    shop.write("metadata/records/twice.yaml", "id: twice\ntitle: One\ntitle: Two\n")
    shop.write("metadata/records/torn.csv", 'id,title\ntorn-1,"A title\ntorn-2,Another\n')
    shop.write("metadata/records/same-1.yaml", "id: same\ntitle: One\n")
    shop.write("metadata/records/same-2.yaml", "id: same\ntitle: Two\n")
    shop.write("metadata/records/last.yaml", "id: last\ntitle: The last of them\n")

    said = shop.run("ingest", status=1).stderr
    for place in (
        "collection/changed.txt: differs from the manifest",
        "collection/garbage.jpg: ",
        "collection/empty.txt: empty",
        "metadata/records/folder.yaml:1: files: “folder.jpg” is a folder",
        "collection/pipe.txt: no regular file",
        "collection/link.txt: a link",
        "metadata/records/really.yaml: a folder",
        "metadata/records/not-yaml.yaml:",
        "metadata/records/nothing.yaml: ",
        "metadata/records/twice.yaml:3: ",
        "metadata/records/torn.csv:2: ",
        "metadata/records/same-1.yaml:1: id: “same” is also in metadata/records/same-2.yaml:1",
        "metadata/records/same-2.yaml:1: id: “same” is also in metadata/records/same-1.yaml:1",
    ):
        assert place in said, f"{place!r} is not in\n{said}"
    assert "Traceback" not in said
    assert ids(shop) == {"good", "last", "folder", "same"}
    # Said again as long as it stands; only the original in which nothing can be made out is now kept as it is.
    said = said.replace("garbage.jpg: ", "garbage.jpg: warning: ").replace("warning: warning: ", "warning: ")
    assert shop.run("ingest", status=1).stderr == said
    assert shop.run("check", status=1).stderr == said


def test_a_file_that_cannot_be_read_is_named(with_good, tmp_path):
    # Even the superuser, as whom tests may run, cannot read this one: its first page is mapped nowhere.
    unreadable = Path("/proc/self/mem")
    (outcome,) = examine_all([Due(Listed("collection/a.jpg", unreadable, 0, 0, 0))], (), tmp_path)
    assert outcome.failure == "cannot be read (Input/output error)"
    said = with_good.run("ingest", str(unreadable), status=1).stderr
    assert said == "/proc/self/mem: cannot be copied (Input/output error)\n".replace("self", str(os.getpid()))
    assert ids(with_good) == {"good"}


@pytest.mark.parametrize("lost", ["metadata/records/one.yaml", "metadata/records"])
def test_what_cannot_be_read_for_a_while_keeps_the_old_edition(with_good, monkeypatch, lost):
    shop = with_good
    shop.write("metadata/records/one.yaml", "id: one\ntitle: One\n")
    shop.run("publish", "--yes")
    before = shop.public_bytes()

    # The superuser, as whom tests may run, can read everything: the system's refusal has to be played.
    def refuse(real):
        def called(path, *more, **named):
            if str(path) == str(shop.root / lost):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *more, **named)

        return called

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse(os.scandir))
        patched.setattr(Path, "open", refuse(Path.open))
        said = shop.run("publish", "--yes", status=1).stderr
    assert f"{lost}: cannot be read (Permission denied)" in said
    assert "not published" in said
    assert shop.public_bytes() == before
    shop.run("publish", "--yes")
    assert shop.public_ids() == {"good", "one"}


def test_of_two_records_with_one_id_neither_is_published_until_one_gives_way(with_good):
    shop = with_good
    shop.write("metadata/records/a.yaml", "id: same\ntitle: One\naccess: {level: public}\n")
    shop.run("publish", "--yes")
    assert shop.public_ids() == {"good", "same"}
    late = shop.write("metadata/records/b.yaml", "id: same\ntitle: Two\naccess: {level: hidden}\n")
    shop.run("publish", "--yes", status=1)
    assert shop.public_ids() == {"good"}
    late.write_text("id: its-own\ntitle: Two\naccess: {level: hidden}\n")
    shop.run("publish", "--yes")
    assert shop.public_ids() == {"good", "same"}
    with shop.catalogue() as catalogue:
        assert catalogue.execute("SELECT DISTINCT state FROM sources").fetchall() == [("ok",)]


@pytest.mark.parametrize("first", ["a", "c"])
def test_a_clash_ends_the_same_way_whichever_came_first(with_good, first):
    shop = with_good
    shop.write(f"metadata/records/{first}.yaml", f"id: same\ntitle: {first}\n")
    shop.run("ingest")
    shop.write("metadata/records/b.yaml", "id: same\ntitle: b\n")
    shop.run("ingest", status=1)
    with shop.catalogue() as catalogue:
        (kept,) = catalogue.execute("SELECT source FROM records WHERE item = 'same' AND clash IS NOT NULL").fetchone()
    assert kept == f"metadata/records/{min(first, 'b')}.yaml"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("title: T\naccess: {level: publik}", "level “publik”; expected public"),
        ("title: T\nacess: {level: hidden}", "acess: no such key; expected access"),
        ("title: T\naccess: {levle: hidden}", "no such key: “levle”; expected level"),
        ("title: T\naccess: {level: public, until: soon}", "until “soon”; expected YYYY"),
        ("title: T\naccess: {level: }", "level: nothing"),
        (
            "title: T\nconsents: [{person: p-1, given: 2024-05-01, scope: [publish, wrods]}]",
            "scope “wrods”; expected words",
        ),
        ("title: T\nconsents: yes", "consents: “yes”; expected a map"),
        ("title: T\nwithhold: all", "withhold: “all”; expected a map"),
        ("title: T\nwithhold: [{page: 3}]", "no such key: “page”"),
        ("title: T\npeople: [{person: p-1, role: narator}]", "role “narator”; expected narrator"),
        ("title: {xx-invalid: T}", "“xx-invalid” is no language tag"),
        ("title: T\nkind: foto", "“foto”; expected photo"),
        ("title: T\nfiles: [../../etc/passwd]", "expected a path relative to collection/"),
        ("title: T\nspatial: {value: B, latitude: 143.19, longitude: 44.54}", "degrees from -90 to 90"),
    ],
)
def test_what_is_not_understood_hides_the_item_and_is_named(with_good, record, said):
    shop = with_good
    shop.write("metadata/people.yaml", "p-1: {name: {en: Specimen}, withhold: false, adult: true}\n")
    shop.write("metadata/records/odd.yaml", f"id: odd\n{record}\n")
    heard = shop.run("publish", "--yes", status=1).stderr
    assert said in heard
    assert "metadata/records/odd.yaml:" in heard
    assert shop.public_ids() == {"good"}


def test_a_policy_that_cannot_be_read_keeps_the_old_edition(with_good):
    shop = with_good
    shop.run("publish", "--yes")
    before = shop.public_bytes()
    shop.write("metadata/policy.yaml", "default: hidden\nkinds: {photo: everybody}\n")
    shop.write("metadata/records/new.yaml", "id: new\ntitle: New\n")
    said = shop.run("publish", "--yes", status=1).stderr
    assert "metadata/policy.yaml:2: kinds: photo: “everybody”" in said
    assert "not published" in said
    assert shop.public_bytes() == before
    shop.run("publish", "--yes", "--without-refused", status=1)
    assert shop.public_bytes() == before


@pytest.mark.parametrize(
    "words", [("list",), ("show", "x"), ("export", "json"), ("serve",), ("withdraw", "x", "--reason", "error")]
)
def test_a_command_that_has_nothing_to_go_by_says_so(workshop, words):
    said = workshop.run(*words, status=1).stderr
    assert said
    assert "Traceback" not in said


def test_outside_an_archive_every_command_says_so(tmp_path):
    said = Workshop(tmp_path).run("status", status=1).stderr
    assert "no archive here" in said


def test_wrong_usage_is_exit_status_2(workshop):
    assert "No such option" in workshop.run("ingest", "--no-such-option", status=2).stderr
    assert "docx" in workshop.run("export", "docx", status=2).stderr
