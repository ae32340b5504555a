"""A picture of how loud a recording is from its beginning to its end."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from archive.media.matter import Made
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ffmpeg import convert

ROLE = "waveform"
WIDTH, HEIGHT = 1600, 120
# Mean grey on nothing: seen on light pages and on dark ones.
_GREY = 128

# Samples of one byte: enough for so small a picture, and not much of a whole day.
_RATE = 4_000
_DAY = 24 * 3600
_SAMPLES = ("-map", "0:a:0", "-ac", "1", "-ar", str(_RATE), "-t", str(_DAY), "-c:a", "pcm_s8", "-f", "s8")
_SECONDS = 600.0
# So many samples at a time.
_PIECE = 1 << 20


def waveform(copy: Made, scratch: Path) -> Made:
    """The picture for a playable copy: WIDTH×HEIGHT pixels, PNG. Raises Failed where its sound cannot be read."""
    assert isinstance(copy.data, Path)  # noqa: S101 -- copies are files
    samples = scratch / "samples"
    convert(copy.data, CONTAINERS[copy.media_type], _SAMPLES, samples, seconds=_SECONDS, most=_RATE * (_DAY + 1))
    try:
        peaks = list(_peaks(samples))
    finally:
        samples.unlink()
    return Made(ROLE, "image/png", _drawn(peaks), WIDTH, HEIGHT)


def _peaks(samples: Path) -> Iterator[int]:
    """The loudest sample, 0 to 128, of each column of the picture."""
    total = samples.stat().st_size
    with samples.open("rb") as file:
        for column in range(WIDTH):
            left = total * (column + 1) // WIDTH - total * column // WIDTH
            peak = 0
            while left > 0:
                piece = array("b", file.read(min(left, _PIECE)))
                left -= len(piece)
                peak = max((peak, max(piece), -min(piece)))
            yield peak


def _drawn(peaks: list[int]) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- only where there is sound

    picture = Image.new("LA", (WIDTH, HEIGHT), (_GREY, 0))
    draw = ImageDraw.Draw(picture)
    middle, loudest = HEIGHT // 2, max((1, *peaks))
    for column, peak in enumerate(peaks):
        reach = round(peak / loudest * (middle - 1))
        draw.line(((column, middle - reach), (column, middle + reach)), fill=(_GREY, 255))
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
