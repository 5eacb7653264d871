"""WMS and WMTS: the styled map as pictures, in each system's order of axes, at both times, within bounds."""

from __future__ import annotations

import io
import math
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyproj import Transformer

from gis_core import db
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
        ({"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "nonesuch", "I": "6", "J": "0"}, "LayerNotDefined"),
        (
            {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "parcels", "I": "6", "J": "0", "INFO_FORMAT": "x"},
            "InvalidFormat",
        ),
        ({"REQUEST": "GetLegendGraphic", "LAYER": "nonesuch"}, "LayerNotDefined"),
        ({"REQUEST": "GetLegendGraphic", "LAYER": "map"}, "LayerNotDefined"),
        ({"REQUEST": "GetLegendGraphic", "LAYER": "parcels", "FORMAT": "image/gif"}, "InvalidFormat"),
        ({"REQUEST": "GetLegendGraphic", "LAYER": "parcels", "STYLE": "red"}, "StyleNotDefined"),
        ({"CRS": "AUTO2:42001,1,113,22"}, "InvalidCRS"),
        ({"BBOX": "2518900,490000,2518900,490600"}, None),
        ({"TIME": "2024-01-01,2024-02-01"}, "InvalidDimensionValue"),
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


ORDER = {
    "1.3.0": {
        "WMS_Capabilities": "Service Capability",
        "Service": "Name Title Abstract KeywordList OnlineResource ContactInformation Fees AccessConstraints LayerLimit"
        " MaxWidth MaxHeight",
        "Capability": "Request Exception Layer",
        "Request": "GetCapabilities GetMap GetFeatureInfo GetLegendGraphic",
        "Layer": "Name Title Abstract KeywordList CRS EX_GeographicBoundingBox BoundingBox Dimension Attribution"
        " AuthorityURL Identifier MetadataURL DataURL FeatureListURL Style MinScaleDenominator MaxScaleDenominator"
        " Layer",
        "Style": "Name Title Abstract LegendURL",
    },
    "1.1.1": {
        "WMT_MS_Capabilities": "Service Capability",
        "Service": "Name Title Abstract KeywordList OnlineResource ContactInformation Fees AccessConstraints",
        "Capability": "Request Exception VendorSpecificCapabilities UserDefinedSymbolization Layer",
        "Request": "GetCapabilities GetMap GetFeatureInfo DescribeLayer GetLegendGraphic",
        "Layer": "Name Title Abstract KeywordList SRS LatLonBoundingBox BoundingBox Dimension Extent Attribution"
        " AuthorityURL Identifier MetadataURL DataURL FeatureListURL Style ScaleHint Layer",
        "Style": "Name Title Abstract LegendURL",
    },
    "WMTS": {
        "Capabilities": "ServiceIdentification OperationsMetadata Contents ServiceMetadataURL",
        "ServiceIdentification": "Title Abstract Keywords ServiceType ServiceTypeVersion Fees AccessConstraints",
        "Contents": "Layer TileMatrixSet",
        "Layer": "Title Abstract Keywords WGS84BoundingBox Identifier BoundingBox Metadata Style Format InfoFormat"
        " Dimension TileMatrixSetLink ResourceURL",
        "Style": "Title Abstract Keywords Identifier LegendURL",
        "Dimension": "Title Abstract Identifier UOM UnitSymbol Default Current Value",
        "TileMatrixSet": "Title Identifier BoundingBox SupportedCRS WellKnownScaleSet TileMatrix",
        "TileMatrix": "Identifier ScaleDenominator TopLeftCorner TileWidth TileHeight MatrixWidth MatrixHeight",
    },
}
"""Children of each element in the order of the schemas: capabilities_1_3_0.xsd, the DTD of 1.1.1, wmts 1.0."""


@pytest.mark.parametrize("kind", ORDER)
def test_capabilities_stand_in_the_order_of_their_schema(kind: str, viewer: httpx.Client) -> None:
    service = "wmts" if kind == "WMTS" else "wms"
    asking = {"SERVICE": service, "REQUEST": "GetCapabilities", **({} if kind == "WMTS" else {"VERSION": kind})}
    root = ElementTree.fromstring(viewer.get(f"/ogc/{service}", params=asking).text)  # noqa: S314
    seen = set()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name not in ORDER[kind] or (name == "TileMatrixSet" and not len(element)):  # the link to one has that name
            continue
        seen.add(name)
        wanted = ORDER[kind][name].split()
        places = [wanted.index(child.tag.rpartition("}")[2]) for child in element]
        assert places == sorted(places), name
    assert seen == set(ORDER[kind])


@pytest.mark.parametrize(
    ("asked_for", "spoken"),
    [("1.3.0", "1.3.0"), ("1.1.1", "1.1.1"), ("1.1.0", "1.1.1"), ("1.2.9", "1.1.1"), ("1.10.0", "1.3.0"),
     ("2.0.0", "1.3.0"), ("100.0.0", "1.3.0"), ("0.0.0", "1.1.1"), ("x", "1.3.0"), ("", "1.3.0")],
)  # fmt: skip
def test_the_version_spoken_is_the_highest_that_isnt_above_the_one_asked_for(
    asked_for: str, spoken: str, viewer: httpx.Client
) -> None:
    answer = viewer.get("/ogc/wms", params={"service": "wms", "Request": "getcapabilities", "version": asked_for})
    assert ElementTree.fromstring(answer.text).get("version") == spoken  # noqa: S314


TILE = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": "parcels", "STYLE": "default",
        "FORMAT": "image/png", "TILEMATRIXSET": "GoogleMapsCompatible", "TILEMATRIX": "3", "TILEROW": "3",
        "TILECOL": "6"}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "locator"),
    [
        ({"SERVICE": "WMS"}, "InvalidParameterValue", "SERVICE"),
        ({"VERSION": "2.0.0"}, "InvalidParameterValue", "VERSION"),
        ({"REQUEST": ""}, "MissingParameterValue", "REQUEST"),
        ({"REQUEST": "GetFeatureInfo"}, "OperationNotSupported", "REQUEST"),
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "9.9.9"}, "VersionNegotiationFailed", "ACCEPTVERSIONS"),
        *(({name: ""}, "MissingParameterValue", name) for name in ("LAYER", "TILEMATRIXSET", "TILEMATRIX", "TILEROW")),
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
    more: dict[str, str], code: str, locator: str, viewer: httpx.Client
) -> None:
    answer = viewer.get("/ogc/wmts", params=TILE | more)
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


