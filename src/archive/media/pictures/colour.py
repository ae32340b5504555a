"""Colours as screens show them: any picture made plain sRGB."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import chain, product

from PIL import Image, ImageChops, ImageCms, ImageStat

from archive.media.matter import Unreadable

_SIXTEEN_BITS = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})
_SCALABLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})


def scalable(image: Image.Image) -> Image.Image:
    """The picture in 8 bits and a mode whose pixels can be averaged. Raises Unreadable where it cannot be shown."""
    if image.mode in _SIXTEEN_BITS:
        # Pillow's own conversion to 8 bits clips at 255.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data and image.mode not in {"LA", "RGBA"}:
        return image.convert("RGBA")
    if image.mode in {"1", "P"}:
        return image.convert("L" if image.mode == "1" else "RGB")
    if image.mode == "RGBX":
        return image.convert("RGB")
    if image.mode not in _SCALABLE:
        raise Unreadable(f"has pixels of a sort (mode {image.mode}) that cannot be shown")
    return image


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str | None]:
    """The picture in 8-bit sRGB, what is transparent on white, and a problem in words where its profile is broken.

    `image` is as `scalable` gives it, `profile` the ICC profile that its file brought along.
    """
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    opaque = image.convert(image.mode[:-1]) if alpha else image
    problem = None
    if profile and opaque.mode != "YCbCr":
        try:
            opaque = _converted(opaque, profile)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError) as error:
            problem = f"its colour profile was ignored: {error}"
    shown = opaque if opaque.mode == "RGB" else opaque.convert("RGB")
    if alpha:
        white = Image.new("RGB", shown.size, "white")
        white.paste(shown, mask=alpha)
        shown = white
    return shown, problem


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    if image.mode == "L" and profile[16:20] == b"RGB ":
        # Scanners like to give the profile of their colours to grey pictures too.
        image = image.convert("RGB")
    transform = _transform(profile, image.mode)
    return transform.apply(image) if transform else image


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from an ICC profile to sRGB; None from one that is sRGB but for a hair, which takes no time then.

    Raises PyCMSError, OSError or ValueError where the profile is broken or of other pixels than `mode`.
    """
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode == "RGB":
        colours = product(range(0, 256, 17), repeat=3)
        cube = Image.frombytes("RGB", (64, 64), bytes(chain.from_iterable(colours)))
        moved = ImageChops.difference(cube, transform.apply(cube))
        if max(most for _, most in ImageStat.Stat(moved).extrema) <= 1:
            return None
    return transform
