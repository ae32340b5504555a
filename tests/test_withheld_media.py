"""What is withheld of a picture, a document, a recording is in no byte of what is made of it; the rest is as it was."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from array import array
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from archive.catalogue.workers import Stopped, processes
from archive.media import Recipe, examine
from archive.media.limits import limited
from archive.media.matter import Found, Unreadable
from archive.media.pictures import large
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.probing import probe
from archive.media.withheld import making
from archive.media.withheld.instructions import Instructions, Region
from archive.media.withheld.painting import boxes
from archive.media.withheld.redact import redact
from archive.media.withheld.silence import prove
from pdf_fixture import pdf_of, saved, with_picture
from recordings import ffmpeg, film, need

RECIPES = (Recipe("large", 320, 85), Recipe("small", 160, 80), Recipe("veiled", 160, 60, detail=6))
SIZE = (440, 300)
REGION = Region(150, 90, 160, 130)
MARK = "Служебная пометка 7f3a".encode()
# What turns an upright picture into one that lies as EXIF says, 1 to 8.
LYING = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}


@pytest.fixture(scope="module")
def photograph(shared_data) -> Image.Image:
    """A real photograph, made small."""
    with Image.open(shared_data / "photos" / "orientation" / "Landscape_1.jpg") as image:
        return image.convert("RGB").resize(SIZE)


def other(picture: Image.Image, region: Region = REGION) -> Image.Image:
    """The picture with something else in the region."""
    changed = picture.copy()
    box = (int(region.x), int(region.y), int(region.x + region.width), int(region.y + region.height))
    changed.paste(ImageChops.invert(picture.crop(box)).transpose(Image.Transpose.ROTATE_180), box)
    return changed


def redacted(path: Path, scratch: Path, *, kind: str = "", **parts: object) -> Found:
    scratch.mkdir()
    return redact(path, kind or TYPES[path.suffix], Instructions(**parts), RECIPES, scratch)


def files(found: Found) -> dict[str, bytes]:
    """Every file that was made, those in ZIP files by their own names."""
    every = {}
    for made in found.made:
        data = made.data if isinstance(made.data, bytes) else made.data.read_bytes()
        if made.media_type == "application/zip":
            with ZipFile(io.BytesIO(data)) as bundle:
                every |= {f"{made.recipe}/{name}": bundle.read(name) for name in bundle.namelist()}
        else:
            every[made.recipe] = data
    return every


def examined(path: Path, out: Path) -> dict[str, bytes]:
    """What examining makes of the same file, with nothing withheld."""
    made = examine(path, RECIPES, out).derivatives
    return {one.recipe: (out / one.path).read_bytes() for one in made}


def picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def is_grey(image: Image.Image) -> bool:
    return image.getextrema() == ((128, 128),) * 3


def within(image: Image.Image, box: Sequence[float], size: tuple[int, int], aside: int = 20) -> Image.Image:
    """What a smaller picture shows of a box of the whole, but for its edges: blocks of JPEG and of scaling."""
    across, down = image.width / size[0], image.height / size[1]
    inner = (box[0] * across + aside, box[1] * down + aside, box[2] * across - aside, box[3] * down - aside)
    assert inner[0] < inner[2], "nothing would be looked at"
    assert inner[1] < inner[3], "nothing would be looked at"
    return image.crop(tuple(map(round, inner)))


def difference(one: Image.Image, two: Image.Image) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, two)).mean) / 3


def sixteen(image: Image.Image) -> Image.Image:
    """A grey picture of 16 bits."""
    levels = array("H", (257 * level for level in image.convert("L").tobytes()))
    return Image.frombytes("I;16", image.size, levels.tobytes())


def lying(image: Image.Image, lies: int) -> Image.Image:
    return image if LYING[lies] is None else image.transpose(LYING[lies])


def save(image: Image.Image, path: Path, lies: int = 1, **options: object) -> Path:
    """A file of a picture, with marks in whatever metadata it can hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in {".jpg", ".webp"}:
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = lies, MARK.decode()
        options |= {"exif": exif.tobytes()}
    if path.suffix == ".jpg":
        options |= {"comment": MARK, "quality": 90}
    if path.suffix == ".tif":
        options |= {"tiffinfo": {274: lies, 315: MARK.decode("latin-1")}}
    lying(image, lies).save(path, **options)
    return path


