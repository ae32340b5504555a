"""Large pictures and pictures of many pages: in tiles and page by page, upright, in bounded memory."""

from __future__ import annotations

import io
import json
import resource
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from archive.media import RECIPES, Examined, examine
from archive.media.pictures import large, pages
from archive.media.pictures.strips import Strips


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) / 3


@pytest.fixture
def photograph(shared_data) -> Image.Image:
    """A real photograph of 1,800 by 1,199 pixels: no number that can be halved often."""
    with Image.open(shared_data / "photos" / "orientation" / "Landscape_1.jpg") as image:
        return image.convert("RGB").crop((0, 0, 1800, 1199))


@pytest.fixture
def small_is_large(monkeypatch) -> None:
    """Pictures of more than a million pixels count as large."""
    monkeypatch.setattr(large, "LARGE", 1_000_000)


def bundle(examined: Examined, out: Path, recipe: str) -> dict[str, bytes]:
    """The files in the ZIP file that was made by a recipe."""
    (made,) = [one for one in examined.derivatives if one.recipe == recipe]
    assert (made.media_type, made.path.rpartition(".")[2]) == ("application/zip", "zip")
    with ZipFile(out / made.path) as file:
        assert {entry.compress_type for entry in file.infolist()} == {ZIP_STORED}
        assert len(file.namelist()) == len(set(file.namelist()))
        return {name: file.read(name) for name in file.namelist()}


def picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    return image


def announced(info: dict) -> set[str]:
    """The files that an image service says it has (IIIF Image API 3.0, sections 4.7 and 5)."""
    width, height = info["width"], info["height"]
    most = f"{info['maxWidth']},{info['maxHeight']}"
    names = {"info.json", "full/max/0/default.jpg"}
    names |= {f"full/{size['width']},{size['height']}/0/default.jpg" for size in info["sizes"]}
    assert f"full/{most}/0/default.jpg" in names
    (tiles,) = info["tiles"]
    for factor in tiles["scaleFactors"]:
        step = tiles["width"] * factor
        for x in range(0, width, step):
            for y in range(0, height, step):
                across, down = min(step, width - x), min(step, height - y)
                region = "full" if (across, down) == (width, height) else f"{x},{y},{across},{down}"
                names.add(f"{region}/{-(-across // factor)},{-(-down // factor)}/0/default.jpg")
    return names


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("name", ["x.png", "x.tif", "x.jpg"])
def test_a_large_picture_has_all_the_tiles_it_announces_and_no_other(photograph, tmp_path, name):
    photograph.save(tmp_path / name)
    examined = examine(tmp_path / name, RECIPES, tmp_path / "out")
    assert examined.problems == ()
    files = bundle(examined, tmp_path / "out", "tiles")
    info = json.loads(files["info.json"])
    assert (info["width"], info["height"], info["id"]) == (1800, 1199, "")
    assert info["@context"] == "http://iiif.io/api/image/3/context.json"
    assert [info[key] for key in ("protocol", "type", "profile")] == [
        "http://iiif.io/api/image",
        "ImageService3",
        "level0",
    ]
    assert info["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    assert info["sizes"] == [{"width": w, "height": h} for w, h in ((450, 300), (900, 600), (1800, 1199))]
    assert set(files) == announced(info)
    for address, data in files.items():
        if address.endswith(".jpg"):
            region, size = address.split("/")[:2]
            image = picture(data)
            assert size in {"max", f"{image.width},{image.height}"}
            box = (0, 0, 1800, 1199)
            if region != "full":
                x, y, w, h = map(int, region.split(","))
                box = (x, y, x + w, y + h)
            assert difference(image, photograph.resize(image.size, Image.Resampling.BOX, box=box)) < 7, address


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["x.jpg", "x.tif"])
def test_tiles_stand_upright(photograph, tmp_path, name, orientation):
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = photograph.transpose(Image.Transpose(undone[orientation])) if orientation in undone else photograph
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / name, exif=exif, **({"quality": 90} if name == "x.jpg" else {"compression": "tiff_lzw"}))
    examined = examine(tmp_path / name, RECIPES, tmp_path / "out")
    assert (examined.width, examined.height, examined.problems) == (1800, 1199, ())
    tile = picture(bundle(examined, tmp_path / "out", "tiles")["1536,1024,264,175/264,175/0/default.jpg"])
    assert difference(tile, photograph.crop((1536, 1024, 1800, 1199))) < 8
    (shown,) = [one for one in examined.derivatives if one.recipe == "large"]
    with Image.open(tmp_path / "out" / shown.path) as image:
        assert difference(image, photograph.resize(image.size, Image.Resampling.LANCZOS)) < 6


