"""Pictures in a PDF: photographs as JPEG, drawings without loss, transparency as a mask of its own."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from gis_core.errors import WrongUseError

FEW = 4096  # colours; a picture with more is taken for a photograph
QUALITY = 88


def image(pdf: pikepdf.Pdf, pixels: npt.NDArray[np.uint8]) -> pikepdf.Object:
    """Return a raster (rows × columns × 3 or 4) as an image object of a file."""
    check(pixels)
    height, width, bands = pixels.shape
    about = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )
    colours = np.ascontiguousarray(pixels[:, :, :3])
    if is_photograph(colours):
        about.Filter = Name.DCTDecode
        picture = pikepdf.Stream(pdf, jpeg(colours), about)
    else:
        picture = pikepdf.Stream(pdf, colours.tobytes(), about)
    if bands == 4 and (pixels[:, :, 3] < 255).any():
        mask = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, ColorSpace=Name.DeviceGray)
        mask.BitsPerComponent = 8
        opacity = np.ascontiguousarray(pixels[:, :, 3]).tobytes()
        picture.SMask = pdf.make_indirect(pikepdf.Stream(pdf, opacity, mask))
    return pdf.make_indirect(picture)


def check(pixels: npt.NDArray[np.uint8]) -> None:
    """Refuse what is no raster of bytes."""
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or pixels.dtype != np.uint8 or not pixels.size:
        raise WrongUseError(f"a picture is rows × columns × 3 or 4 bytes, not {pixels.shape} of {pixels.dtype}")


def is_photograph(colours: npt.NDArray[np.uint8]) -> bool:
    """Whether a raster is large and has so many colours that JPEG's losses aren't seen."""
    if colours.shape[0] * colours.shape[1] < 100_000:
        return False
    sample = colours[:: max(1, colours.shape[0] // 256), :: max(1, colours.shape[1] // 256)].reshape(-1, 3)
    return len(np.unique(sample, axis=0)) > FEW


def jpeg(colours: npt.NDArray[np.uint8]) -> bytes:
    """Return a raster as JPEG."""
    out = io.BytesIO()
    Image.fromarray(colours).save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
