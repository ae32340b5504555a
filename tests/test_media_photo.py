"""Photographs: upright, in sRGB, with nothing but pixels in them, whatever the file does."""

from __future__ import annotations

import io
import json
import math
import multiprocessing
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from archive.media import RECIPES, Examined, Recipe, examine
from archive.media.pictures import opening
from archive.media.pictures.drawing import draw
from archive.media.pictures.opening import heif

SEEN = (Recipe("seen", 1600, 95),)
HIDDEN = b"HIDDEN-WORDS"
# All that exiftool has to say of a picture with nothing in it but pixels.
PIXELS_ALONE = {
    "File": {"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight"}
    | {"EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling"},
    "JFIF": {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"},
    "Composite": {"ImageSize", "Megapixels"},
}


def shown(examined: Examined, out: Path, recipe: str = "seen") -> Image.Image:
    derivative = next(derivative for derivative in examined.derivatives if derivative.recipe == recipe)
    with Image.open(out / derivative.path) as image:
        image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean) / 3


def drawing(size: tuple[int, int] = (90, 60)) -> Image.Image:
    """A picture whose four corners differ."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 30, 30), (0, 0, size[0] // 3, size[1] // 3))
    image.paste((30, 30, 200), (2 * size[0] // 3, 0, size[0], size[1] // 2))
    image.paste((30, 160, 30), (0, 2 * size[1] // 3, size[0] // 2, size[1]))
    return image


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_every_orientation_comes_out_upright_in_every_size(shared_data, tmp_path, shape):
    folder = shared_data / "photos" / "orientation"
    reference = examine(folder / f"{shape}_1.jpg", RECIPES, tmp_path)
    upright = {recipe.name: shown(reference, tmp_path, recipe.name) for recipe in RECIPES}
    for image in upright.values():
        assert difference(image, image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)) > 20
        assert difference(image, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) > 8
    for path in sorted(folder.glob(f"{shape}_*.jpg")):
        examined = examine(path, RECIPES, tmp_path)
        assert (examined.width, examined.height) == ((1800, 1200) if shape == "Landscape" else (1200, 1800)), path.name
        for name, image in upright.items():
            assert shown(examined, tmp_path, name).size == image.size
            assert difference(image, shown(examined, tmp_path, name)) < 5, (path.name, name)


def lying(upright: Image.Image, orientation: int) -> tuple[Image.Image, Image.Exif]:
    """A picture as a camera that was held so stores it, and the EXIF that says so."""
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    exif = Image.Exif()
    exif[0x0112] = orientation
    return upright.transpose(Image.Transpose(undone[orientation])) if orientation in undone else upright, exif


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif", "heic"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once_in_every_format(tmp_path, suffix, orientation):
    if suffix == "heic" and not heif():
        pytest.skip("no decoder for HEIC: install the extra `heic`")
    upright = drawing()
    stored, exif = lying(upright, orientation)
    stored.save(tmp_path / f"x.{suffix}", exif=exif)
    examined = examine(tmp_path / f"x.{suffix}", SEEN, tmp_path / "out")
    assert examined.problems == ()
    assert (examined.width, examined.height) == upright.size
    assert difference(upright, shown(examined, tmp_path / "out")) < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_heic_says_in_two_places_of_how_it_lies_is_applied_once(tmp_path, orientation):
    pillow_heif = pytest.importorskip("pillow_heif", reason="no decoder for HEIC: install the extra `heic`")
    upright = drawing()
    stored, exif = lying(upright, orientation)
    with (tmp_path / "x.heic").open("wb") as file:
        pillow_heif.encode("RGB", stored.size, stored.tobytes(), file, exif=exif.tobytes(), quality=90)
    written = (tmp_path / "x.heic").read_bytes()
    assert (b"irot" in written or b"imir" in written) == (orientation > 1)
    examined = examine(tmp_path / "x.heic", SEEN, tmp_path / "out")
    assert (examined.width, examined.height) == upright.size
    assert difference(upright, shown(examined, tmp_path / "out")) < 6


def test_all_real_and_hostile_pictures_end_in_a_description_or_a_problem_and_say_nothing(shared_data, tmp_path, capfd):
    paths = sorted(path for path in (shared_data / "photos").rglob("*") if path.suffix and path.name != "LICENSE.txt")
    assert len(paths) > 60
    for path in paths:
        examined = examine(path, RECIPES, tmp_path)
        if path.suffix != ".fli":
            assert bool(examined.problems) != bool(examined.derivatives), path.name
    assert capfd.readouterr() == ("", "")


def test_problems_name_what_is_wrong(shared_data, tmp_path):
    def problem(name):
        (words,) = examine(shared_data / "photos" / name, RECIPES, tmp_path).problems
        return words

    assert "truncated" in problem("hostile/truncated_jpeg.jpg")
    assert "truncated" in problem("hostile/truncated_image.png")
    assert "pixels" in problem("hostile/decompression_bomb.gif")
    assert "is not decoded" in problem("hostile/decompression_bomb.ico")
    assert problem("heif/empty.heic") == "is empty: 0 bytes"
    assert not any(tmp_path.rglob("*.jpg"))


def test_without_its_decoder_heic_is_kept_and_what_is_lacking_is_named(shared_data, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    heif.cache_clear()
    examined = examine(shared_data / "photos" / "heif" / "RGB_8__128x128.heif", RECIPES, tmp_path)
    assert examined.problems == (
        "image/heic needs a decoder that is not installed; no picture for the screen was made",
    )
    assert ("pillow-heif" in examined.lacks, examined.derivatives) == (True, ())
    monkeypatch.undo()
    heif.cache_clear()


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2_000)
    drawing().save(tmp_path / "x.png")
    (problem,) = examine(tmp_path / "x.png", SEEN, tmp_path / "out").problems
    assert problem == "has more than the 250,000,000 pixels that are decoded"


def test_pictures_are_never_enlarged_and_the_longer_edge_is_kept(tmp_path):
    drawing((900, 30)).save(tmp_path / "x.png")
    small, tiny = Recipe("small", 400, 80), Recipe("tiny", 20, 80)
    examined = examine(tmp_path / "x.png", (tiny, Recipe("large", 1600, 85), small), tmp_path / "out")
    sizes = {derivative.recipe: (derivative.width, derivative.height) for derivative in examined.derivatives}
    assert sizes == {"large": (900, 30), "small": (400, 13), "tiny": (20, 1)}
    assert all(shown(examined, tmp_path / "out", name).size == size for name, size in sizes.items())


def test_what_the_decoder_scales_looks_like_a_whole_reduction(shared_data, tmp_path):
    with Image.open(shared_data / "photos" / "orientation" / "Landscape_1.jpg") as image:
        whole = image.resize((3600, 2400), Image.Resampling.BICUBIC)
    whole.save(tmp_path / "x.jpg", quality=95)
    examined = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out")
    for name, size in (("large", (1600, 1067)), ("small", (400, 267))):
        image = shown(examined, tmp_path / "out", name)
        assert image.size == size
        assert difference(image, whole.resize(size, Image.Resampling.LANCZOS)) < 4


def test_derivatives_hold_nothing_but_pixels(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = HIDDEN.decode()
    exif.get_ifd(0x8825)[2] = (43.0, 11.0, 24.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0c" + HIDDEN
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    buffer = io.BytesIO()
    drawing().save(buffer, "JPEG", exif=exif, comment=HIDDEN, icc_profile=profile, xmp=b"<x>" + HIDDEN + b"</x>")
    original = buffer.getvalue()[:2] + segment + buffer.getvalue()[2:]
    (tmp_path / "x.jpg").write_bytes(original)
    assert original.count(HIDDEN) == 4
    examined = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out")
    assert examined.problems == ()
    for derivative in examined.derivatives:
        data = (tmp_path / "out" / derivative.path).read_bytes()
        assert HIDDEN not in data
        assert set(segments(data)) == {0xE0, 0xDB, 0xC0, 0xC4}
        assert len(data) == derivative.bytes


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.tif", "x.webp", "x.gif", "x.avif"])
def test_exiftool_finds_nothing_in_a_derivative_of_a_picture_with_every_tag(tmp_path, name):
    if shutil.which("exiftool") is None:
        pytest.skip("no exiftool on this machine: install it to look into pictures as a stranger would")
    (tmp_path / "profile.icc").write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    drawing().save(tmp_path / "thumbnail.jpg")
    several = {"format": "MPO", "append_images": [drawing((30, 20))], "save_all": True} if name == "x.jpg" else {}
    drawing().save(tmp_path / name, **several)
    fill(tmp_path / name)
    (before,) = told(tmp_path / name)
    assert {"GPS", "XMP-dc"} <= set(before) or name == "x.gif"
    assert {"IPTC", "IFD1", "MPF0", "Photoshop", "ICC_Profile"} <= set(before) or name != "x.jpg"
    assert HIDDEN in (tmp_path / name).read_bytes()
    examined = examine(tmp_path / name, RECIPES, tmp_path / "out")
    assert (examined.problems, examined.suggested("created")) == (
        (),
        "2014-09-01T09:05:00",
    )
    assert len(examined.derivatives) == len(RECIPES)
    made = [tmp_path / "out" / derivative.path for derivative in examined.derivatives]
    assert told(*made) == [PIXELS_ALONE] * len(made)
    assert not [path for path in made if HIDDEN in path.read_bytes()]


def fill(path: Path) -> None:
    """Write every sort of tag that exiftool can write into a picture."""
    folder, words = path.parent, HIDDEN.decode()
    texts = ["EXIF:Artist", "EXIF:ImageDescription", "EXIF:UserComment", "EXIF:SerialNumber", "EXIF:OwnerName"]
    texts += ["IPTC:By-line", "IPTC:Caption-Abstract", "XMP-dc:Creator", "XMP-dc:Description", "Photoshop:URL"]
    texts += ["XMP-iptcExt:PersonInImage", "Comment", "PNG:Author", "PNG:Description"]
    tags = [f"{name}={words}" for name in texts]
    tags += ["GPSLatitude=43.19", "GPSLatitudeRef=N", "GPSLongitude=44.54", "GPSLongitudeRef=E"]
    tags += [
        "DateTimeOriginal=2014:09:01 09:05:00",
        "ThumbnailImage<=thumbnail.jpg",
        "PhotoshopThumbnail<=thumbnail.jpg",
    ]
    tags += ["ICC_Profile<=profile.icc"]
    command = ["exiftool", "-quiet", "-quiet", "-overwrite_original", *(f"-{tag}" for tag in tags), path.name]
    subprocess.run(command, cwd=folder, check=True)


def told(*paths: Path) -> list[dict[str, set[str]]]:
    """The names of the tags that exiftool finds in pictures, by group, but for those of the file system."""
    command = ["exiftool", "-json", "-G1", "-duplicates", "-unknown", *map(str, paths)]
    return [_grouped(tags) for tags in json.loads(subprocess.run(command, capture_output=True, check=True).stdout)]


def _grouped(tags: Iterable[str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for group, name in (tag.split(":") for tag in tags if ":" in tag):
        groups.setdefault(group, set()).add(name)
    return {group: names for group, names in groups.items() if group not in {"ExifTool", "System"}}


def segments(jpeg: bytes) -> list[int]:
    """The markers of the segments before the picture itself."""
    place, markers = 2, []
    while jpeg[place + 1] != 0xDA:
        markers.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return markers


def test_the_date_is_when_the_photograph_was_taken(tmp_path):
    def created(written):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = written
        drawing().save(tmp_path / "x.jpg", exif=exif)
        return examine(tmp_path / "x.jpg", (), tmp_path).suggested("created")

    assert created("2014:09:01 09:05:00") == "2014-09-01T09:05:00"
    assert created("0000:00:00 00:00:00") is None
    assert created("2014:13:41 09:05:00") is None
    assert created("yesterday") is None


def veil(path: Path) -> Image.Image:
    return shown(examine(path, RECIPES, path.parent / "out"), path.parent / "out", "veiled")


def finer_than(image: Image.Image, edge: int) -> float:
    """What a picture holds that one of `edge` pixels cannot: the mean difference, 0 to 255."""
    tiny = image.copy()
    tiny.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=None)
    return difference(image, tiny.resize(image.size, Image.Resampling.LANCZOS))


def test_a_veiled_picture_holds_nothing_finer_than_a_few_patches(shared_data, tmp_path):
    for number, path in enumerate(sorted((shared_data / "photos" / "orientation").glob("*_1.jpg"))):
        examined = examine(path, RECIPES, tmp_path)
        small, veiled = (shown(examined, tmp_path, name) for name in ("small", "veiled"))
        assert veiled.size == small.size, number
        assert finer_than(small, 24) > 5
        assert finer_than(veiled, 24) < 1


def test_a_veiled_picture_is_the_same_whatever_is_in_its_patches(tmp_path):
    striped = Image.effect_noise((1200, 800), 80).convert("RGB")
    striped.paste("black", (0, 300, 1200, 340))
    turned = striped.copy()
    for x in range(0, 1200, 200):
        for y in range(0, 800, 200):
            patch = striped.crop((x, y, x + 200, y + 200))
            turned.paste(patch.transpose(Image.Transpose.ROTATE_180), (x, y))
    for name, image in (("one.png", striped), ("other.png", turned)):
        image.save(tmp_path / name)
    small = [shown(examine(tmp_path / name, RECIPES, tmp_path), tmp_path, "small") for name in ("one.png", "other.png")]
    assert difference(*small) > 15
    assert difference(veil(tmp_path / "one.png"), veil(tmp_path / "other.png")) < 1


def test_a_veiled_picture_keeps_where_which_colours_are_and_is_light(shared_data, tmp_path):
    drawing((600, 400)).save(tmp_path / "x.png")
    image = veil(tmp_path / "x.png")
    assert image.size == (400, 267)
    assert image.getpixel((20, 20))[0] > 150 > image.getpixel((20, 20))[2]
    assert image.getpixel((380, 20))[2] > 150 > image.getpixel((380, 20))[0]
    for path in sorted((shared_data / "photos" / "orientation").glob("*_1.jpg")):
        derivatives = {derivative.recipe: derivative for derivative in examine(path, RECIPES, tmp_path).derivatives}
        assert derivatives["veiled"].bytes < 4_000 < derivatives["small"].bytes


def test_without_recipes_a_picture_is_not_decoded(shared_data, tmp_path):
    broken = examine(shared_data / "photos" / "hostile" / "truncated_jpeg.jpg", (), tmp_path)
    assert (broken.problems, broken.derivatives) == ((), ())
    exif = Image.Exif()
    exif[0x0112] = 6
    for name in ("x.jpg", "x.png", "x.tif", "x.webp", "x.avif"):
        drawing().save(tmp_path / name, exif=exif)
        examined = examine(tmp_path / name, (), tmp_path)
        assert (examined.width, examined.height) == (60, 90), name


@pytest.mark.parametrize("size", [(5000, 1), (1, 5000)])
def test_a_picture_as_thin_as_a_line_is_taken_in(tmp_path, size):
    Image.new("RGB", size, "red").save(tmp_path / "x.jpg")
    examined = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out")
    assert examined.problems == ()
    assert [max(shown(examined, tmp_path / "out", recipe.name).size) for recipe in RECIPES] == [1600, 400, 400]


@pytest.mark.parametrize(
    ("mode", "name", "expected"),
    [
        ("CMYK", "x.jpg", (200, 30, 30)),
        ("CMYK", "x.tif", (200, 30, 30)),
        ("LAB", "x.tif", (200, 30, 30)),
        ("L", "x.png", (81, 81, 81)),
        ("RGB", "x.bmp", (200, 30, 30)),
    ],
)
def test_all_sorts_of_pixels_become_srgb(tmp_path, mode, name, expected):
    drawing().convert(mode).save(tmp_path / name)
    examined = examine(tmp_path / name, SEEN, tmp_path / "out")
    image = shown(examined, tmp_path / "out")
    assert image.mode == "RGB"
    assert all(abs(a - b) < 12 for a, b in zip(image.getpixel((10, 8)), expected, strict=True))


def test_inverted_cmyk_of_photoshop_is_seen_as_it_was_meant(tmp_path):
    # Pillow inverts CMYK as Photoshop does when it says so in its segment, which it then writes.
    drawing().convert("CMYK").save(tmp_path / "x.jpg", quality=95)
    assert b"Adobe" in (tmp_path / "x.jpg").read_bytes()
    assert difference(drawing(), shown(examine(tmp_path / "x.jpg", SEEN, tmp_path / "out"), tmp_path / "out")) < 6


def test_sixteen_bits_of_colour_become_eight(tmp_path):
    # Pillow writes none: a TIFF of one strip (TIFF 6.0), little-endian.
    samples = struct.pack("<3H", 51_200, 7_680, 7_680) * 400
    tags = [(256, 3, 20), (257, 3, 20), (258, 3, 122), (259, 3, 1), (262, 3, 2), (273, 4, 128), (277, 3, 3)]
    tags += [(278, 3, 20), (279, 4, len(samples))]
    entries = b"".join(struct.pack("<HHLL", tag, kind, 3 if tag == 258 else 1, value) for tag, kind, value in tags)
    header = b"II" + struct.pack("<HLH", 42, 8, len(tags)) + entries + bytes(4)
    (tmp_path / "x.tif").write_bytes(header.ljust(122, b"\x00") + struct.pack("<3H", 16, 16, 16) + samples)
    examined = examine(tmp_path / "x.tif", SEEN, tmp_path / "out")
    assert examined.problems == ()
    assert all(
        abs(a - b) < 4 for a, b in zip(shown(examined, tmp_path / "out").getpixel((5, 5)), (200, 30, 30), strict=True)
    )


@pytest.mark.parametrize("name", ["x.png", "x.tif"])
def test_one_bit_is_black_and_white(tmp_path, name):
    drawing().convert("1").save(tmp_path / name)
    image = shown(examine(tmp_path / name, SEEN, tmp_path / "out"), tmp_path / "out")
    assert min(image.getpixel((45, 50))) > 250
    assert sum(image.resize((1, 1), Image.Resampling.BOX, box=(62, 2, 88, 28)).getpixel((0, 0))) < 200


def test_jpeg_2000_is_halved_by_its_decoder_where_memory_is_short(shared_data, tmp_path, monkeypatch):
    with Image.open(shared_data / "photos" / "orientation" / "Landscape_1.jpg") as image:
        whole = image.convert("RGB")
    whole.save(tmp_path / "x.jp2", quality_mode="rates", quality_layers=[8])
    for memory, most in ((opening.MEMORY, 3), (20_000_000, 6)):
        monkeypatch.setattr(opening, "MEMORY", memory)
        examined = examine(tmp_path / "x.jp2", (Recipe("seen", 400, 95),), tmp_path / "out")
        assert (examined.media_type, examined.width, examined.height) == ("image/jp2", 1800, 1200)
        image = shown(examined, tmp_path / "out")
        assert image.size == (400, 267)
        assert difference(image, whole.resize(image.size, Image.Resampling.LANCZOS)) < most
    assert most == 6


def test_a_jpeg_of_a_thousand_scans_is_not_decoded(tmp_path):
    drawing().save(tmp_path / "x.jpg", progressive=True)
    whole = (tmp_path / "x.jpg").read_bytes()
    start = whole.rindex(b"\xff\xda")
    (tmp_path / "x.jpg").write_bytes(whole[:start] + whole[start:-2] * 200 + whole[-2:])
    (problem,) = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out").problems
    assert re.fullmatch(r"comes in \d{3} scans, more than the 100 that are decoded", problem)


def test_a_picture_that_takes_too_much_memory_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MEMORY", 20_000)
    drawing().save(tmp_path / "x.webp")
    (problem,) = examine(tmp_path / "x.webp", SEEN, tmp_path / "out").problems
    assert problem == "takes more than the 900,000,000 bytes of memory that a picture is decoded in"
    drawing().save(tmp_path / "x.png")
    assert examine(tmp_path / "x.png", SEEN, tmp_path / "out").problems == (
        "takes more" + problem.removeprefix("takes more"),
    )


def test_pictures_for_the_screen_are_as_good_as_a_whole_reduction(shared_data):
    names = ["photos/orientation/Landscape_1.jpg", "photos/orientation/Portrait_1.jpg"]
    names += [f"collectionbuilder/objects/{name}.jpg" for name in ("210a", "210b", "demo_001", "demo_004")]
    found = {"large": [], "small": []}
    for name in names:
        with Image.open(shared_data / name) as image:
            whole = image.convert("RGB")
        # Once as it is, and once of the size and the softness of what a camera takes, which its decoder halves.
        for size in (whole.size, (whole.width * 4000 // max(whole.size), whole.height * 4000 // max(whole.size))):
            taken = io.BytesIO()
            whole.resize(size, Image.Resampling.BICUBIC).save(taken, "JPEG", quality=95)
            with Image.open(taken) as image:
                drawn, _ = draw(image, 1, RECIPES)
            with Image.open(taken) as image:
                image.load()
            for recipe, picture in drawn[:2]:
                best = image.resize(picture.size, Image.Resampling.LANCZOS)
                noise = ImageStat.Stat(ImageChops.difference(picture, best))
                found[recipe.name].append(10 * math.log10(255**2 * sum(noise.count) / max(1, sum(noise.sum2))))
    assert {name: min(each) >= 45 for name, each in found.items()} == {"large": True, "small": True}, found


def test_a_palette_becomes_srgb(tmp_path):
    drawing().quantize(16).save(tmp_path / "x.gif")
    assert difference(drawing(), shown(examine(tmp_path / "x.gif", SEEN, tmp_path / "out"), tmp_path / "out")) < 6


@pytest.mark.parametrize(("mode", "name"), [("I;16", "x.png"), ("I;16", "x.tif"), ("I;16B", "x.tif")])
def test_sixteen_bits_become_eight(tmp_path, mode, name):
    Image.new(mode, (20, 20), 40_000).save(tmp_path / name)
    examined = examine(tmp_path / name, SEEN, tmp_path / "out")
    assert shown(examined, tmp_path / "out").getpixel((5, 5)) == (156, 156, 156)


@pytest.mark.parametrize("name", ["x.png", "x.webp"])
def test_what_is_transparent_becomes_white(tmp_path, name):
    image = drawing().convert("RGBA")
    image.putalpha(0)
    image.save(tmp_path / name)
    assert shown(examine(tmp_path / name, SEEN, tmp_path / "out"), tmp_path / "out").getpixel((5, 5)) == (255, 255, 255)


def test_a_broken_colour_profile_is_said_and_ignored(tmp_path):
    drawing().save(tmp_path / "x.jpg", icc_profile=b"no profile" * 20)
    examined = examine(tmp_path / "x.jpg", SEEN, tmp_path / "out")
    assert "colour profile was ignored" in examined.problems[0]
    assert difference(drawing(), shown(examined, tmp_path / "out")) < 6


def test_a_colour_profile_is_applied(tmp_path):
    # sRGB with red and blue exchanged.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "x.png", icc_profile=profile)
    examined = examine(tmp_path / "x.png", SEEN, tmp_path / "out")
    red, _, blue = shown(examined, tmp_path / "out").getpixel((5, 5))
    assert (examined.problems, red < 40, blue > 215) == ((), True, True)


def test_a_profile_that_is_srgb_changes_nothing(shared_data, tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(shared_data / "photos" / "orientation" / "Landscape_1.jpg") as image:
        image.save(tmp_path / "with.png", icc_profile=profile)
        image.save(tmp_path / "without.png")
    first, second = (examine(tmp_path / name, RECIPES, tmp_path) for name in ("with.png", "without.png"))
    assert first.sha256 != second.sha256
    assert [made.sha256 for made in first.derivatives] == [made.sha256 for made in second.derivatives]


def test_a_grey_picture_with_a_profile_of_colours_stays_grey(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("L", (20, 20), 100).save(tmp_path / "x.png", icc_profile=profile)
    examined = examine(tmp_path / "x.png", SEEN, tmp_path / "out")
    assert examined.problems == ()
    assert shown(examined, tmp_path / "out").getpixel((5, 5)) == (100, 100, 100)


def test_a_second_run_gives_the_same_bytes_whatever_was_left_behind(tmp_path):
    drawing().save(tmp_path / "x.png")
    first = examine(tmp_path / "x.png", RECIPES, tmp_path / "out")
    target = tmp_path / "out" / first.derivatives[0].path
    whole = target.read_bytes()
    target.write_bytes(whole[:50])
    assert examine(tmp_path / "x.png", RECIPES, tmp_path / "out") == first
    assert target.read_bytes() == whole
    assert first.derivatives[0].path == f"{first.sha256[:2]}/{first.sha256}/large.jpg"
    assert sorted(path.name for path in target.parent.iterdir()) == ["large.jpg", "small.jpg", "veiled.jpg"]


def test_a_folder_that_cannot_be_written_is_an_error_of_ours_not_of_the_picture(tmp_path):
    drawing().save(tmp_path / "x.png")
    (tmp_path / "out").write_text("a file stands where the folder should be")
    with pytest.raises(OSError, match="out"):
        examine(tmp_path / "x.png", RECIPES, tmp_path / "out")


def test_a_pool_gives_what_one_process_gives_and_the_original_stays_as_it_was(shared_data, tmp_path):
    paths = sorted((shared_data / "photos" / "orientation").glob("hopper*.jpg"))
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
    # Not forked: a copy of a process has none of the threads that its libraries wait for.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("forkserver")) as pool:
        pooled = list(pool.map(partial(examine, recipes=RECIPES, out=tmp_path / "pool"), paths))
    alone = [examine(path, RECIPES, tmp_path / "alone") for path in paths]
    assert pooled == alone
    assert [Examined.from_plain(json.loads(json.dumps(examined.plain()))) for examined in alone] == alone
    assert before == [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