def test_what_is_not_large_has_no_tiles(photograph, tmp_path):
    photograph.save(tmp_path / "x.jpg")
    assert [one.recipe for one in examine(tmp_path / "x.jpg", RECIPES, tmp_path).derivatives] == [
        "large",
        "small",
        "veiled",
    ]


def test_a_photograph_of_25_megapixels_has_tiles_and_pictures_as_good_as_a_whole_reduction(photograph, tmp_path):
    whole = photograph.resize((6130, 4083), Image.Resampling.BICUBIC)
    whole.save(tmp_path / "x.jpg", quality=92)
    examined = examine(tmp_path / "x.jpg", RECIPES, tmp_path / "out")
    files = bundle(examined, tmp_path / "out", "tiles")
    assert set(files) == announced(json.loads(files["info.json"]))
    assert json.loads(files["info.json"])["tiles"][0]["scaleFactors"] == [1, 2, 4, 8, 16]
    assert sum(name.endswith(",512,512/512,512/0/default.jpg") for name in files) == 11 * 7
    assert [one.recipe for one in examined.derivatives] == ["large", "small", "veiled", "tiles"]
    (shown,) = [one for one in examined.derivatives if one.recipe == "large"]
    with Image.open(tmp_path / "out" / shown.path) as image:
        assert difference(image, whole.resize(image.size, Image.Resampling.LANCZOS)) < 3


@pytest.mark.usefixtures("small_is_large")
def test_where_memory_is_short_a_picture_is_shown_without_tiles(photograph, tmp_path, monkeypatch):
    from archive.media.pictures import opening

    monkeypatch.setattr(opening, "MEMORY", 8_000_000)
    photograph.resize((3600, 2398)).save(tmp_path / "x.jpg")
    examined = examine(tmp_path / "x.jpg", RECIPES[1:], tmp_path / "out")
    assert [one.recipe for one in examined.derivatives] == ["small", "veiled"]
    assert "no tiles" in examined.problems[0]


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_rows_of_a_tiff_are_those_of_the_whole(photograph, tmp_path, compression, mode):
    source = photograph.convert(mode).crop((0, 0, 700, 555))
    source.save(tmp_path / "x.tif", compression=None if compression == "raw" else compression, strip_size=700 * 37)
    assert_same_rows(tmp_path / "x.tif")


@pytest.mark.parametrize("mode", ["1", "P", "I;16", "RGBA", "LAB"])
def test_rows_of_other_sorts_of_pixels_are_those_of_the_whole(photograph, tmp_path, mode):
    source = photograph.crop((0, 0, 700, 555)).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        source = source.convert("I").point(lambda value: value * 257).convert("I;16")
    source.save(tmp_path / "x.tif", compression="group4" if mode == "1" else "tiff_lzw", strip_size=700 * 20)
    assert_same_rows(tmp_path / "x.tif")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("tile", "planes"), [((128, 64), 1), ((64, 128), 3), (None, 3), (None, 1)])
def test_rows_of_a_tiff_in_tiles_in_planes_and_in_one_strip_are_those_of_the_whole(
    photograph, tmp_path, tile, planes, order
):
    write_tiff(tmp_path / "x.tif", photograph.crop((0, 0, 700, 555)), tile, planes, order)
    assert_same_rows(tmp_path / "x.tif")


def write_tiff(path: Path, image: Image.Image, tile: tuple[int, int] | None, planes: int, order: str) -> None:
    """Write what Pillow does not: deflated tiles or one strip (TIFF 6.0), colours together or apart, either order."""
    across, down = tile or image.size
    parts = image.split() if planes == 3 else [image]
    corners = [(x, y) for y in range(0, image.height, down) for x in range(0, image.width, across)]
    blocks = [zlib.compress(part.crop((x, y, x + across, y + down)).tobytes()) for part in parts for x, y in corners]
    numbers = {256: [image.width], 257: [image.height], 258: [8, 8, 8], 259: [8], 262: [2], 277: [3]}
    numbers |= {284: [2 if planes == 3 else 1], 325 if tile else 279: [len(block) for block in blocks]}
    numbers |= {322: [across], 323: [down]} if tile else {278: [down]}
    beyond = 8 + 2 + 12 * (len(numbers) + 1) + 4
    place = beyond + 4 * (3 + 2 * len(blocks))
    numbers[324 if tile else 273] = [place + sum(map(len, blocks[:number])) for number in range(len(blocks))]
    directory, values = b"", b""
    for tag, each in sorted(numbers.items()):
        packed = struct.pack(f"{order}{len(each)}L", *each)
        directory += struct.pack(f"{order}HHL", tag, 4, len(each))
        directory += packed if len(each) == 1 else struct.pack(f"{order}L", beyond + len(values))
        values += packed if len(each) > 1 else b""
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HLH", 42, 8, len(numbers))
    path.write_bytes((head + directory + bytes(4) + values).ljust(place, b"\x00") + b"".join(blocks))


