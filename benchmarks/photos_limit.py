"""The least that has to be done for a photograph, by libvips in two processes: read once, SHA-256, two pictures.

    .bench/bin/python benchmarks/photos_limit.py (thumbnail | halving) OUT PHOTOGRAPH…

`thumbnail` is the call that pyvips has for it, which decodes a photograph of 12 megapixels whole; `halving` has the
decoder halve it first, as `archive` does.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

# Read by libvips when it is loaded.
os.environ["VIPS_CONCURRENCY"] = "1"

import pyvips

LARGE, SMALL = 1600, 400


def thumbnail(data: bytes) -> pyvips.Image:
    return pyvips.Image.thumbnail_buffer(data, LARGE, height=LARGE, size="down")


def halving(data: bytes) -> pyvips.Image:
    image = pyvips.Image.jpegload_buffer(data, shrink=2, autorotate=True)
    return image.resize(LARGE / max(image.width, image.height))


def pictures(way: str, out: Path, photograph: Path) -> None:
    data = photograph.read_bytes()
    name = hashlib.sha256(data).hexdigest()
    large = globals()[way](data).copy_memory()
    (out / f"{name}.large.jpg").write_bytes(large.jpegsave_buffer(Q=85, keep="none"))
    small = large.thumbnail_image(SMALL, height=SMALL)
    (out / f"{name}.small.jpg").write_bytes(small.jpegsave_buffer(Q=80, keep="none"))


def main(way: str, out: str, *photographs: str) -> None:
    # Not forked: libvips hangs in a process that was copied from one in which it ran.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("forkserver")) as pool:
        list(pool.map(partial(pictures, way, Path(out)), map(Path, photographs), chunksize=5))


if __name__ == "__main__":
    main(*sys.argv[1:])