CASES = [
    *(("x.jpg", "RGB", lies) for lies in LYING),
    ("x.tif", "RGB", 6),
    ("x.tif", "RGB", 7),
    ("x.jpg", "CMYK", 5),
    ("x.jpg", "L", 1),
    ("x.tif", "CMYK", 1),
    ("x.png", "I;16", 1),
    ("x.tif", "I;16", 3),
    ("x.png", "1", 1),
    ("x.png", "LA", 1),
    ("x.webp", "RGB", 8),
]


@pytest.mark.parametrize(("name", "mode", "lies"), CASES)
def test_nothing_of_a_region_is_in_any_picture_however_the_original_lies_and_is_coded(
    photograph, tmp_path, name, mode, lies
):
    options = {"lossless": True} if name == "x.webp" else {}
    found = []
    for which, shown in (("one", photograph), ("other", other(photograph))):
        coded = sixteen(shown) if mode == "I;16" else shown.convert(mode, dither=Image.Dither.NONE)
        path = save(coded, tmp_path / which / name, lies, **options)
        found.append(redacted(path, tmp_path / f"{which}-scratch", regions=(REGION,)))
    made = files(found[0])
    # Two originals that differ there and nowhere else give the same bytes.
    assert made == files(found[1])
    assert (found[0].width, found[0].height, found[0].problems) == (*SIZE, ())
    assert set(made) == {recipe.name for recipe in RECIPES}
    assert not any(MARK in data or b"Exif" in data for data in made.values())
    (box,) = boxes((REGION,), SIZE)
    assert is_grey(within(picture(made["large"]), box, SIZE))
    assert is_grey(within(picture(made["small"]), box, SIZE))
    # And all that is left and right of it is as it would be.
    whole = picture(examined(tmp_path / "one" / name, tmp_path / "out")["large"])
    for side in ((0, 0, 80, 218), (250, 0, 320, 218)):
        assert difference(picture(made["large"]).crop(side), whole.crop(side)) < 2
    assert not list((tmp_path / "one-scratch").iterdir())


@pytest.mark.parametrize(
    ("name", "lies"),
    [
        ("x.png", 1),
        ("x.tif", 8),
        pytest.param("x.tif", 1, marks=pytest.mark.deep),
        pytest.param("x.jpg", 6, marks=pytest.mark.deep),
    ],
)
def test_nothing_of_a_region_is_in_any_tile(photograph, tmp_path, monkeypatch, name, lies):
    monkeypatch.setattr(large, "LARGE", 100_000)
    region = Region(40, 50, 25, 20, percent=True)
    size = (1100, 750)
    whole = photograph.resize(size)
    changed = other(whole, Region(440, 375, 275, 150))
    made, again = (
        files(redacted(save(shown, tmp_path / str(n) / name, lies), tmp_path / f"s{n}", regions=(region,)))
        for n, shown in enumerate((whole, changed))
    )
    assert made == again
    info = json.loads(made["tiles/info.json"])
    assert (info["width"], info["height"]) == size
    (box,) = boxes((region,), size)
    tiles = [address for address in made if address.startswith("tiles/") and address.endswith(".jpg")]
    assert len(tiles) > 8
    grey = 0
    for address in tiles:
        tile = picture(made[address])
        place = address.split("/")[1]
        left, top, width, height = (0, 0, *size) if place == "full" else map(int, place.split(","))
        scale = tile.width / width
        inner = [
            max(0, (box[0] - left) * scale + 20),
            max(0, (box[1] - top) * scale + 20),
            min(tile.width, (box[2] - left) * scale - 20),
            min(tile.height, (box[3] - top) * scale - 20),
        ]
        if inner[0] < inner[2] - 1 and inner[1] < inner[3] - 1:
            grey += 1
            assert is_grey(tile.crop(tuple(map(round, inner)))), address
        outside = photograph.resize(
            tile.size, box=tuple(v * SIZE[0] / size[0] for v in (left, top, left + width, top + height))
        )
        if left >= box[2] or top >= box[3] or left + width <= box[0] or top + height <= box[1]:
            assert difference(tile, outside) < 10, address
    assert grey >= 4


