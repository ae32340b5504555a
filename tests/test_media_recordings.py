"""Sound and film: what is in them is told, what can be played is made of them, and nothing of anybody goes along."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PIL import Image

from archive.media import Examined, examine
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ffmpeg import Failed, convert
from archive.media.recordings.mediainfo import MOST_READ
from archive.media.recordings.probing import probe
from recordings import ffmpeg, film, need, speak

TAGS = {
    "title": "Образец записи",
    "artist": "Образцов",
    "date": "2024-05-01",
    "comment": "Служебная пометка",
    "copyright": "CC0",
}
SPOKEN = {
    "x.wav": ("audio/wav", "pcm 22050 Hz mono"),
    "x.aiff": ("audio/x-aiff", "pcm 22050 Hz mono"),
    "x.flac": ("audio/flac", "flac 22050 Hz mono"),
    "x.mp3": ("audio/mpeg", "mp3 22050 Hz mono"),
    "x.ogg": ("audio/ogg", "vorbis 22050 Hz mono"),
    "x.opus": ("audio/ogg", "opus 24000 Hz mono"),
    "x.m4a": ("audio/mp4", "aac 22050 Hz mono"),
    "x.wma": ("audio/x-ms-wma", "wma 22050 Hz mono"),
    "x.mka": ("audio/x-matroska", "vorbis 22050 Hz mono"),
}
FILMED = {
    "x.mp4": ("video/mp4", "h264 320×240 25 fps"),
    "x.mov": ("video/quicktime", "h264 320×240 25 fps"),
    "x.mkv": ("video/x-matroska", "h264 320×240 25 fps"),
    "x.webm": ("video/webm", "vp8 320×240 25 fps"),
    "x.avi": ("video/x-msvideo", "mpeg4 320×240 25 fps"),
    "x.mpg": ("video/mpeg", "mpeg2video 320×240 25 fps"),
    "x.wmv": ("video/x-ms-wmv", "mpeg4 320×240 25 fps"),
    "x.3gp": ("video/3gpp", "h.263 352×288 25 fps"),
}


def seldom(names, *rare):
    """The names as parameters, the rare ones for the long tests alone."""
    return [pytest.param(name, marks=pytest.mark.deep if name in rare else ()) for name in names]


@pytest.fixture(scope="session")
def speech(tmp_path_factory) -> Path:
    need("ffmpeg", "espeak-ng")
    return speak(tmp_path_factory.mktemp("speech") / "speech.wav")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> Path:
    need("ffmpeg")
    return film(tmp_path_factory.mktemp("film") / "film.mp4")


def tagged(source: Path, target: Path, *words: str, **more: str) -> Path:
    tags = {**TAGS, **more}
    ffmpeg("-i", source, *(word for name in tags for word in ("-metadata", f"{name}={tags[name]}")), *words, target)
    return target


def copy_of(found: Examined, folder: Path, role: str = "playable") -> Path:
    return next(folder / made.path for made in found.derivatives if made.recipe == role)


def frames(path: Path) -> list[str]:
    """A digest of each picture of a film."""
    words = ("ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-map", "0:v:0", "-f", "framemd5", "-")
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("name", seldom(SPOKEN, "x.aiff", "x.ogg", "x.wma", "x.mka"))
def test_sound_tells_its_length_its_coding_and_its_tags(tmp_path, speech, name):
    found = examine(tagged(speech, tmp_path / name), (), tmp_path)
    assert (found.media_type, found.streams[0]) == SPOKEN[name]
    assert found.duration == pytest.approx(probe(speech, "Riff")[0].number("Duration"), abs=0.12)
    assert found.problems == ()
    assert found.suggested("title") == "Образец записи"
    if name != "x.aiff":
        assert found.suggested("creator") == "Образцов"
        assert found.suggested("created") == "2024-05-01"
    assert {"Служебная пометка", "CC0"} <= {trace.value for trace in found.traces}
    assert "Служебная пометка" in {one.value for one in found.suggestions if one.term == "description"}
    assert all(one.said_by.split()[-1] for one in found.suggestions)


@pytest.mark.parametrize("name", seldom(FILMED, "x.mov", "x.webm", "x.wmv"))
def test_film_tells_its_length_its_coding_and_its_size(tmp_path, drawn, name):
    words = {
        "x.webm": ("-c:v", "libvpx", "-deadline", "realtime"),
        "x.3gp": ("-c:v", "h263", "-s", "352x288", "-ac", "1", "-c:a", "aac"),
    }
    ffmpeg("-i", drawn, *words.get(name, ()), tmp_path / name)
    found = examine(tmp_path / name, (), tmp_path)
    assert (found.media_type, found.streams[0]) == FILMED[name]
    assert (found.width, found.height) == ((352, 288) if name == "x.3gp" else (320, 240))
    assert found.duration == pytest.approx(2, abs=0.15)
    assert found.problems == ()
    made = {made.recipe: made for made in found.derivatives}
    assert made["playable"].media_type == "video/mp4"
    assert made["playable"].duration == pytest.approx(2, abs=0.15)
    assert (made["waveform"].width, made["waveform"].height) == (1600, 120)


def test_amr_of_a_dictaphone_is_read(tmp_path):
    (tmp_path / "x.amr").write_bytes(b"#!AMR\n" + (b"\x3c" + b"\x11" * 31) * 150)
    found = examine(tmp_path / "x.amr", (), tmp_path)
    assert (found.media_type, found.streams, found.duration) == ("audio/amr", ("amr 8000 Hz mono",), 3.0)


def test_broadcast_wave_tells_where_it_comes_from(tmp_path, speech):
    bext = {"description": "Образец", "originator": "Recorder", "originator_reference": "SN-0017"}
    path = tagged(speech, tmp_path / "x.wav", "-write_bext", "1", **bext)
    found = examine(path, (), tmp_path)
    assert "SN-0017" in {trace.value for trace in found.traces}
    assert found.suggested("description") == "Образец"


def id3(*frames: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack(">I", len(text)) + b"\0\0" + text for name, text in frames)
    size = bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def bare_mp3(speech: Path, folder: Path) -> bytes:
    ffmpeg("-i", speech, "-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0", folder / "bare.mp3")
    return (folder / "bare.mp3").read_bytes()


def test_old_tags_in_cp1251_are_read_right(tmp_path, speech):
    sound = bare_mp3(speech, tmp_path)
    title, author = "\0Образец записи".encode("cp1251"), "\0Образцов «№ 5»".encode("cp1251")
    note = b"\0rus\0" + "Служебная пометка".encode("cp1251")
    (tmp_path / "x.mp3").write_bytes(id3((b"TIT2", title), (b"TPE1", author), (b"COMM", note)) + sound)
    found = examine(tmp_path / "x.mp3", (), tmp_path)
    assert found.suggested("title") == "Образец записи"
    assert found.suggested("creator") == "Образцов «№ 5»"
    assert found.suggested("description") == "Служебная пометка"
    (tmp_path / "y.mp3").write_bytes(
        sound + b"TAG" + "Образец".encode("cp1251").ljust(30, b"\0") + b"\0" * 94 + b"\xff"
    )
    assert examine(tmp_path / "y.mp3", (), tmp_path).suggested("title") == "Образец"


def test_old_tags_in_latin_letters_stay_what_they_are(tmp_path, speech):
    tags = id3((b"TIT2", b"\0" + "Café Müller".encode("latin-1")), (b"TPE1", b"\0Specimen"))
    (tmp_path / "x.mp3").write_bytes(tags + bare_mp3(speech, tmp_path))
    assert examine(tmp_path / "x.mp3", (), tmp_path).suggested("title") == "Café Müller"


def test_a_tag_that_a_program_made_up_is_a_trace(tmp_path, speech):
    tags = id3((b"TXXX", b"\0SerialNumber\0AB-1234"), (b"TENC", b"\0user7"), (b"USLT", b"\0eng\0words"))
    (tmp_path / "x.mp3").write_bytes(tags + bare_mp3(speech, tmp_path))
    found = examine(tmp_path / "x.mp3", (), tmp_path)
    assert {"AB-1234", "user7", "words"} <= {trace.value for trace in found.traces}


def test_a_cover_is_a_trace_and_no_film(tmp_path, speech):
    Image.new("RGB", (64, 64), "red").save(tmp_path / "cover.png")
    words = ("-i", tmp_path / "cover.png", "-map", "0", "-map", "1", "-disposition:v:0", "attached_pic")
    ffmpeg("-i", speech, *words, "-c:v", "copy", tmp_path / "x.m4a")
    found = examine(tmp_path / "x.m4a", (), tmp_path)
    assert found.media_type == "audio/mp4"
    assert "MPEG-4 Cover" in {trace.name for trace in found.traces}
    assert [track.kind for track in probe(copy_of(found, tmp_path), "Mpeg4")] == ["General", "Audio"]


APPLE = {
    "com.apple.quicktime.location.ISO6709": "+43.1900+044.5400+500/",
    "com.apple.quicktime.make": "Maker",
    "com.apple.quicktime.model": "Model 7",
    "com.apple.quicktime.creationdate": "2024-05-01T12:00:00+0300",
}


def test_where_a_phone_was_is_a_trace_and_never_a_suggestion(tmp_path, drawn):
    path = tagged(drawn, tmp_path / "x.mov", "-c", "copy", "-movflags", "use_metadata_tags", **APPLE)
    found = examine(path, (), tmp_path)
    assert set(APPLE.values()) <= {trace.value for trace in found.traces}
    assert found.suggested("created") == "2024-05-01T12:00:00+03:00"
    assert {"spatial", "coverage"}.isdisjoint(one.term for one in found.suggestions)
    assert not any("43.19" in one.value for one in found.suggestions)
    old = examine(tagged(drawn, tmp_path / "y.mov", "-c", "copy", location="+43.1900+044.5400/"), (), tmp_path)
    assert "+43.1900+044.5400/" in {trace.value for trace in old.traces}


def test_a_playable_copy_has_nothing_but_sound_and_pictures(tmp_path, speech, drawn):
    need("exiftool")
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nSTART=0\nEND=900\ntitle=needle-chapter\n", "utf-8")
    for source in (drawn, speech):
        ffmpeg("-i", source, "-i", chapters, "-map_chapters", "1", "-c", "copy", tmp_path / f"{source.stem}.mkv")
    named = ("-movflags", "use_metadata_tags", "-metadata:s:a:0", "handler_name=needle-handler")
    film_tags = {**APPLE, "title": "needle-title", "language": "oss"}
    path = tagged(tmp_path / "film.mkv", tmp_path / "x.mov", "-c", "copy", *named, **film_tags)
    place = {"title": "needle-title", "location": "+43.1900+044.5400/"}
    sound = tagged(tmp_path / "speech.mkv", tmp_path / "x.m4a", *named, **place)
    assert b"needle-chapter" in path.read_bytes()
    seen = set()
    for original in (path, sound):
        copy = copy_of(examine(original, (), tmp_path), tmp_path)
        content = copy.read_bytes()
        needles = (b"needle", b"43.19", b"Maker", b"Model", b"x264", b"Lavc", b"Lavf", b"oss", "Образцов".encode())
        assert [needle for needle in needles if needle in content] == []
        assert content.index(b"moov") < content.index(b"mdat")
        told = json.loads(subprocess.run(("exiftool", "-j", "-G1", "-a", copy), check=True, capture_output=True).stdout)
        seen |= {
            name.partition(":")[2] for name in told[0] if name.startswith(("Track", "QuickTime", "ItemList", "Keys"))
        }
        assert all(
            value == "0000:00:00 00:00:00"
            for name, value in told[0].items()
            if name[:5] in {"Track", "Quick"} and name.endswith("Date")
        )
    assert {"Title", "Artist", "Comment", "Copyright", "GPSCoordinates", "Encoder", "Make", "Model"}.isdisjoint(seen)


def test_a_copy_has_the_same_bytes_each_time(tmp_path, speech):
    film(tmp_path / "x.avi", "640x360", 1)
    (tmp_path / "x.wav").write_bytes(speech.read_bytes())
    for name in ("x.avi", "x.wav"):
        digests = [
            [made.sha256 for made in examine(tmp_path / name, (), tmp_path / out).derivatives] for out in ("a", "b")
        ]
        assert digests[0] == digests[1]


def test_pictures_that_play_everywhere_are_not_coded_again(tmp_path, drawn):
    copy = copy_of(examine(drawn, (), tmp_path), tmp_path)
    assert frames(copy) == frames(drawn)


def test_what_was_cut_off_by_a_list_of_edits_does_not_go_along(tmp_path, drawn):
    ffmpeg("-ss", "1.2", "-i", drawn, "-c", "copy", tmp_path / "x.mp4")
    hidden, shown = (track for track in probe(tmp_path / "x.mp4", "Mpeg4") if track.kind == "Video"), 20
    assert (next(hidden).number("Source_Duration") or 0) > 1.5
    copy = copy_of(examine(tmp_path / "x.mp4", (), tmp_path), tmp_path)
    assert len(frames(copy)) == pytest.approx(shown, abs=2)


@pytest.mark.parametrize(
    ("size", "copied"), [("1920x1080", (1280, 720)), ("1080x1920", (720, 1280)), ("99x51", (98, 50))]
)
def test_film_is_brought_to_a_size_that_every_browser_plays(tmp_path, size, copied):
    need("ffmpeg")
    ffmpeg("-f", "lavfi", "-i", f"testsrc=size={size}:rate=5:duration=0.6", "-c:v", "mpeg4", tmp_path / "x.avi")
    found = examine(tmp_path / "x.avi", (), tmp_path)
    assert [(made.recipe, made.width, made.height) for made in found.derivatives] == [("playable", *copied)]
    assert probe(copy_of(found, tmp_path), "Mpeg4")[1].get("ChromaSubsampling") == "4:2:0"


def test_film_that_was_held_upright_stays_upright(tmp_path, drawn):
    ffmpeg("-i", drawn, "-c", "copy", "-metadata:s:v", "rotate=90", tmp_path / "x.mp4")
    found = examine(tmp_path / "x.mp4", (), tmp_path)
    if (found.width, found.height) == (320, 240):  # newer versions of ffmpeg have another word for it
        ffmpeg("-display_rotation", "90", "-i", drawn, "-c", "copy", tmp_path / "x.mp4")
        found = examine(tmp_path / "x.mp4", (), tmp_path)
    assert (found.width, found.height) == (240, 320)
    made = found.derivatives[0]
    assert (made.width, made.height) == (pytest.approx(240, abs=2), 320)
    assert probe(copy_of(found, tmp_path), "Mpeg4")[1].number("Rotation") is None


def test_the_picture_of_sound_is_high_where_it_is_loud(tmp_path):
    need("ffmpeg")
    loud = "aevalsrc='if(lt(t,1),0,if(lt(t,2),0.1,0.8))*sin(2000*t)':duration=3:sample_rate=16000"
    ffmpeg("-f", "lavfi", "-i", loud, tmp_path / "x.flac")
    found = examine(tmp_path / "x.flac", (), tmp_path)
    with Image.open(copy_of(found, tmp_path, "waveform")) as picture:
        assert (picture.size, picture.mode) == ((1600, 120), "LA")
        alpha = picture.getchannel("A")
        heights = [sum(alpha.getpixel((x, y)) > 0 for y in range(120)) for x in (100, 800, 1400)]
        assert picture.getpixel((800, 60)) == (128, 255)
    assert heights[0] == 1
    assert 8 < heights[1] < 24
    assert heights[2] > 80  # the loudest of all is where the tone sets in


def test_film_that_is_named_as_sound_counts_as_film(tmp_path, drawn):
    for name, media_type in (("x.m4a", "video/mp4"), ("x.mka", "video/x-matroska")):
        demuxer = {"x.m4a": "mp4", "x.mka": "matroska"}[name]
        ffmpeg("-i", drawn, "-f", demuxer, tmp_path / name)
        assert examine(tmp_path / name, (), tmp_path).media_type == media_type
    (tmp_path / "torn.m4a").write_bytes((tmp_path / "x.m4a").read_bytes()[:600])
    assert examine(tmp_path / "torn.m4a", (), tmp_path).media_type == "video/mp4"


def test_without_ffmpeg_the_length_is_told_and_that_there_is_no_copy(tmp_path, speech, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = examine(speech, (), tmp_path)
    assert found.lacks == ("ffmpeg",)
    assert found.duration
    assert found.derivatives == ()
    assert found.problems == ()


@pytest.fixture
def visited():
    """The address of a server on this machine, and the paths that anybody asked it for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def external(content: bytes, place: bytes) -> bytes:
    """A QuickTime film whose sound and pictures are said to lie in another file."""
    made = b""
    at = 0
    while at + 8 <= len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        inner = content[at + 8 : at + size]
        if name in {b"moov", b"trak", b"mdia", b"minf", b"dinf"}:
            inner = external(inner, place)
        elif name == b"dref":
            entry = b"url \0\0\0\0" + place + b"\0"
            inner = b"\0\0\0\0\0\0\0\1" + struct.pack(">I", len(entry) + 4) + entry
        made += struct.pack(">I", len(inner) + 8) + name + inner
        at += size
    return made


