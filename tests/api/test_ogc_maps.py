"""WMS and WMTS: the styled map as pictures, in each system's order of axes, at both times, within bounds."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyproj import Transformer

from gis_core.cartography.maps import renderer
from layers.codes import LAND_USE
from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE, Running
from tests.api.test_bad_input import anything

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


@pytest.fixture(scope="module", autouse=True)
def mapserver() -> Iterator[None]:
    assert renderer.program(), renderer.NO_PROGRAM
    yield


def test_a_map_shows_each_land_use_in_its_colour_where_it_lies(viewer: httpx.Client) -> None:
    drawn = picture(viewer)
    assert np.abs(at_parcel(drawn, 2) - colour_of("0701")).max() <= 2
    assert np.abs(at_parcel(drawn, 8) - colour_of("1001")).max() <= 2
    assert (drawn[5, 5] == 255).all()


def test_a_map_shows_a_day_and_what_was_known_then(viewer: httpx.Client) -> None:
    """P-11 was industry until 2024-06-30; P-10 wasn't there yet."""
    before = picture(viewer, TIME="2024-06-30")
    assert np.abs(at_parcel(before, 11) - colour_of("1001")).max() <= 2
    assert (at_parcel(before, 10) == 255).all()
    after = picture(viewer, TIME="2024-07-01")
    assert np.abs(at_parcel(after, 11) - colour_of("0701")).max() <= 2
    assert (picture(viewer, DIM_KNOWN="2020-01-01") == 255).all()
    assert (picture(viewer, TIME="current") == picture(viewer)).all()


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
@pytest.mark.parametrize("srid", [4547, 4490, 4326, 3857])
def test_each_system_has_its_own_order_of_axes(version: str, srid: int, viewer: httpx.Client) -> None:
    x, y = EAST + SIDE * 2.5, NORTH + SIDE / 2  # the middle of P-02
    box = Transformer.from_crs(4547, srid, always_xy=True).transform_bounds(x - 10, y - 10, x + 10, y + 10)
    turned = version == "1.3.0" and srid != 3857
    corners = (box[1], box[0], box[3], box[2]) if turned else box
    system = {"CRS" if version == "1.3.0" else "SRS": f"EPSG:{srid}"}
    plain = {key: value for key, value in asked().items() if key != "CRS"}
    more = {"VERSION": version, "BBOX": ",".join(f"{edge:.9f}" for edge in corners), "WIDTH": "20", "HEIGHT": "20"}
    answer = viewer.get("/ogc/wms", params={**plain, **system, **more})
    drawn = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)
    assert np.abs(drawn[3, 3] - colour_of("0701")).max() <= 2
    asking = {**plain, **system, **more, "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "parcels",
              "INFO_FORMAT": "application/json", "I": "10", "J": "10", "X": "10", "Y": "10"}  # fmt: skip
    found = viewer.get("/ogc/wms", params=asking).json()
    assert [feature["id"] for feature in found["features"]] == ["P-02"]


def test_what_stands_at_a_pixel_is_told_in_words(viewer: httpx.Client) -> None:
    asking = asked(REQUEST="GetFeatureInfo", QUERY_LAYERS="parcels", I="100", J="180")
    plain = viewer.get("/ogc/wms", params=asking)
    assert "现状用途 Present use: " in plain.text
    assert "（0701）" in plain.text
    assert "surveyor" not in plain.text
    assert "<td>" in viewer.get("/ogc/wms", params={**asking, "INFO_FORMAT": "text/html"}).text
    told = ElementTree.fromstring(viewer.get("/ogc/wms", params={**asking, "INFO_FORMAT": "text/xml"}).text)  # noqa: S314
    assert told.find("Feature/Field/Name").text == "code"  # type: ignore[union-attr]
    assert "没有" in viewer.get("/ogc/wms", params={**asking, "I": "1", "J": "1"}).text


def test_a_legend_names_its_colours(viewer: httpx.Client) -> None:
    answer = viewer.get("/ogc/wms", params={"REQUEST": "GetLegendGraphic", "LAYER": "parking", "FORMAT": "image/png"})
    legend = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert legend.width > 60
    assert len(legend.getcolors(100_000) or []) > 10


