"""A hundred photographs of 12 megapixels, no two alike, taken in by `archive ingest` in a fresh archive: three pictures
of each, its digest, its format, what it says of itself, its perceptual hash, its record. Peers make two pictures of the
same sizes, 1600 and 400 pixels, at the same quality; the limit is `photos_limit.py`. Images per second are those of
whole processes, from their start.

Pictures are held against one Lanczos reduction of the whole photograph, as PSNR in RGB, medians over photographs. What
scaling costs shows before a picture is saved; once it is saved, what JPEG itself costs at this quality outweighs that.
"""

from __future__ import annotations

import io
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from make_photos import photographs
from measure import cost
from PIL import Image, ImageChops, ImageOps, ImageStat
from report import Row, compare, interleaved

from archive.media.model import RECIPES, Recipe
from archive.media.pictures.drawing import draw

HERE = Path(__file__).resolve().parent
COMMAND = Path(sys.executable).with_name("archive")
PYTHON = HERE.parent / ".bench" / "bin" / "python"
SIGAL = PYTHON.with_name("sigal")
VIPSTHUMBNAIL = "vipsthumbnail"
COUNT = 100
LOOKED_AT = 20  # as many photographs are held against a whole reduction
LEAST = {"sigal": 1, "vipsthumbnail": 1, "limit: pyvips": 0.75}
WANTED = ("limit", [45.0])  # dB
SETTINGS = {
    "img_size": (1600, 1600),
    "thumb_size": (400, 400),
    "thumb_fit": False,
    "jpg_options": {"quality": 85},
    "write_html": False,
}
Way = Callable[[], float]


def run(scratch: Path, repeats: int) -> list[Row]:
    """Images per second beside peers and limits, and what scaling costs in quality."""
    made = photographs(scratch / "photographs", COUNT)
    ways: dict[str, tuple[str | Path, Way]] = {
        "archive ingest": (COMMAND, lambda: _archive(scratch / "photos", made)),
        "sigal": (SIGAL, lambda: _sigal(scratch / "photos-sigal", made)),
        "vipsthumbnail": (VIPSTHUMBNAIL, lambda: _vipsthumbnail(scratch / "photos-vipsthumbnail", made)),
        "limit: pyvips": (PYTHON, lambda: _limit("thumbnail", scratch / "photos-limit", made)),
        "limit: pyvips, decoder halving": (PYTHON, lambda: _limit("halving", scratch / "photos-limit", made)),
    }
    there = {name: way for name, (program, way) in ways.items() if shutil.which(program)}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    rates |= zip(there, interleaved(repeats, *there.values()), strict=True)
    ours = ("archive ingest", rates.pop("archive ingest"))
    what = f"{COUNT} photographs taken in"
    speed = [compare(what, ours, (peer, of), "images/s", at_least=LEAST.get(peer)) for peer, of in rates.items()]
    looked_at = made[:: COUNT // LOOKED_AT]
    return speed + [row for recipe in RECIPES if not recipe.detail for row in _quality(looked_at, recipe)]


def _archive(root: Path, made: Sequence[Path]) -> float:
    """Images per second of `archive ingest`."""
    shutil.rmtree(root, ignore_errors=True)
    cost([COMMAND, "init", root, "--open"])
    for photograph in made:
        os.link(photograph, root / "collection" / photograph.name)
    spent = cost([COMMAND, "--archive", root, "ingest"]).seconds
    return _rate(spent, made, root.glob(".archive/derivatives/*/*/large.jpg"))


def _sigal(root: Path, made: Sequence[Path]) -> float:
    shutil.rmtree(root, ignore_errors=True)
    (root / "in").mkdir(parents=True)
    for photograph in made:
        os.link(photograph, root / "in" / photograph.name)
    settings = root / "sigal.conf.py"
    settings.write_text("".join(f"{name} = {value!r}\n" for name, value in SETTINGS.items()))
    spent = cost([SIGAL, "build", "-c", settings, root / "in", root / "out"]).seconds
    return _rate(spent, made, root.glob("out/*.jpg"))


def _vipsthumbnail(root: Path, made: Sequence[Path]) -> float:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    (root / "list").write_text("".join(f"{photograph}\n" for photograph in made))
    half = str(len(made) // 2)
    spent = 0.0
    for size, quality in ((1600, 85), (400, 80)):
        two = ["xargs", "-a", root / "list", "-P", "2", "-n", half, VIPSTHUMBNAIL, "--vips-concurrency=1"]
        out = root / f"%s.{size}.jpg[Q={quality},strip]"
        spent += cost([*two, "--size", f"{size}x{size}>", "-o", out]).seconds
    return _rate(spent, made, root.glob("*.1600.jpg"))


def _limit(way: str, root: Path, made: Sequence[Path]) -> float:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    spent = cost([PYTHON, HERE / "photos_limit.py", way, root, *made]).seconds
    return _rate(spent, made, root.glob("*.large.jpg"))


def _rate(seconds: float, made: Sequence[Path], pictures: Iterable[Path]) -> float:
    """Images per second. Raises RuntimeError where not every photograph has its picture."""
    if sum(1 for _ in pictures) != len(made):
        raise RuntimeError("a picture is missing")
    return len(made) / seconds


def _quality(made: Sequence[Path], recipe: Recipe) -> list[Row]:
    """What scaling costs: before saving, between two pictures that are saved, and of what is seen in the end."""
    pairs = [(_ours(photograph, recipe), _whole(photograph, recipe)) for photograph in made]
    saved = [(_saved(ours, recipe), _saved(whole, recipe)) for ours, whole in pairs]
    scaled = [psnr(*pair) for pair in pairs]
    both = [psnr(*pair) for pair in saved]
    seen = [psnr(ours, whole) for (ours, _), (_, whole) in zip(saved, pairs, strict=True)]
    best = [psnr(own, whole) for (_, own), (_, whole) in zip(saved, pairs, strict=True)]
    name = f"{recipe.name} picture"
    return [
        compare(f"{name}: pixels before saving", ("archive", scaled), WANTED, "dB", at_least=1),
        compare(f"{name}: both saved alike", ("archive", both), WANTED, "dB"),
        compare(f"{name}: as saved", ("archive", seen), ("the whole reduction, saved", best), "dB"),
    ]


def _ours(photograph: Path, recipe: Recipe) -> Image.Image:
    """The pixels of a picture as `archive` makes it, before it is saved."""
    with Image.open(photograph) as opened:
        drawn, _ = draw(opened, opened.getexif()[0x0112], RECIPES)
    return next(picture for made_by, picture in drawn if made_by == recipe)


def _whole(photograph: Path, recipe: Recipe) -> Image.Image:
    """The whole photograph, reduced by Lanczos at once."""
    with Image.open(photograph) as opened:
        upright = ImageOps.exif_transpose(opened)
    scale = recipe.edge / max(upright.size)
    size = (round(upright.width * scale), round(upright.height * scale))
    return upright.resize(size, Image.Resampling.LANCZOS)


def _saved(picture: Image.Image, recipe: Recipe) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=recipe.quality)
    with Image.open(out) as opened:
        opened.load()
    return opened


def psnr(one: Image.Image, other: Image.Image) -> float:
    """The peak signal-to-noise ratio of two pictures of one size and 8 bits, over all their channels, in dB."""
    found = ImageStat.Stat(ImageChops.difference(one, other))
    return 10 * math.log10(255**2 * sum(found.count) / sum(found.sum2))