@pytest.mark.parametrize("form", ["hls", "hls behind a tag", "concat", "dash", "smil", "reference"])
def test_nothing_is_fetched_and_no_other_file_read(tmp_path, speech, drawn, visited, form):
    address, asked = visited
    secret = tmp_path / "secret.wav"
    secret.write_bytes(speech.read_bytes())
    read = secret.stat().st_atime_ns
    playlist = (
        f"#EXTM3U\n#EXTINF:9,\n{address}/a.ts\n#EXTINF:9,\nfile://{secret}\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n"
    )
    smil = f'<?xml version="1.0"?><smil><body><video src="{address}/a.mp4"/><video src="{secret}"/></body></smil>'
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        f'<Representation id="1" mimeType="audio/wav"><BaseURL>{secret}</BaseURL></Representation>'
        f'<Representation id="2" mimeType="video/mp4"><BaseURL>{address}/a.mp4</BaseURL></Representation>'
        "</AdaptationSet></Period></MPD>"
    )
    hostile = {
        "hls": ("x.mp4", playlist.encode()),
        "hls behind a tag": ("x.mp3", id3((b"TIT2", b"\0x")) + playlist.encode()),
        "concat": ("x.mp4", f"ffconcat version 1.0\nfile {secret}\n".encode()),
        "dash": ("x.mp4", dash.encode()),
        "smil": ("x.mov", smil.encode()),
        "reference": ("x.mov", external(drawn.read_bytes(), f"{address}/a.mp4".encode())),
    }
    name, content = hostile[form]
    (tmp_path / name).write_bytes(content)
    found = examine(tmp_path / name, (), tmp_path)
    assert asked == []
    assert secret.stat().st_atime_ns == read
    if form != "reference":
        assert found.problems
        assert found.derivatives == ()