def test_regions_and_pages_of_a_scan_are_withheld_on_their_pages_and_the_others_stay_as_they_are(photograph, tmp_path):
    leaves = [photograph, photograph.transpose(Image.Transpose.FLIP_LEFT_RIGHT), photograph.convert("L").convert("RGB")]
    region = Region(REGION.x, REGION.y, REGION.width, REGION.height, page=2)
    made = []
    for which, last in enumerate((leaves[1], other(leaves[1]))):
        path = tmp_path / f"{which}.tif"
        leaves[0].save(path, save_all=True, append_images=[last, leaves[2 * which]])
        made.append(files(redacted(path, tmp_path / f"s{which}", regions=(region,), pages=frozenset({3}))))
    assert made[0] == made[1]
    assert {name for name in made[0] if "/" in name} == {"pages/0001.jpg", "pages/0002.jpg", "pages/0003.jpg"}
    with ZipFile(io.BytesIO(examined(tmp_path / "0.tif", tmp_path / "out")["pages"])) as bundle:
        assert bundle.read("0001.jpg") == made[0]["pages/0001.jpg"]
    (box,) = boxes((region,), SIZE)
    assert is_grey(within(picture(made[0]["pages/0002.jpg"]), box, SIZE))
    assert picture(made[0]["pages/0003.jpg"]).size == SIZE
    assert is_grey(picture(made[0]["pages/0003.jpg"]))
    assert difference(picture(made[0]["large"]), photograph.resize((320, 218))) < 4


def test_a_first_page_that_is_withheld_is_blank_in_every_picture(photograph, tmp_path):
    photograph.save(tmp_path / "x.tif", save_all=True, append_images=[photograph])
    made = files(redacted(tmp_path / "x.tif", tmp_path / "s", pages=frozenset({1})))
    assert all(is_grey(picture(made[name])) for name in ("large", "small", "veiled", "pages/0001.jpg"))
    assert not is_grey(picture(made["pages/0002.jpg"]))


def paper(path: Path, *sheets: Image.Image) -> Path:
    """A PDF of pages of A4, each with a picture that is marked; on pages drawn, it lies at (190, 1030)."""
    pdf = pdf_of(*([(50, 780, "Образец")] for _ in sheets))
    for number, sheet in enumerate(sheets):
        coded = io.BytesIO()
        sheet.save(coded, "JPEG", quality=90, comment=MARK)
        with_picture(pdf, number, coded.getvalue())
    return saved(pdf, path)


def test_pages_and_regions_of_a_pdf_are_withheld_in_its_pictures_and_there_is_no_copy_of_it(photograph, tmp_path):
    turned, changed = photograph.transpose(Image.Transpose.ROTATE_180), other(photograph)
    # What is not the same in the third of them.
    region = Region(380, 1140, 215, 175, page=3)
    one = paper(tmp_path / "one.pdf", photograph, photograph, photograph)
    two = paper(tmp_path / "two.pdf", photograph, turned, changed)
    found = redacted(one, tmp_path / "s1", pages=frozenset({2}), regions=(region,))
    made = files(found)
    assert made == files(redacted(two, tmp_path / "s2", pages=frozenset({2}), regions=(region,)))
    assert (found.problems, found.extracts, found.suggestions) == ((), (), ())
    assert set(made) == {"large", "small", "veiled", "pages/0001.jpg", "pages/0002.jpg", "pages/0003.jpg"}
    plain = examined(one, tmp_path / "out")
    with ZipFile(io.BytesIO(plain["pages"])) as bundle:
        assert bundle.read("0001.jpg") == made["pages/0001.jpg"]
        whole = picture(bundle.read("0003.jpg"))
    assert made["large"] == plain["large"]
    assert not any(MARK in data for data in made.values())
    assert is_grey(picture(made["pages/0002.jpg"]))
    assert picture(made["pages/0002.jpg"]).size == whole.size
    third = picture(made["pages/0003.jpg"])
    assert is_grey(third.crop((384, 1144, 592, 1312)))
    for side in ((0, 0, whole.width, 1104), (640, 0, *whole.size)):
        assert not ImageChops.difference(third.crop(side), whole.crop(side)).getbbox(), "the rest is as it was"


