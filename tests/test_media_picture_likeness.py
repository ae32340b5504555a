"""Pictures that look alike have hashes of which few bits differ; others do not."""

from __future__ import annotations

import io
import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from archive.media import RECIPES, examine
from archive.media.pictures.alike import alike, near
from archive.media.pictures.likeness import ALIKE, distance, likeness

REAL = ("photos/orientation/Landscape_1.jpg", "photos/orientation/Portrait_1.jpg")
REAL += tuple(f"collectionbuilder/objects/{name}.jpg" for name in ("210a", "210b", "demo_001", "demo_004"))


@pytest.fixture(scope="module")
def photographs(shared_data) -> list[Image.Image]:
    """Real photographs, and each cut into nine, none of them blank."""
    found = []
    for name in REAL:
        with Image.open(shared_data / name) as image:
            whole = image.convert("RGB")
        across, down = whole.width // 3, whole.height // 3
        corners = [(x * across, y * down) for x in range(3) for y in range(3)]
        parts = [whole, *(whole.crop((x, y, x + across, y + down)) for x, y in corners)]
        found += [part for part in parts if likeness(part)]
    return found


def compressed(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out)


def cut(image: Image.Image, share: float) -> Image.Image:
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))


VERSIONS = {
    "half the size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "a quarter of the size": lambda image: image.resize((image.width // 4, image.height // 4)),
    "much compressed": lambda image: compressed(image, 30),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "of more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.4),
    "grey": ImageOps.grayscale,
    "sharpened": lambda image: image.filter(ImageFilter.SHARPEN),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "with a hundredth cut off": lambda image: cut(image, 0.01),
}


def test_versions_of_a_photograph_are_alike_and_other_photographs_are_not(photographs):
    hashes = [likeness(image) for image in photographs]
    assert len(hashes) > 40
    for name, version in VERSIONS.items():
        apart = [distance(one, likeness(version(image)) or "0") for one, image in zip(hashes, photographs, strict=True)]
        assert sum(bits <= ALIKE for bits in apart) >= 0.97 * len(apart), name
    assert min(distance(*pair) for pair in combinations(hashes, 2)) > ALIKE


def test_the_hash_is_the_same_however_the_camera_was_held(shared_data, tmp_path):
    for shape in ("Landscape", "Portrait"):
        paths = sorted((shared_data / "photos" / "orientation").glob(f"{shape}_[1-8].jpg"))
        hashes = [examine(path, RECIPES, tmp_path).likeness for path in paths]
        # The files were compressed after turning, each by itself.
        assert max(distance(hashes[0], other) for other in hashes) <= 2


def test_a_hash_is_sixteen_digits_and_a_blank_sheet_has_none(tmp_path):
    assert likeness(Image.new("RGB", (300, 200), "white")) is None
    assert likeness(Image.effect_noise((300, 200), 4)) is None
    Image.radial_gradient("L").crop((0, 0, 180, 200)).save(tmp_path / "x.png")
    examined = examine(tmp_path / "x.png", RECIPES, tmp_path / "out")
    assert re.fullmatch("[0-9a-f]{16}", examined.likeness)
    assert examine(tmp_path / "x.png", (), tmp_path / "out").likeness is None
    assert json.loads(json.dumps(examined.plain()))["likeness"] == examined.likeness


def test_distances_count_bits():
    assert distance("0000000000000000", "ffffffffffffffff") == 64
    assert distance("00000000000000f0", "0000000000000000") == 4


@pytest.mark.parametrize("most", [0, 1, 5, 8, 11])
def test_near_pairs_are_those_that_comparing_all_would_find(photographs, most):
    hashes = {likeness(version(image)) or "0" * 16 for image in photographs[:20] for version in VERSIONS.values()}
    expected = {tuple(sorted(pair)) for pair in combinations(hashes, 2) if distance(*pair) <= most}
    found = list(near(hashes, most))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert most < 5 or expected


def test_groups_hold_all_versions_of_a_photograph(photographs):
    versions = [{likeness(version(image)) for version in list(VERSIONS.values())[:5]} for image in photographs[:10]]
    wanted = [group for group in versions if len(group - {None}) > 1]
    groups = alike(one for group in versions for one in group if one)
    assert all(any(group - {None} <= set(found) for found in groups) for group in wanted)


def test_the_page_names_the_threshold():
    page = (Path(__file__).resolve().parent.parent / "docs" / "photographs.md").read_text(encoding="utf-8")
    assert f"at most {ALIKE} bits differ" in page