def test_a_film_that_lies_elsewhere_is_not_looked_for(tmp_path, drawn):
    (tmp_path / "other.mov").write_bytes(drawn.read_bytes())
    whole = external(drawn.read_bytes(), b"other.mov")
    start = whole.index(b"mdat") - 4
    size = struct.unpack(">I", whole[start : start + 4])[0]
    (tmp_path / "x.mov").write_bytes(whole[: start + 8] + bytes(size - 8) + whole[start + size :])
    found = examine(tmp_path / "x.mov", (), tmp_path)
    assert frames(drawn)[0] not in [digest for made in found.derivatives[:1] for digest in frames(tmp_path / made.path)]


def test_a_film_that_would_fill_memory_or_go_on_for_ever_is_shown_as_far_as_it_goes(tmp_path, drawn):
    content = bytearray(drawn.read_bytes())
    at = content.index(b"elst") + 16
    content[at : at + 4] = b"\x7f\xff\xff\xff"  # it begins 24 days into what there is
    (tmp_path / "x.mp4").write_bytes(content)
    found = examine(tmp_path / "x.mp4", (), tmp_path)
    assert all((made.duration or 0) < 60 for made in found.derivatives)


@pytest.mark.parametrize("name", ["x.m4a", "x.opus", "x.mkv"])
def test_torn_and_damaged_recordings_end_in_words(tmp_path, speech, drawn, name):
    source = drawn if name == "x.mkv" else speech
    path = tagged(source, tmp_path / name)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    found = examine(path, (), tmp_path)
    assert found.duration or found.problems
    damaged = bytearray(content)
    damaged[8:600:7] = b"\xff" * len(damaged[8:600:7])
    path.write_bytes(damaged)
    found = examine(path, (), tmp_path)
    assert found.duration or found.problems