def test_a_first_page_of_a_pdf_that_is_withheld_is_not_drawn_at_all(photograph, tmp_path):
    made = files(redacted(paper(tmp_path / "x.pdf", photograph), tmp_path / "s", pages=frozenset({1})))
    assert set(made) == {"large", "small", "veiled"}
    assert all(map(is_grey, map(picture, made.values())))


def sound(path: Path, beyond: str, *coding: str) -> Path:
    """A tone, and another one from the second to the third second."""
    tone = f"if(between(t,2,3),{beyond},0.5*sin(2*PI*300*t))"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"aevalsrc={tone!r}:s=22050:d=6",
        "-metadata",
        f"title={MARK.decode()}",
        *coding,
        path,
    )
    return path


class Heard:
    """The samples of a file as they are decoded: 16 bits, 16,000 a second."""

    def __init__(self, path: Path) -> None:
        words = ("ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-ac", "1", "-ar", "16000", "-f", "s16le", "-")
        self.samples = array("h", subprocess.run(words, check=True, capture_output=True).stdout)

    def between(self, start: float, end: float) -> array:
        return self.samples[int(start * 16000) : int(end * 16000)]


def test_an_interval_of_sound_is_silent_and_nothing_tells_what_it_was(tmp_path):
    need("ffmpeg")
    # Coded in frames of two seconds: what is silenced is not a frame, but samples.
    coding = ("-ar", "8000", "-frame_size", "16000")
    one = sound(tmp_path / "one.flac", "0.9*sin(2*PI*800*t)", *coding)
    two = sound(tmp_path / "two.flac", "random(0)-0.5", *coding)
    found = redacted(one, tmp_path / "s1", kind="audio/flac", intervals=((2, 3),))
    made = files(found)
    assert made == files(redacted(two, tmp_path / "s2", kind="audio/flac", intervals=((2, 3),)))
    assert (set(made), found.problems, found.duration) == ({"playable", "waveform"}, (), pytest.approx(6, abs=0.01))
    assert not any(MARK in data for data in made.values())
    heard = Heard(tmp_path / "s1" / "playable.m4a")
    assert not any(heard.between(2, 3)), "silent"
    assert not any(heard.between(1.9, 3.1)), "silent, with most of the margins"
    for start, end in ((0.1, 1.7), (3.3, 5.9)):
        assert max(heard.between(start, end)) > 14_000, "the rest is there, at its time"
    drawn = picture_of_sound(made["waveform"])
    assert all(height <= 1 for height in drawn[1600 * 2 // 6 : 1600 * 3 // 6])
    assert min(drawn[20 : 1600 * 17 // 60] + drawn[1600 * 33 // 60 : -20]) > 80
    assert {path.name for path in (tmp_path / "s1").iterdir()} == {"playable.m4a"}


def picture_of_sound(data: bytes) -> list[int]:
    """How many pixels are drawn in each column."""
    with Image.open(io.BytesIO(data)) as image:
        alpha = image.getchannel("A")
        return [sum(map(bool, alpha.crop((x, 0, x + 1, image.height)).tobytes())) for x in range(image.width)]


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "kind", "coding"),
    [
        ("x.mp3", "audio/mpeg", ("-b:a", "64k")),
        ("x.aac", "audio/aac", ("-b:a", "64k")),
        ("x.opus", "audio/ogg", ("-c:a", "libopus", "-b:a", "32k")),
    ],
)
def test_intervals_are_silent_whatever_the_sound_is_coded_in(tmp_path, name, kind, coding):
    need("ffmpeg")
    path = sound(tmp_path / name, "0.9*sin(2*PI*800*t)", *coding)
    redacted(path, tmp_path / "s", kind=kind, intervals=((2.5, 2.51), (4, 1e9)))
    heard = Heard(tmp_path / "s" / "playable.m4a")
    assert not any(heard.between(2.4, 2.6))
    assert not any(heard.between(3.9, 9))
    assert max(heard.between(3.3, 3.7)) > 14_000


def frames(path: Path, rate: int = 10) -> list[tuple[int, int]]:
    """The darkest and the lightest of each picture of a film, at so many a second."""
    shape = f"fps={rate},scale=32:24:flags=area,format=gray"
    words = ("ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-vf", shape, "-f", "rawvideo", "-")
    data = subprocess.run(words, check=True, capture_output=True).stdout
    return [(min(data[at : at + 768]), max(data[at : at + 768])) for at in range(0, len(data), 768)]


def shot(path: Path, beyond: str, seconds: int = 4) -> Path:
    """A film of pictures that each stand alone, with other ones within the second second."""
    shape = "[0][1]overlay=enable='between(t,1.5,2.5)',format=yuv420p"
    inputs = [("-f", "lavfi", "-i", f"{name}=size=160x120:rate=25:duration={seconds}") for name in ("testsrc", beyond)]
    tone = ("-f", "lavfi", "-i", f"sine=frequency=300:duration={seconds}")
    ffmpeg(
        *inputs[0],
        *inputs[1],
        *tone,
        "-filter_complex",
        shape,
        "-c:v",
        "ffv1",
        "-c:a",
        "flac",
        "-metadata",
        f"title={MARK.decode()}",
        path,
    )
    return path


def test_an_interval_of_film_is_black_and_silent_and_nothing_tells_what_it_was(tmp_path):
    need("ffmpeg")
    made = []
    for which in ("smptebars", "rgbtestsrc"):
        path = shot(tmp_path / f"{which}.mkv", which)
        scratch = tmp_path / which
        made.append(files(redacted(path, scratch, kind="video/x-matroska", intervals=((1.5, 2.5),))))
    assert made[0] == made[1]
    assert set(made[0]) == {"playable", "waveform"}
    assert not any(MARK in data for data in made[0].values())
    copy = tmp_path / "smptebars" / "playable.mp4"
    shown = frames(copy)
    assert 39 <= len(shown) <= 41
    assert all(lightest <= 8 for _, lightest in shown[15:26])
    assert all(lightest > 150 for _, lightest in (*shown[:12], *shown[29:]))
    assert not any(Heard(copy).between(1.4, 2.6))


@pytest.mark.deep
def test_a_picture_that_stays_for_seconds_is_black_within_the_interval_alone(tmp_path):
    need("ffmpeg")
    slow = ("-vf", "fps=0.5", "-fps_mode", "vfr")
    path = film(tmp_path / "x.mp4", "160x120", 8, *slow)
    redacted(path, tmp_path / "s", kind="video/mp4", intervals=((5, 5.5),))
    shown = frames(tmp_path / "s" / "playable.mp4")
    assert all(lightest <= 8 for _, lightest in shown[50:55])
    assert min(lightest for _, lightest in (*shown[10:46], *shown[59:70])) > 150


def test_a_copy_that_is_not_silent_or_not_black_is_found_out(tmp_path):
    need("ffmpeg")
    ffmpeg("-f", "lavfi", "-i", "sine=duration=2", tmp_path / "x.wav")
    film(tmp_path / "x.mp4", "160x120", 2, "-af", "volume=0")
    for name, kind, what in (("x.wav", "audio/wav", "silent"), ("x.mp4", "video/mp4", "black")):
        path, container = tmp_path / name, CONTAINERS[kind]
        with pytest.raises(Unreadable, match=what):
            prove(path, container, probe(path, container.parser), ((0.5, 1.0),), tmp_path / "levels")
    assert not (tmp_path / "levels").exists()


def test_without_ffmpeg_a_recording_is_withheld_whole(tmp_path, monkeypatch):
    (tmp_path / "x.wav").write_bytes(b"RIFF")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = redacted(tmp_path / "x.wav", tmp_path / "s", kind="audio/wav", intervals=((0, 1),))
    assert (found.made, found.lacks) == ((), ("ffmpeg",))
    assert found.problems == ("is withheld whole: ffmpeg is not installed",)


@pytest.fixture(scope="module")
def originals(tmp_path_factory) -> Path:
    """Files with which something is the matter, or their instructions."""
    need("ffmpeg")
    folder = tmp_path_factory.mktemp("originals")
    sheet = Image.new("RGB", (60, 40), "red")
    sheet.save(folder / "one.png")
    sheet.save(folder / "two.tif", save_all=True, append_images=[sheet])
    (folder / "torn.png").write_bytes((folder / "one.png").read_bytes()[:70])
    paper(folder / "two.pdf", sheet, sheet)
    pdf_of([]).save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="x", owner="y"))
    (folder / "torn.pdf").write_bytes((folder / "two.pdf").read_bytes()[:-400])
    ffmpeg("-f", "lavfi", "-i", "sine=duration=2", folder / "x.wav")
    (folder / "list.wav").write_text(f"#EXTM3U\n{folder / 'x.wav'}\n")
    (folder / "x.html").write_text("<p>Слова</p>")
    return folder