def assert_same_rows(path: Path) -> None:
    """Hold rows from strips, downwards, upwards and within a strip, against what Pillow decodes whole."""
    from archive.media.pictures.colour import scalable

    with Image.open(path) as image:
        image.load()
        whole = scalable(image)
    with Image.open(path) as image:
        strips = Strips(image)
        assert strips.size == whole.size
        tops = [*range(0, 555, 100), *range(400, -1, -100), 33, 34]
        for top in tops:
            box = (0, top, 700, min(top + 100, 555))
            found = strips.crop(box)
            assert found.mode == whole.mode
            assert difference(found, whole.crop(box)) < 0.5, top


@pytest.mark.usefixtures("small_is_large")
def test_strips_that_lie_about_where_they_are_end_in_a_problem(photograph, tmp_path):
    photograph.save(tmp_path / "x.tif", compression="tiff_lzw")
    whole = (tmp_path / "x.tif").read_bytes()
    with Image.open(tmp_path / "x.tif") as image:
        starts = image.tag_v2[273]
    order = "little" if whole[:2] == b"II" else "big"
    for wrong in (0, 2**31, 2**32 - 1):
        (tmp_path / "y.tif").write_bytes(whole.replace(starts[3].to_bytes(4, order), wrong.to_bytes(4, order)))
        examined = examine(tmp_path / "y.tif", RECIPES, tmp_path / "out")
        assert (len(examined.problems), examined.derivatives, examined.unreadable) == (1, (), True)
    (tmp_path / "y.tif").write_bytes(whole[:200_000])
    assert examine(tmp_path / "y.tif", RECIPES, tmp_path / "out").unreadable


def leaves(tmp_path: Path, **options: object) -> list[Image.Image]:
    """Three sheets of different colour and shape, written as one TIFF."""
    sheets = [
        Image.new("RGB", size, colour)
        for size, colour in (((300, 200), "red"), ((200, 300), "green"), ((90, 60), "blue"))
    ]
    sheets[0].save(tmp_path / "x.tif", save_all=True, append_images=sheets[1:], **options)
    return sheets


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_the_pages_of_a_tiff_are_counted_and_shown(tmp_path, compression):
    sheets = leaves(tmp_path, compression=compression)
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    assert (examined.pages, examined.width, examined.height, examined.problems) == (3, 300, 200, ())
    files = bundle(examined, tmp_path / "out", "pages")
    assert list(files) == ["0001.jpg", "0002.jpg", "0003.jpg"]
    for sheet, data in zip(sheets, files.values(), strict=True):
        assert picture(data).size == sheet.size
        assert difference(picture(data), sheet) < 4


def test_without_recipes_pages_are_only_counted(tmp_path):
    leaves(tmp_path)
    examined = examine(tmp_path / "x.tif", (), tmp_path / "out")
    assert (examined.pages, examined.derivatives) == (3, ())


def test_each_page_is_turned_as_it_says(tmp_path):
    directory = ImageFileDirectory_v2()
    directory[274] = 6
    sheets = [Image.new("RGB", (300, 200), "red"), Image.new("RGB", (300, 200), "blue")]
    sheets[1].encoderinfo = {"tiffinfo": directory}
    sheets[0].save(tmp_path / "x.tif", save_all=True, append_images=sheets[1:])
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    files = bundle(examined, tmp_path / "out", "pages")
    assert [picture(data).size for data in files.values()] == [(300, 200), (200, 300)]


def test_a_thumbnail_and_a_smaller_copy_in_a_tiff_are_no_pages(tmp_path):
    copy = ImageFileDirectory_v2()
    copy[254] = 1
    sheets = [Image.new("RGB", (60, 40), "red"), Image.new("RGB", (300, 200), "blue")]
    sheets[0].save(tmp_path / "x.tif", save_all=True, append_images=sheets[1:], tiffinfo=copy)
    with Image.open(tmp_path / "x.tif") as image:
        sorts = []
        for number in range(2):
            image.seek(number)
            sorts.append(image.tag_v2.get(254))
    sheets[1].save(tmp_path / "y.tif", save_all=True, append_images=sheets[:1])
    assert sorts[0] == 1
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    assert examined.pages is None
    assert (examined.width, examined.height) == ((300, 200) if sorts[1] != 1 else (60, 40))


