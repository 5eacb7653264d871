"""
A scene as a raster picture: its PDF drawn by PDFium, strip by strip, so that an A0 sheet needs no gigabyte.

PDFium is used by one thread of a process at a time. The picture is the whole paper. Its world file holds for the map
frame, from where it is continued over the paper: title and legend get coordinates too, which mean nothing.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from pypdfium2 import raw

from gis_core.cartography.engines import pdf
from gis_core.cartography.scene import Scene
from gis_core.errors import WrongUseError

INCH = 25.4
STRIP = 8_000_000  # pixels drawn at a time
FINEST = 1200
LEVEL = 6
SIGNATURE = b"\x89PNG\r\n\x1a\n"
UP = 2  # the filter: a row is stored as its difference from the one above
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # the picture has no date


@dataclass(frozen=True)
class Drawn:
    """
    A sheet as a picture.

    Parameters
    ----------
    png
        The file.
    world
        Text of its world file (`.pgw`): six numbers, rotation where the map is turned; `None` without a map.
    projection
        Text of the file beside it that tells the CRS (`.prj`); `None` without a map.
    """

    png: bytes
    world: str | None
    projection: str | None


def draw(scene: Scene, dpi: float = 300) -> Drawn:
    """
    Draw a scene as a picture.

    Parameters
    ----------
    scene
        One sheet.
    dpi
        Pixels an inch; the picture is the paper's size rounded to whole pixels, at exactly this scale.

    Raises
    ------
    WrongUseError
        If `dpi` is out of reason.
    """
    if not 20 <= dpi <= FINEST:
        raise WrongUseError(f"a picture has 20 to {FINEST} pixels an inch; {dpi:g} were asked for")
    png = rasterised(pdf.draw([scene], date=EPOCH), dpi, (scene.width, scene.height))
    ground = scene.ground
    return Drawn(png, world_file(scene, dpi) if ground else None, ground.wkt if ground else None)


def world_file(scene: Scene, dpi: float) -> str | None:
    """Return the text of a world file: the place of the upper left pixel's middle, and the steps between pixels."""
    if scene.ground is None:
        return None
    a, b, c, d, e, f = scene.ground.to_ground
    step = INCH / dpi
    x, y = step / 2, scene.height - step / 2
    values = (a * step, d * step, -b * step, -e * step, a * x + b * y + c, d * x + e * y + f)
    return "".join(f"{value:.12f}\n" for value in values)


def rasterised(document: bytes, dpi: float, size: tuple[float, float], page: int = 0) -> bytes:
    """Return a page of a PDF, with a paper of some size in mm, as a PNG file."""
    width, height = (max(1, round(side / INCH * dpi)) for side in size)
    out = [SIGNATURE, _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    metre = round(dpi / INCH * 1000)
    out.append(_chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)))
    packer = zlib.compressobj(LEVEL)
    above = np.zeros((1, width * 3), dtype=np.uint8)
    opened = pdfium.PdfDocument(document)
    try:
        drawn = opened[page]
        rows = max(1, STRIP // width)
        for top in range(0, height, rows):
            strip = _strip(drawn, dpi, width, top, min(rows, height - top))
            flat = strip.reshape(len(strip), -1)
            stored = np.empty((len(flat), flat.shape[1] + 1), dtype=np.uint8)
            stored[:, 0] = UP
            stored[0, 1:] = flat[0] - above[0]
            np.subtract(flat[1:], flat[:-1], out=stored[1:, 1:])
            above = flat[-1:].copy()
            out.append(_chunk(b"IDAT", packer.compress(stored.data)))
    finally:
        opened.close()
    out += [_chunk(b"IDAT", packer.flush()), _chunk(b"IEND", b"")]
    return b"".join(out)


def _strip(page: pdfium.PdfPage, dpi: float, width: int, top: int, rows: int) -> npt.NDArray[np.uint8]:
    """Draw rows of a page: red, green and blue of each pixel."""
    bitmap = pdfium.PdfBitmap.new_native(width, rows, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
    scale = dpi / 72
    matrix = raw.FS_MATRIX(scale, 0, 0, scale, 0, -top)  # the paper's upper edge is the picture's
    clip = raw.FS_RECTF(0, 0, width, rows)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap.raw, page.raw, matrix, clip, raw.FPDF_ANNOT)
    pixels: npt.NDArray[np.uint8] = bitmap.to_numpy()[:, :, ::-1].copy()
    bitmap.close()
    return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