@pytest.mark.parametrize(
    "case",
    [
        ("one.png", "image/png", {"regions": (Region(60, 0, 5, 5),)}, "lies outside"),
        ("one.png", "image/png", {"regions": (Region(0, 100, 5, 5, percent=True),)}, "lies outside"),
        ("one.png", "image/png", {"pages": frozenset({2})}, "has 1 page, and page 2"),
        ("one.png", "image/png", {"intervals": ((0, 1),)}, "no intervals"),
        ("one.png", "image/jpeg", {"regions": (Region(0, 0, 5, 5),)}, "not a whole JPEG"),
        ("torn.png", "image/png", {"regions": (Region(0, 0, 5, 5),)}, "cannot be read as image/png"),
        ("two.tif", "image/tiff", {"regions": (Region(0, 0, 5, 5),)}, "does not say on which"),
        ("two.tif", "image/tiff", {"regions": (Region(0, 99, 5, 5, page=2),)}, "lies outside"),
        ("two.tif", "image/tiff", {"pages": frozenset({3})}, "has 2 pages, and page 3"),
        ("two.pdf", "application/pdf", {"pages": frozenset({3})}, "has 2 pages, and page 3"),
        ("two.pdf", "application/pdf", {"regions": (Region(0, 0, 5, 5),)}, "does not say on which"),
        ("two.pdf", "application/pdf", {"regions": (Region(5000, 0, 5, 5, page=1),)}, "lies outside"),
        ("locked.pdf", "application/pdf", {"pages": frozenset({1})}, "password"),
        ("torn.pdf", "application/pdf", {"pages": frozenset({1})}, "whole PDF|counted on"),
        ("x.wav", "audio/wav", {"intervals": ((2.5, 3),)}, "lasts 2 seconds"),
        ("x.wav", "audio/wav", {"regions": (Region(0, 0, 5, 5),)}, "no regions"),
        ("x.wav", "audio/mpeg", {"intervals": ((0, 1),)}, "cannot be|stops|holds"),
        ("list.wav", "audio/wav", {"intervals": ((0, 1),)}, "cannot be|stops|holds|how long"),
        ("x.html", "text/html", {"pages": frozenset({1})}, "no part can be"),
        ("x.html", "text/vtt", {"pages": frozenset({1})}, "no pages"),
    ],
)
def test_what_is_not_understood_is_refused(originals, tmp_path, case):
    name, kind, parts, said = case
    with pytest.raises(Unreadable, match=said):
        redacted(originals / name, tmp_path / "s", kind=kind, **parts)
    assert not list((tmp_path / "s").glob("playable*"))