@pytest.mark.deep
def test_no_damage_hangs_or_fells_the_run(tmp_path, speech, drawn):
    import random

    chance = random.Random(7)
    names = ("x.mp3", "x.m4a", "x.ogg", "x.flac", "x.wma", "x.mp4", "x.mkv", "x.avi", "x.mpg")
    for name in names:
        path = tagged(speech if name < "x.mk" and name != "x.avi" else drawn, tmp_path / name)
        content = path.read_bytes()
        for _ in range(4):
            damaged = bytearray(content)
            for _ in range(chance.choice((1, 5, 50))):
                damaged[chance.randrange(min(len(damaged), chance.choice((200, 4_000, len(damaged)))))] = (
                    chance.randrange(256)
                )
            path.write_bytes(damaged)
            found = examine(path, (), tmp_path)
            assert found.duration or found.problems


def sparse(path: Path, seconds: int) -> Path:
    """A WAV file of silence that takes no room on the disk."""
    size = 2 * 16_000 * seconds
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", size
    )
    with path.open("wb") as file:
        file.write(header)
        file.truncate(size + len(header))
    return path


def test_of_a_long_recording_only_a_little_is_read_for_its_length(tmp_path):
    path = sparse(tmp_path / "x.wav", 36_000)
    assert path.stat().st_size > 4 * MOST_READ
    assert probe(path, "Riff")[0].number("Duration") == 36_000


