"""Any file: its digest, its media type, its language, and words for what is wrong with it."""

from __future__ import annotations

import hashlib
import tracemalloc
import wave
from pathlib import Path

import pytest

from archive.media import Examined, examine


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
        (b"OggS" + b"\0" * 24 + b"OpusHead", "audio/ogg"),
        (b"OggS" + b"\0" * 24 + b"\x80theora", "video/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/mp4"),
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
    assert examined(tmp_path, "x.m4a", b"\0\0\0\x18ftypisom\0\0\0\0").media_type == "audio/mp4"


def test_a_name_that_speaks_of_another_family_is_a_problem(shared_data, tmp_path):
    picture = (shared_data / "photos" / "orientation" / "hopper_orientation_2.jpg").read_bytes()
    found = examined(tmp_path, "x.txt", picture)
    assert (found.media_type, found.width, found.extracts) == ("image/jpeg", 128, ())
    assert found.problems == ("its name speaks of text/plain, its content is image/jpeg; it is taken as image/jpeg",)
    assert examined(tmp_path, "x.png", picture).problems == ()


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
    assert examined(tmp_path, "words.wav", b"words").problems == ("is not a WAV file",)


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
