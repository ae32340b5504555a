"""Recordings and transcripts that hold more than they let see, or claim what is not so: nothing of it comes out."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from archive.media import examine
from recordings import ffmpeg, film, need

NEEDLE = b"NEEDLE"
CHAPTERS = """;FFMETADATA1
title=NEEDLE title
artist=NEEDLE artist
comment=NEEDLE comment
location=+43.1900+044.5400/
[CHAPTER]
TIMEBASE=1/1000
START=0
END=500
title=NEEDLE chapter
"""
SUBTITLE = "1\n00:00:00,000 --> 00:00:01,000\nNEEDLE subtitle\n"
TRANSCRIPT = """WEBVTT NEEDLE header
Author: NEEDLE

NOTE NEEDLE note

STYLE
::cue(v[voice="NEEDLE"]) { background: url(http://127.0.0.1/NEEDLE) }

REGION
id:NEEDLE

NEEDLE name of a cue
00:00.000 --> 00:00.500 region:NEEDLE position:10%
<v.NEEDLE A voice>Words that <c.NEEDLE>stay</c> &lt;b&gt;

NOTE
00:00.500 --> 00:01.000
NEEDLE words that somebody took out
"""


@pytest.fixture(scope="module")
def laden(tmp_path_factory) -> dict[str, Path]:
    """Sound and film, each with things beside its sound and pictures, by name."""
    need("ffmpeg")
    folder = tmp_path_factory.mktemp("laden")
    plain = film(folder / "plain.mp4", "128x96", 1)
    subtitle, chapters, note = folder / "s.srt", folder / "chapters.txt", folder / "note.txt"
    subtitle.write_text(SUBTITLE)
    chapters.write_text(CHAPTERS)
    note.write_bytes(NEEDLE)
    cover = folder / "cover.jpg"
    ffmpeg("-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1", cover)
    cover.write_bytes(cover.read_bytes()[:2] + b"\xff\xfe\x00\x08" + NEEDLE + cover.read_bytes()[2:])
    said = ("-map_metadata", "2", "-map_chapters", "2", "-c", "copy")
    whole = ("-i", plain, "-i", subtitle, "-i", chapters, "-map", "0", "-map", "1", *said)
    ffmpeg(*whole, "-c:s", "mov_text", "-movflags", "use_metadata_tags", folder / "film.mp4")
    ffmpeg(*whole, "-c:s", "srt", "-attach", note, "-metadata:s:t", "mimetype=text/plain", folder / "film.mkv")
    sound = ("-i", plain, "-i", cover, "-i", chapters, "-map", "0:a", "-map", "1", *said)
    ffmpeg(*sound, "-c:a", "libmp3lame", "-id3v2_version", "3", "-disposition:v", "attached_pic", folder / "sound.mp3")
    ffmpeg(*sound, "-disposition:v", "attached_pic", folder / "sound.m4a")
    return {path.name: path for path in sorted(folder.iterdir())}


def test_no_edition_holds_what_stands_beside_sound_and_pictures_or_between_the_cues(workshop, laden):
    names = ("film.mp4", "film.mkv", "sound.mp3", "sound.m4a")
    for number, name in enumerate(names):
        assert NEEDLE in laden[name].read_bytes()
        workshop.write(f"collection/{number}{Path(name).suffix}", laden[name].read_bytes())
        record = f"id: i{number}\ntitle: I\nkind: other\nfiles: [{number}{Path(name).suffix}, {number}.vtt]\n"
        workshop.write(f"metadata/records/{number}.yaml", record)
        workshop.write(f"collection/{number}.vtt", TRANSCRIPT.replace("stay", f"stay {number}"))
    assert "0.vtt: warning: line 16: a comment with times in it" in workshop.run("ingest").stderr
    workshop.run("publish", "--yes")
    published = workshop.public_bytes()
    assert NEEDLE not in published
    assert "NEEDLE".encode("utf-16-le") not in published
    assert b"43.19" not in published
    with workshop.edition() as edition:
        roles = edition.execute("SELECT role, count(*) FROM files GROUP BY role").fetchall()
        assert dict(roles)["playable"] == dict(roles)["waveform"] == len(names)
        assert edition.execute("SELECT text, speaker FROM passages WHERE item = 'i0'").fetchall() == [
            ("Words that stay 0 <b>", "A voice")
        ]


def test_a_cue_that_was_made_a_comment_is_not_read_in_whichever_line_its_times_stand(tmp_path):
    text = "WEBVTT\n\n{}\n\n00:03.000 --> 00:04.000\nkept\n"
    times = "00:01.000 --> 00:02.000"
    for comment in (f"NOTE\n{times}\ngone", f"NOTE a\nb\n{times}\ngone\n{times}\ngone"):
        (tmp_path / "x.vtt").write_text(text.format(comment))
        found = examine(tmp_path / "x.vtt", (), tmp_path)
        assert [extract.text for extract in found.extracts] == ["kept"]
        assert found.problems == ("line 3: a comment with times in it, as of a cue; it was not read",)


def test_a_cue_whose_words_begin_like_a_comment_is_read(tmp_path):
    (tmp_path / "x.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nNOTE that\n00:02.000 --> 00:03.000\nand this")
    found = examine(tmp_path / "x.vtt", (), tmp_path)
    assert [extract.text for extract in found.extracts] == ["NOTE that", "and this"]


def test_a_length_that_a_file_cannot_have_is_not_believed(tmp_path, laden):
    content = bytearray(laden["plain.mp4"].read_bytes())
    for name, after in ((b"mdhd", 20), (b"tkhd", 24), (b"mvhd", 20)):
        at = -1
        while (at := content.find(name, at + 1)) >= 0:
            content[at + after : at + after + 4] = b"\x7f\xff\xff\xff"
    (tmp_path / "x.mp4").write_bytes(content)
    found = examine(tmp_path / "x.mp4", (), tmp_path)
    assert found.duration
    assert found.duration < 2


def test_a_recording_of_nothing_has_no_copy_and_says_so(tmp_path):
    need("ffmpeg")
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", 0
    )
    (tmp_path / "x.wav").write_bytes(header)
    found = examine(tmp_path / "x.wav", (), tmp_path)
    assert found.derivatives == ()
    assert found.problems == ("has no copy that every browser plays: nothing is in it to be heard or seen",)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers have no bound of memory")
def test_the_bound_of_memory_of_a_worker_is_not_that_of_ffmpeg(tmp_path, laden):
    """A worker's is for what it decodes itself, and would be too little for large film."""
    program = f"""
import resource
from pathlib import Path
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ffmpeg import convert
held = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
_, most = resource.getrlimit(resource.RLIMIT_DATA)
resource.setrlimit(resource.RLIMIT_DATA, (held + 32 * 2**20, most))
large = ("-vf", "scale=5000:5000", "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo")
source, target = Path({str(laden["plain.mp4"])!r}), Path({str(tmp_path / "x.raw")!r})
convert(source, CONTAINERS["video/mp4"], large, target, seconds=60, most=10**9)
"""
    subprocess.run([sys.executable, "-c", program], check=True)