def test_of_a_transcript_nothing_is_made_as_its_words_are_published_one_by_one(originals, tmp_path):
    assert redacted(originals / "x.html", tmp_path / "s", kind="text/vtt", intervals=((0, 1),)) == Found()


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Region(0, 0, 0, 5),
        lambda: Region(-1, 0, 5, 5),
        lambda: Region(0, 0, float("nan"), 5),
        lambda: Region(0, 0, 5, 5, page=0),
        lambda: Instructions(intervals=((3, 3),)),
        lambda: Instructions(intervals=((float("nan"), 3),)),
        lambda: Instructions(pages=frozenset({0})),
        lambda: redact(Path("x.png"), "image/png", Instructions(), RECIPES, Path()),
    ],
)
def test_instructions_that_make_no_sense_cannot_be_given(nonsense):
    with pytest.raises(ValueError, match=r"\w"):
        nonsense()


def test_the_digest_of_instructions_hangs_on_what_is_withheld_alone():
    one, two = Region(1, 2, 3, 4), Region(1, 2, 3, 4, percent=True)
    same = Instructions((one, two), ((1, 2), (5, 6)), frozenset({3, 1}))
    assert same.digest == Instructions((two, Region(1.0, 2, 3, 4), one), ((5.0, 6), (1, 2)), frozenset({1, 3})).digest
    others = [
        Instructions((one,), ((1, 2), (5, 6)), frozenset({3, 1})),
        Instructions((one, two), ((1, 2), (5, 7)), frozenset({3, 1})),
        Instructions((one, two), ((1, 2), (5, 6)), frozenset({3})),
        Instructions((one, Region(1, 2, 3, 4, page=2)), ((1, 2), (5, 6)), frozenset({3, 1})),
    ]
    assert len({each.digest for each in (same, *others)}) == 5
    assert same.digest == "03d1e40aac299943a45ff5dc45801cd8f761aff70b02b9dd37a6c063692dac28"
    assert others[3].leaves == {1, 2, 3}


