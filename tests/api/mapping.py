"""Asking for pictures of the map by WMS, and the colours that they have where parcels lie."""

from __future__ import annotations

import io

import httpx
import numpy as np
from PIL import Image

from layers.codes import LAND_USE
from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE

GROUND = (EAST, NORTH - 100, EAST + 600, NORTH + 200)  # the row of parcels, 1 m a pixel
WIDTH, HEIGHT = 600, 300


def asked(**more: str) -> dict[str, str]:
    return {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "parcels", "STYLES": "",
            "CRS": "EPSG:4547", "BBOX": f"{GROUND[1]},{GROUND[0]},{GROUND[3]},{GROUND[2]}", "WIDTH": str(WIDTH),
            "HEIGHT": str(HEIGHT), "FORMAT": "image/png", **more}  # fmt: skip


def picture(client: httpx.Client, **more: str) -> np.ndarray:
    answer = client.get("/ogc/wms", params=asked(**more))
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"].startswith("image/")
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


def colour_of(use: str) -> np.ndarray:
    """A land use's colour as it looks on white with the layer's opacity."""
    code, style = LAND_USE.find(use), all_layers()["parcels"].style
    assert code is not None
    assert code.colour is not None
    assert style is not None
    own = np.array([int(code.colour[place : place + 2], 16) for place in (1, 3, 5)])
    return np.round(255 + (own - 255) * style.opacity).astype(int)


def at_parcel(drawn: np.ndarray, number: int) -> np.ndarray:
    """The pixel in the middle of a parcel."""
    column = int(SIDE * (number + 0.5) / (GROUND[2] - GROUND[0]) * drawn.shape[1])
    row = int((GROUND[3] - NORTH - SIDE / 2) / (GROUND[3] - GROUND[1]) * drawn.shape[0])
    return drawn[row, column]
