"""WMTS: the same pictures cut into tiles, by query and by path, and its refusals."""

from __future__ import annotations

import io
import math
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from tests.api.mapping import picture
from tests.api.serving import EAST, NORTH, SIDE

TILE = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": "parcels", "STYLE": "default",
        "FORMAT": "image/png", "TILEMATRIXSET": "GoogleMapsCompatible", "TILEMATRIX": "3", "TILEROW": "3",
        "TILECOL": "6"}  # fmt: skip


def test_tiles_and_maps_show_the_same(viewer: httpx.Client) -> None:
    x, y = Transformer.from_crs(4547, 3857, always_xy=True).transform(EAST + SIDE * 2.5, NORTH + 20)
    half, zoom = 20037508.342789244, 18
    side = 2 * half / 2**zoom
    column, row = int((x + half) / side), int((half - y) / side)
    path = f"/ogc/wmts/1.0.0/parcels/default/current/GoogleMapsCompatible/{zoom}/{row}/{column}.png"
    tile = viewer.get(path)
    assert tile.headers["content-type"] == "image/png"
    kvp = TILE | {"STYLE": "", "TILEMATRIX": str(zoom), "TILEROW": str(row), "TILECOL": str(column)}
    assert viewer.get("/ogc/wmts", params=kvp).content == tile.content
    west, north = -half + column * side, half - row * side
    box = f"{west},{north - side},{west + side},{north}"
    same = picture(viewer, CRS="EPSG:3857", BBOX=box, WIDTH="256", HEIGHT="256", TRANSPARENT="TRUE")
    drawn = np.asarray(Image.open(io.BytesIO(tile.content)).convert("RGB")).astype(int)
    assert (drawn == same).all()
    assert (drawn != drawn[0, 0]).any()


@pytest.mark.parametrize(
    ("more", "code", "locator"),
    [
        ({"SERVICE": "WMS"}, "InvalidParameterValue", "SERVICE"),
        ({"VERSION": "2.0.0"}, "InvalidParameterValue", "VERSION"),
        ({"REQUEST": ""}, "MissingParameterValue", "REQUEST"),
        ({"REQUEST": "GetFeatureInfo"}, "OperationNotSupported", "GetFeatureInfo"),
        ({"REQUEST": "GetBOGUS"}, "InvalidParameterValue", "REQUEST"),
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "9.9.9"}, "VersionNegotiationFailed", None),
        *(({name: None}, "MissingParameterValue", name) for name in TILE),
        *(({name: ""}, "MissingParameterValue", name) for name in ("LAYER", "TILEMATRIXSET", "TILEMATRIX", "TILEROW")),
        ({"REQUEST": "GetCapabilities", "SERVICE": None}, "MissingParameterValue", "SERVICE"),
        ({"LAYER": "nonesuch"}, "InvalidParameterValue", "LAYER"),
        ({"STYLE": "red"}, "InvalidParameterValue", "STYLE"),
        ({"FORMAT": "image/gif"}, "InvalidParameterValue", "FORMAT"),
        ({"TILEMATRIXSET": "nonesuch"}, "InvalidParameterValue", "TILEMATRIXSET"),
        ({"TILEMATRIX": "22"}, "InvalidParameterValue", "TILEMATRIX"),
        ({"TILEMATRIX": "EPSG:3857:3"}, "InvalidParameterValue", "TILEMATRIX"),
        ({"TILEROW": "8"}, "TileOutOfRange", "TILEROW"),
        ({"TILECOL": "8"}, "TileOutOfRange", "TILECOL"),
        ({"TILECOL": "-1"}, "InvalidParameterValue", "TILECOL"),
        ({"TILECOL": "٥"}, "InvalidParameterValue", "TILECOL"),
        ({"TILEMATRIXSET": "CGCS2000Degrees", "TILEROW": "4"}, "TileOutOfRange", "TILEROW"),
        ({"TIME": "yesterday"}, "InvalidParameterValue", "TIME"),
    ],
)
def test_a_tile_that_cant_be_is_refused_in_the_words_of_wmts(
    more: dict[str, str | None], code: str, locator: str | None, viewer: httpx.Client
) -> None:
    """As the published suite asks (ets-wmts10); what is `None` is left out."""
    said = {name: value for name, value in (TILE | more).items() if value is not None}
    answer = viewer.get("/ogc/wmts", params=said)
    assert answer.status_code == 400
    (told,) = ElementTree.fromstring(answer.text)  # noqa: S314
    assert (told.get("exceptionCode"), told.get("locator")) == (code, locator)
    assert told[0].text


def test_the_matrices_of_both_schemes_cover_what_they_say(viewer: httpx.Client) -> None:
    """Corner plus size times pixel is the other corner (WMTS 1.0.0, 6.1)."""
    root = ElementTree.fromstring(viewer.get("/ogc/wmts/1.0.0/WMTSCapabilities.xml").text)  # noqa: S314
    space = {"w": "http://www.opengis.net/wmts/1.0", "o": "http://www.opengis.net/ows/1.1"}
    sets = root.findall("w:Contents/w:TileMatrixSet", space)
    assert len(sets) == 2
    for one in sets:
        degrees = str(one.findtext("o:SupportedCRS", namespaces=space)).endswith("4490")
        matrices = one.findall("w:TileMatrix", space)
        assert len(matrices) == 22
        for zoom, matrix in enumerate(matrices):
            told = {child.tag.rpartition("}")[2]: str(child.text) for child in matrix}
            assert told["Identifier"] == str(zoom)
            metres = float(told["ScaleDenominator"]) * 0.00028
            pixel = metres / (6378137 * math.pi / 180) if degrees else metres
            across = pixel * int(told["TileWidth"]) * int(told["MatrixWidth"])
            assert across == pytest.approx(360 if degrees else 40075016.685578488, rel=1e-9)
            first, second = map(float, told["TopLeftCorner"].split())
            assert (first, second) == pytest.approx((90, -180) if degrees else (-across / 2, across / 2), rel=1e-9)