def test_no_address_in_a_request_is_ever_opened(
    viewer: httpx.Client, monkeypatch: pytest.MonkeyPatch, server: Running
) -> None:
    """Nothing connects but the client to us and we to the database; the picture is the same as without."""
    opened: list[object] = []
    connect = socket.socket.connect
    ours = {urlsplit(url).port for url in (server.url, db.dsn(server.instance))}

    def watched(self: socket.socket, address: Any) -> None:
        if address[1] not in ours:
            opened.append(address)
        connect(self, address)

    plain = picture(viewer)
    monkeypatch.setattr(socket.socket, "connect", watched)
    where = "http://127.0.0.1:9/x"
    for name in ("SLD", "SLD_BODY", "MAP", "MAPFILE", "REMOTE_OWS_URL", "WFS", "USERSTYLE", "CONTEXT", "DIM_URL"):
        assert (picture(viewer, **{name: where}) == plain).all(), name
        assert (picture(viewer, **{name: f"<StyledLayerDescriptor xlink:href='{where}'/>"}) == plain).all(), name
    for wrong in ({"CRS": where}, {"LAYERS": where}, {"STYLES": where}, {"FORMAT": where}, {"TIME": where}):
        assert viewer.get("/ogc/wms", params=asked(**wrong)).status_code == 400
    for asked_crs in ("filter-crs", "crs", "bbox-crs"):
        refused = viewer.get("/ogc/collections/parcels/items",
                             params={"bbox": "113,22,114,23", "filter": "vacant", asked_crs: where})  # fmt: skip
        assert refused.status_code == 400
    assert opened == []


def test_a_refusal_is_a_picture_where_a_client_shows_nothing_else(viewer: httpx.Client) -> None:
    for version, words in (("1.3.0", ("INIMAGE", "blank")),
                           ("1.1.1", ("application/vnd.ogc.se_inimage", "application/vnd.ogc.se_blank"))):  # fmt: skip
        told = viewer.get("/ogc/wms", params={"REQUEST": "GetCapabilities", "VERSION": version}).text
        assert all(f"<Format>{word}</Format>".lower() in told.lower() for word in words)
        for word, says in zip(words, (True, False), strict=True):
            wrong = asked(VERSION=version, LAYERS="nonesuch", EXCEPTIONS=word, SRS="EPSG:4547")
            answer = viewer.get("/ogc/wms", params=wrong)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
            shown = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))
            assert shown.shape == (HEIGHT, WIDTH, 3)
            assert bool((shown != 255).any()) is says, word
    for more in ({"WIDTH": "0"}, {"FORMAT": "image/gif"}, {"REQUEST": "GetFeatureInfo"}, {"EXCEPTIONS": "PARTIALMAP"}):
        still = viewer.get("/ogc/wms", params=asked(LAYERS="nonesuch", **{"EXCEPTIONS": "INIMAGE", **more}))
        assert (still.status_code, still.headers["content-type"].partition(";")[0]) == (400, "text/xml")


values = st.one_of(
    anything,
    st.sampled_from(["parcels", "EPSG:4326", "EPSG:3857", "1.1.1", "image/png", "0,0,1e-323,1", "2", "INIMAGE"]),
)
PARAMETERS = ("VERSION", "LAYERS", "CRS", "SRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "TIME", "KNOWN", "BGCOLOR",
              "EXCEPTIONS", "STYLES", "REQUEST", "QUERY_LAYERS", "I", "J", "INFO_FORMAT", "FEATURE_COUNT",
              "LAYER")  # fmt: skip
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
