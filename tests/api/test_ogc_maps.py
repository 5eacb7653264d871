"""WMS: the styled map as pictures, what stands at a pixel, legends; each in its system's axes, at both times."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from api.roles import Role
from gis_core import db
from gis_core.cartography.maps import renderer
from gis_core.instance import Instance
from tests.api.consolidating import SOUTH, WEST, fill_project
from tests.api.mapping import asked, at_parcel, colour_of, picture
from tests.api.serving import EAST, NORTH, SIDE, serving


@pytest.fixture(scope="module", autouse=True)
def mapserver() -> None:
    assert renderer.program(), renderer.NO_PROGRAM


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


def test_codes_are_told_in_the_words_that_the_office_gave_them(fresh_instance: Callable[..., Instance]) -> None:
    instance = fresh_instance("renamed")
    fill_project(instance)
    with db.connect(instance, who="administrator", role="owner") as connection:
        connection.execute("UPDATE project_types SET label_zh = '利益共享' WHERE code = 'interest_sharing'")
    with serving(instance) as server, server.client(Role.VIEWER) as client:
        asking = asked(REQUEST="GetFeatureInfo", LAYERS="consolidation_projects", QUERY_LAYERS="consolidation_projects",
                       BBOX=f"{SOUTH},{WEST},{SOUTH + 60},{WEST + 120}", I="300", J="150")  # fmt: skip
        assert "利益共享（interest_sharing）" in client.get("/ogc/wms", params=asking).text
        told = client.get("/ogc/collections/consolidation_projects/queryables").json()["properties"]["project_type"]
        assert "interest_sharing 利益共享" in told["description"]


def test_a_legend_names_its_colours(viewer: httpx.Client) -> None:
    answer = viewer.get("/ogc/wms", params={"REQUEST": "GetLegendGraphic", "LAYER": "parking", "FORMAT": "image/png"})
    legend = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert legend.width > 60
    assert len(legend.getcolors(100_000) or []) > 10