CODING = ("-c:a", "aac", "-f", "ipod")


def test_what_takes_too_long_or_too_much_is_stopped(tmp_path):
    need("ffmpeg")
    source = sparse(tmp_path / "x.wav", 36_000)
    with pytest.raises(Failed, match="longer than 1 seconds"):
        convert(source, CONTAINERS["audio/wav"], CODING, tmp_path / "y.m4a", seconds=1, most=10**9)
    with pytest.raises(Failed, match="more bytes than there may be"):
        convert(source, CONTAINERS["audio/wav"], ("-f", "wav"), tmp_path / "y.wav", seconds=60, most=1_000)
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only its own limits end it")
def test_ffmpeg_ends_with_whoever_started_it(tmp_path):
    need("ffmpeg")
    program = f"""
from pathlib import Path
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ffmpeg import convert
source, target = Path({str(sparse(tmp_path / "x.wav", 120_000))!r}), Path({str(tmp_path / "y.m4a")!r})
convert(source, CONTAINERS["audio/wav"], {CODING!r}, target, seconds=600, most=10**10)
"""
    worker = subprocess.Popen((sys.executable, "-c", program))
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    child = until(lambda: children.read_text().split())[0]
    until(lambda: b"ffmpeg" in Path(f"/proc/{child}/cmdline").read_bytes())
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert until(lambda: ended(child))


def ended(child: str) -> bool:
    try:
        return Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def until(condition):
    """What the condition gives as soon as it is not nothing."""
    for _ in range(1200):
        if given := condition():
            return given
        time.sleep(0.05)
    pytest.fail("it did not come about within a minute")
