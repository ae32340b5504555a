"""Any file: its digest, its media type, its language, and words for what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
import wave
import zipfile
from pathlib import Path

import pytest

from archive.media import Examined, examine
from archive.media.pronom import WHOLE, identify
from archive.media.signature import settle, sniff


def examined(folder: Path, name: str, content: bytes) -> Examined:
    (folder / name).write_bytes(content)
    return examine(folder / name, (), folder)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 3_000_000])
@pytest.mark.parametrize("name", ["x.bin", "x.txt", "x.mp3"])
def test_digest_and_size_are_those_of_the_whole_file(tmp_path, name, size):
    content = b"word\n" * (size // 5) + b"x" * (size % 5)
    found = examined(tmp_path, name, content)
    assert (found.sha256, found.bytes) == (hashlib.sha256(content).hexdigest(), size)


def test_an_empty_file_is_a_problem(tmp_path):
    for name in ("x.txt", "x.jpg", "x.wav", "x"):
        assert examined(tmp_path, name, b"").problems == ("is empty: 0 bytes",)


def test_a_large_file_is_not_held_in_memory(tmp_path):
    with (tmp_path / "x.mp4").open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    found = examine(tmp_path / "x.mp4", (), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.bytes == 200_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"OggS" + b"\0" * 24 + b"OpusHead", "video/ogg"),  # torn: what cannot be looked into may be film
        (b"OggS" + b"\0" * 24 + b"\x80theora", "video/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "video/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
        (b"\0\0\0\x18ftypqt  \0\0\0\0", "video/quicktime"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
        (b"\xef\xbb\xbfWEBVTT\n", "text/vtt"),
        (b"\n<!DOCTYPE HTML>\n", "text/html"),
        (b"nothing that is known", "application/octet-stream"),
    ],
)
def test_the_content_tells_the_media_type(tmp_path, head, media_type):
    assert examined(tmp_path, "x", head).media_type == media_type


def test_the_name_tells_the_media_type_where_the_content_does_not(tmp_path):
    assert examined(tmp_path, "x.md", b"words").media_type == "text/markdown"
    assert settle("x.m4a", sniff(b"\0\0\0\x18ftypisom\0\0\0\0"), None) == ("audio/mp4", None)


def test_a_name_that_speaks_of_another_family_is_a_problem(shared_data, tmp_path):
    picture = (shared_data / "photos" / "orientation" / "hopper_orientation_2.jpg").read_bytes()
    found = examined(tmp_path, "x.txt", picture)
    assert (found.media_type, found.width, found.extracts) == ("image/jpeg", 128, ())
    name = "JPEG File Interchange Format 1.01"
    assert found.problems == (f"its name ends in .txt, its content is {name}; it is taken as image/jpeg",)
    found = examined(tmp_path, "x.png", picture)
    assert found.problems == (f"its name ends in .png, its content is {name}; it is taken as image/jpeg",)
    assert examined(tmp_path, "x.JPE", picture).problems == ()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("x.heif", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        ("x.heif", b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
        ("x.mp4", b"\0\0\0\x18ftypqt  \0\0\0\0", "video/quicktime"),
        ("x.3gp", b"\0\0\0\x18ftyp3gp5\0\0\0\0", "video/3gpp"),
        ("x.flac", b"ID3\x04", "audio/flac"),
        ("x.aac", b"ID3\x04", "audio/aac"),
        ("x.mka", b"\x1a\x45\xdf\xa3", "audio/x-matroska"),
        ("x.xhtml", b"<html>", "text/html"),
        ("x.md", b"words", "text/markdown"),
        ("x", b"\xff\xd8\xff", "image/jpeg"),
        ("x.unheard", b"\xff\xd8\xff", "image/jpeg"),
    ],
)
def test_names_that_go_by_a_format_are_no_problem(name, content, media_type):
    assert settle(name, sniff(content), None) == (media_type, None)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("x.png", b"\xff\xd8\xff", "image/jpeg"),
        ("x.mp3", b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/mp4"),
        ("x.wav", b"ID3\x04", "audio/mpeg"),
        ("x.pdf", b"<!DOCTYPE html>", "text/html"),
        ("x.jpg", b"%PDF-1.4", "application/pdf"),
    ],
)
def test_a_name_and_a_content_that_disagree_are_a_problem_without_pronom_too(name, content, media_type):
    suffix = name.removeprefix("x")
    said = f"its name ends in {suffix}, its content is {media_type}; it is taken as {media_type}"
    assert settle(name, sniff(content), None) == (media_type, said)


def test_the_format_of_every_file_has_its_identifier(shared_data, tmp_path):
    picture = shared_data / "photos/orientation/hopper_orientation_2.jpg"
    assert examine(picture, (), tmp_path).puid == "fmt/43"
    assert examined(tmp_path, "x.vtt", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nA cue.\n").puid == "fmt/1454"
    assert examined(tmp_path, "x.md", b"words").puid == "fmt/1149"
    assert examined(tmp_path, "x.pdf", b"%PDF-1.4\n%%EOF\n").puid == "fmt/18"
    assert examined(tmp_path, "x", b"\0\1\2").puid is None
    assert examined(tmp_path, "x", b"").puid is None


def test_what_only_pronom_knows_is_taken_for_what_it_is(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.jpg", "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", "<container/>")
    found = examine(tmp_path / "x.jpg", (), tmp_path)
    assert (found.media_type, found.width) == ("application/epub+zip", None)
    assert found.problems[0].startswith("its name ends in .jpg, its content is ")


def test_a_format_that_pronom_does_not_know_is_no_problem(tmp_path):
    """To it, the format is no more than what it is wrapped in."""
    with zipfile.ZipFile(tmp_path / "x.wacz", "w") as file:
        file.writestr("datapackage.json", "{}")
    (tmp_path / "x.svg").write_text('<?xml version="1.0"?><a/>')
    for name in ("x.wacz", "x.svg"):
        assert not [problem for problem in examine(tmp_path / name, (), tmp_path).problems if "its name" in problem]


@pytest.mark.parametrize("name", ["Площадь №1.jpg", "a b'\"; c.jpg", "-x.jpg", "a\nb.jpg", "%20.jpg"])
def test_a_format_is_told_under_any_name(shared_data, tmp_path, name):
    picture = (shared_data / "photos/orientation/hopper_orientation_2.jpg").read_bytes()
    assert examined(tmp_path, name, picture).puid == "fmt/43"


def test_of_a_large_file_the_ends_tell_its_format(tmp_path):
    with (tmp_path / "x.wav").open("wb") as file:
        file.write(b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0")
        file.truncate(WHOLE + 1)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("a", bytes(WHOLE))
    for name, puid in (("x.wav", "fmt/6"), ("x.zip", "x-fmt/263")):
        found = identify(tmp_path / name, (tmp_path / name).stat().st_size, lambda: tmp_path)
        assert (found.puid, found.misnamed) == (puid, False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.wav", "x.zip"]


def test_what_was_found_is_read_back_whatever_fields_it_had(tmp_path):
    found = examined(tmp_path, "x.en.md", b"# A heading\n\nwords")
    plain = json.loads(json.dumps(found.plain()))
    assert Examined.from_plain(plain) == found
    older = {key: value for key, value in plain.items() if key not in {"puid", "traces", "lacks"}} | {"taken": "2004"}
    older["extracts"] = [{"text": each["text"], "dropped": 1} for each in plain["extracts"]]
    assert [each.text for each in Examined.from_plain(older).extracts] == ["A heading", "words"]


def test_a_picture_that_is_none_is_a_problem(tmp_path):
    assert examined(tmp_path, "x.jpg", b"words").problems == ("is not a whole JPEG picture",)


def test_the_duration_of_a_wav_file_comes_from_its_header(tmp_path):
    with wave.open(str(tmp_path / "x.wav"), "wb") as sound:
        sound.setparams((2, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0" * 4 * 8000 * 3)
    found = examine(tmp_path / "x.wav", (), tmp_path)
    assert (found.media_type, found.duration, found.problems) == ("audio/wav", 3.0, ())
    content = (tmp_path / "x.wav").read_bytes()
    assert examined(tmp_path, "torn.wav", content[: len(content) // 3]).duration == pytest.approx(1.0, abs=0.01)
    assert examined(tmp_path, "none.wav", content[:30]).problems
    assert examined(tmp_path, "words.wav", b"words").problems == ("holds no sound or film that can be read",)


@pytest.mark.parametrize(
    ("name", "language"),
    [("0001.ru.txt", "ru"), ("a.b.os.md", "os"), ("x.EN-gb.txt", "en-GB"), ("ru.txt", None), ("x.1.txt", None)],
)
def test_the_language_of_a_text_comes_from_its_name(tmp_path, name, language):
    assert [extract.language for extract in examined(tmp_path, name, b"words").extracts] == [language]


def test_a_file_that_cannot_be_read_at_all_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        examine(tmp_path / "absent.txt", (), tmp_path)


def test_no_file_of_the_shared_data_raises(shared_data, tmp_path):
    for folder in ("collectionbuilder", "documents", "bags"):
        for path in (shared_data / folder).rglob("*"):
            if path.is_file():
                assert examine(path, (), tmp_path).bytes == path.stat().st_size