edges = st.integers(1, 5000)


@given(st.tuples(edges, edges), st.tuples(st.integers(0, 5000), st.integers(0, 5000)), edges, edges)
def test_what_is_painted_over_reaches_sixteen_pixels_beyond_the_region_or_to_the_edge(size, place, across, down):
    (w, h), (x, y) = size, map(min, place, (size[0] - 1, size[1] - 1))
    ((left, top, right, bottom),) = boxes((Region(x, y, across, down),), (w, h))
    assert 0 <= left <= max(0, x - 16)
    assert 0 <= top <= max(0, y - 16)
    assert min(w, x + across + 16) <= right <= w
    assert min(h, y + down + 16) <= bottom <= h
    assert left % 16 == top % 16 == 0
    assert right % 16 == 0 or right == w
    assert bottom % 16 == 0 or bottom == h


def hang(*_arguments: object) -> None:
    """What a file does to a worker that is looked into for too long."""
    with limited(0.05):
        while True:
            pass


def test_a_worker_redacts_within_limits_and_puts_all_of_it_in_its_place_or_nothing(photograph, tmp_path):
    path, out, given = save(photograph, tmp_path / "x.jpg"), tmp_path / "out", Instructions((REGION,))
    original = path.read_bytes()
    sha256 = hashlib.sha256(original).hexdigest()
    place = making.folder(sha256, given)
    assert place.as_posix() == f"{sha256[:2]}/{sha256}/{given.digest}"
    (out / place).mkdir(parents=True)
    (out / place / "clean.pdf").write_bytes(original)
    assert making.known(sha256, given, RECIPES, out) is None
    with processes(1, (making.__name__,)) as pool:
        made = pool.submit(making.make, path, sha256, "image/jpeg", given, RECIPES, out, limited).result()
        with pytest.raises(Stopped) as stopped:
            pool.submit(hang).result()
    assert making.given_up(stopped.value.code).problems == ("is withheld whole, as it takes too long to look into",)
    assert [one.path for one in made.derivatives] == [f"{place}/{name}.jpg" for name in ("large", "small", "veiled")]
    for one in made.derivatives:
        data = (out / one.path).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest(), picture(data).size) == (
            one.bytes,
            one.sha256,
            (one.width, one.height),
        )
    assert {found.name for found in out.rglob("*.*")} == {"large.jpg", "small.jpg", "veiled.jpg", "made.json"}
    assert making.known(sha256, given, RECIPES, out) == made
    assert making.known(sha256, given, RECIPES[:1], out) is None
    (out / place / "small.jpg").unlink()
    assert making.known(sha256, given, RECIPES, out) is None
    assert path.read_bytes() == original


def test_an_original_that_is_another_one_now_or_torn_is_withheld_whole(photograph, tmp_path):
    path, out, given = save(photograph, tmp_path / "x.jpg"), tmp_path / "out", Instructions((REGION,))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert making.make(path, sha256, "image/jpeg", given, RECIPES, out).derivatives
    path.write_bytes(path.read_bytes()[:900])
    changed = making.make(path, sha256, "image/jpeg", given, RECIPES, out)
    assert changed.problems == ("is withheld whole, as it is not the file any more that this was said of",)
    torn = making.make(path, hashlib.sha256(path.read_bytes()).hexdigest(), "image/jpeg", given, RECIPES, out)
    assert torn.problems[0].startswith("is withheld whole, as it cannot be read as image/jpeg")
    assert (changed.derivatives, torn.derivatives) == ((), ())
    assert not list(out.rglob("*.*"))