def test_a_page_that_is_broken_costs_only_itself(tmp_path):
    leaves(tmp_path, compression="tiff_lzw")
    whole = bytearray((tmp_path / "x.tif").read_bytes())
    with Image.open(tmp_path / "x.tif") as image:
        image.seek(1)
        start, length = image.tag_v2[273][0], image.tag_v2[279][0]
    whole[start : start + length] = b"\xff" * length
    (tmp_path / "x.tif").write_bytes(whole)
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    assert examined.problems == ("1 of its pages cannot be shown; the first, page 2, cannot be read: decoder error -2",)
    assert (examined.pages, list(bundle(examined, tmp_path / "out", "pages"))) == (3, ["0001.jpg", "0003.jpg"])


def test_of_very_many_pages_only_so_many_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "MOST", 2)
    leaves(tmp_path)
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    assert examined.problems == ("has more than 2 pages, of which the others are not shown",)
    assert list(bundle(examined, tmp_path / "out", "pages")) == ["0001.jpg", "0002.jpg"]


@pytest.mark.usefixtures("small_is_large")
def test_tiles_and_pages_hold_nothing_but_pixels_and_are_the_same_each_time(photograph, tmp_path):
    directory = ImageFileDirectory_v2()
    directory[270], directory[305], directory[315] = "HIDDEN-WORDS", "HIDDEN-WORDS", "HIDDEN-WORDS"
    photograph.save(tmp_path / "x.tif", save_all=True, append_images=[photograph], tiffinfo=directory)
    assert b"HIDDEN-WORDS" in (tmp_path / "x.tif").read_bytes()
    first, second = (examine(tmp_path / "x.tif", RECIPES, tmp_path / name) for name in ("one", "two"))
    assert [one.sha256 for one in first.derivatives] == [one.sha256 for one in second.derivatives]
    for recipe in ("tiles", "pages"):
        folder = tmp_path / recipe
        files = bundle(first, tmp_path / "one", recipe)
        assert not any(b"HIDDEN-WORDS" in data for data in files.values())
        for number, (_, data) in enumerate(item for item in files.items() if item[0].endswith(".jpg")):
            folder.mkdir(exist_ok=True)
            (folder / f"{number}.jpg").write_bytes(data)
        if shutil.which("exiftool"):
            told = subprocess.run(["exiftool", "-json", "-G1", "-r", folder], capture_output=True, check=True).stdout
            groups = {tag.partition(":")[0] for one in json.loads(told) for tag in one}
            assert groups == {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}


MEASURED = """
import resource, sys
from pathlib import Path
from archive.media import RECIPES, examine
examined = examine(Path(sys.argv[1]), RECIPES, Path(sys.argv[2]))
assert examined.problems == (), examined.problems
print(examined.width, examined.height, *(one.recipe for one in examined.derivatives))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.deep
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_a_tiff_of_200_megapixels_stays_under_a_gigabyte(photograph, tmp_path, compression):
    # In a process of its own, as memory is counted at its highest.
    photograph.save(tmp_path / "leaf.png")
    write = (
        "import sys; from PIL import Image; Image.MAX_IMAGE_PIXELS = None\n"
        "leaf = Image.open(sys.argv[1]); whole = Image.new('RGB', (16000, 12500))\n"
        "[whole.paste(leaf, (x, y)) for x in range(0, 16000, 1800) for y in range(0, 12500, 1199)]\n"
        f"whole.save(sys.argv[2], compression={compression!r})"
    )
    target = tmp_path / "x.tif"
    subprocess.run([sys.executable, "-c", write, tmp_path / "leaf.png", target], check=True)
    found = subprocess.run(
        [sys.executable, "-c", MEASURED, target, tmp_path / "out"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert found[0] == "16000 12500 large small veiled tiles"
    assert int(found[1]) < 1_000_000_000


@pytest.mark.deep
def test_a_tiff_of_500_pages_is_shown_page_by_page(photograph, tmp_path):
    sheet = photograph.convert("1")
    sheet.save(tmp_path / "x.tif", save_all=True, append_images=[sheet] * 499, compression="group4")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    examined = examine(tmp_path / "x.tif", RECIPES, tmp_path / "out")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert (examined.pages, len(bundle(examined, tmp_path / "out", "pages"))) == (500, 500)