def test_tiles_and_maps_show_the_same(viewer: httpx.Client) -> None:
    x, y = Transformer.from_crs(4547, 3857, always_xy=True).transform(EAST + SIDE * 2.5, NORTH + 20)
    half, zoom = 20037508.342789244, 18
    side = 2 * half / 2**zoom
    column, row = int((x + half) / side), int((half - y) / side)
    path = f"/ogc/wmts/1.0.0/parcels/default/current/GoogleMapsCompatible/{zoom}/{row}/{column}.png"
    tile = viewer.get(path)
    assert tile.headers["content-type"] == "image/png"
    kvp = {"REQUEST": "GetTile", "LAYER": "parcels", "TILEMATRIXSET": "GoogleMapsCompatible", "TILEMATRIX": str(zoom),
           "TILEROW": str(row), "TILECOL": str(column), "FORMAT": "image/png"}  # fmt: skip
    assert viewer.get("/ogc/wmts", params=kvp).content == tile.content
    west, north = -half + column * side, half - row * side
    box = f"{west},{north - side},{west + side},{north}"
    same = picture(viewer, CRS="EPSG:3857", BBOX=box, WIDTH="256", HEIGHT="256", TRANSPARENT="TRUE")
    drawn = np.asarray(Image.open(io.BytesIO(tile.content)).convert("RGB")).astype(int)
    assert (drawn == same).all()
    assert (drawn != drawn[0, 0]).any()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"LAYERS": "nonesuch"}, "LayerNotDefined"),
        ({"LAYERS": ""}, "LayerNotDefined"),
        ({"LAYERS": "parcels_history"}, "LayerNotDefined"),
        ({"STYLES": "red"}, "StyleNotDefined"),
        ({"CRS": "EPSG:2154"}, "InvalidCRS"),
        ({"FORMAT": "image/gif"}, "InvalidFormat"),
        ({"TIME": "yesterday"}, "InvalidDimensionValue"),
        ({"TIME": "2020-01-01/2021-01-01"}, "InvalidDimensionValue"),
        ({"WIDTH": "100000"}, None),
        ({"WIDTH": "-1"}, None),
        ({"HEIGHT": "4097"}, None),
        ({"BBOX": "1,2,3"}, None),
        ({"BBOX": "nan,0,1,1"}, None),
        ({"BBOX": "5,5,1,1"}, None),
        ({"BGCOLOR": '"; END'}, None),
        ({"REQUEST": "DescribeLayer"}, "OperationNotSupported"),
        ({"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "parcels", "I": "600", "J": "0"}, "InvalidPoint"),
        ({"MAP": "/etc/passwd", "SLD": "http://127.0.0.1/x", "LAYERS": "x y"}, "LayerNotDefined"),
    ],
)
def test_what_cant_be_drawn_is_refused_in_the_standards_words(
    more: dict[str, str], code: str | None, viewer: httpx.Client
) -> None:
    answer = viewer.get("/ogc/wms", params=asked(**more))
    assert answer.status_code == 400
    told = ElementTree.fromstring(answer.text)  # noqa: S314
    assert told[0].get("code") == code
    assert told[0].text


values = st.one_of(
    anything, st.sampled_from(["parcels", "EPSG:4326", "EPSG:3857", "1.1.1", "image/png", "0,0,1e-323,1", "2"])
)
PARAMETERS = ("VERSION", "LAYERS", "CRS", "SRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "TIME", "KNOWN", "BGCOLOR",
              "STYLES", "REQUEST", "QUERY_LAYERS", "I", "J", "INFO_FORMAT", "FEATURE_COUNT", "LAYER")  # fmt: skip
REQUESTS = st.sampled_from(["GetMap", "GetFeatureInfo", "GetLegendGraphic", "GetCapabilities"])


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=REQUESTS, more=st.dictionaries(st.sampled_from(PARAMETERS), values, max_size=4))
def test_no_question_is_an_error_of_ours(request: str, more: dict[str, str], viewer: httpx.Client) -> None:
    answer = viewer.get(
        "/ogc/wms", params=asked(REQUEST=request) | {"QUERY_LAYERS": "parcels", "I": "9", "J": "9"} | more
    )
    assert answer.status_code in (200, 400), (more, answer.text[:500])


def test_both_versions_of_the_capabilities_name_every_drawn_layer(viewer: httpx.Client) -> None:
    names = {layer.name for layer in all_layers().values() if layer.style}
    assert names
    for version, space in (("1.3.0", "{http://www.opengis.net/wms}"), ("1.1.1", "")):
        answer = viewer.get("/ogc/wms", params={"REQUEST": "GetCapabilities", "VERSION": version})
        root = ElementTree.fromstring(answer.text)  # noqa: S314
        assert root.get("version") == version
        assert names <= {name.text for name in root.iter(f"{space}Name")}
        titles = {one.text for one in root.iter(f"{space}Title")}
        assert "地块 · Parcels" in titles
        box = next(one for one in root.iter(f"{space}BoundingBox") if "EPSG:4547" in one.attrib.values())
        northing = float(str(box.get("minx" if version == "1.3.0" else "miny")))
        assert 2_400_000 < northing < 2_600_000


def test_the_program_that_draws_is_told_no_secret(
    viewer: httpx.Client, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    begin = subprocess.Popen

    def watched(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        told.extend([*command, *options["env"], *options["env"].values()])
        told.append((Path(options["cwd"]) / "map.map").read_text(encoding="utf-8"))
        return begin(command, **options)

    monkeypatch.setattr(renderer.subprocess, "Popen", watched)
    picture(viewer, TIME="2024-06-30")
    assert len(told) > 5
    secret = [server.instance.secret(key) for key in ("app_dsn", "owner_dsn", "signing_key", "superuser_password")]
    for text in told:
        assert not any(part in text for part in [*secret, "postgresql", "DATABASE", "TOKEN", "2024-06-30"]), text


def test_without_mapserver_the_answer_names_its_package(viewer: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "PROGRAM", "no-such-program")
    answer = viewer.get("/ogc/wms", params=asked())
    assert answer.status_code == 503
    assert "mapserver-bin" in answer.text
    assert "mapserver-bin" in viewer.get("/connect").text
