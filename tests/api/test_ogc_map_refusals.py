"""What WMS refuses and how: in the standard's words or as a picture; nothing is opened, no secret told."""

from __future__ import annotations

import io
import socket
import subprocess
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

from gis_core import db
from gis_core.cartography.maps import renderer
from tests.api.mapping import HEIGHT, WIDTH, asked, picture
from tests.api.serving import Running
from tests.api.test_bad_input import anything


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
        (
            {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "parcels", "I": "6", "J": "0", "LAYERS": "nonesuch"},
            "LayerNotDefined",
        ),
        (
            {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "parcels", "I": "6", "J": "0", "STYLES": "red"},
            "StyleNotDefined",
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
