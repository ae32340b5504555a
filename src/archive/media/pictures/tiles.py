"""Tiles to zoom into a large picture: an image service of files alone (IIIF Image API 3.0, compliance level 0).

Files have the canonical names of its section 4.7, `REGION/WIDTH,HEIGHT/0/default.jpg`; the region is `full` or
`X,Y,WIDTH,HEIGHT`. Each scale has half as many pixels along an edge as the one before, rounded up.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from PIL import Image

from archive.media.pictures.drawing import jpeg
from archive.media.pictures.pyramid import ROWS
from archive.media.pictures.stored import Put

QUALITY = 80
# The whole picture is there at each scale at which its longer edge has no more pixels than these.
WHOLE = 2048


class Tiles:
    """The tiles of a picture of `size`, put away as they are cut; `paint` makes sRGB of pixels as the file has them."""

    def __init__(self, size: tuple[int, int], paint: Callable[[Image.Image], Image.Image], put: Put) -> None:
        self._size, self._paint, self._put = size, paint, put
        self._sizes: list[tuple[int, int]] = []

    def cut(self, band: Image.Image, number: int, factor: int) -> None:
        """Cut a band of the picture, reduced by `factor`, into tiles."""
        step = ROWS * factor
        top = number * step
        for left in range(0, self._size[0], step):
            width, height = min(step, self._size[0] - left), min(step, self._size[1] - top)
            across = left // factor
            tile = band.crop((across, 0, min(across + ROWS, band.width), band.height))
            region = "full" if (width, height) == self._size else f"{left},{top},{width},{height}"
            self._save(region, tile)

    def finish(self, picture: Image.Image, factor: int) -> None:
        """Cut the whole picture, reduced by `factor`, and all that are smaller; say what there is."""
        while max(picture.size) > ROWS:
            for number, top in enumerate(range(0, picture.height, ROWS)):
                self.cut(picture.crop((0, top, picture.width, min(top + ROWS, picture.height))), number, factor)
            self._keep(picture)
            picture, factor = picture.reduce(2), 2 * factor
        self._keep(picture)
        self._put("info.json", json.dumps(self._info(factor), indent=2).encode())

    def _keep(self, picture: Image.Image) -> None:
        if max(picture.size) <= WHOLE:
            self._save("full", picture)
            if not self._sizes:
                self._save("full", picture, "max")
            self._sizes.append(picture.size)

    def _save(self, region: str, picture: Image.Image, size: str = "") -> None:
        size = size or f"{picture.width},{picture.height}"
        self._put(f"{region}/{size}/0/default.jpg", jpeg(self._paint(picture), QUALITY))

    def _info(self, last: int) -> dict[str, object]:
        """What the service says of itself (section 5); its `id` is for the site to fill in, which knows its address."""
        most = self._sizes[0]
        return {
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": "",
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "profile": "level0",
            "width": self._size[0],
            "height": self._size[1],
            # Of a region at once; tiles are smaller, and give all there is.
            "maxWidth": most[0],
            "maxHeight": most[1],
            "sizes": [{"width": width, "height": height} for width, height in reversed(self._sizes)],
            "tiles": [
                {"width": ROWS, "height": ROWS, "scaleFactors": [1 << power for power in range(last.bit_length())]}
            ],
        }
