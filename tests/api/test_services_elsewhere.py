"""The open services of another place: the axes of its own survey CRS, whichever comes first."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
import rasterio

from api.roles import Role
from tests.api.serving import serving
from tests.elsewhere import corner, prague


@pytest.fixture(scope="module", params=["EPSG:5514", "EPSG:3045"])
def viewer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A viewer of Prague, whose survey CRS counts first to the east (Krovak) or to the north (UTM as ETRS89 has it)."""
    with (
        prague(tmp_path_factory.mktemp("services") / "home", request.param) as instance,
        serving(instance) as running,
        running.client(Role.VIEWER) as client,
    ):
        yield client


def northing_first(viewer: httpx.Client) -> bool:
    return str(viewer.get("/api/place").json()["crs"]) == "EPSG:3045"


def in_order(viewer: httpx.Client, east: float, north: float) -> list[float]:
    """A place in the order that the register gives its axes."""
    return [north, east] if northing_first(viewer) else [east, north]


def middle(viewer: httpx.Client) -> tuple[float, float]:
    """The middle of the first parcel: easting, northing."""
    east, north = corner(int(viewer.get("/api/place").json()["crs"].removeprefix("EPSG:")))
    return east + 27.5, north + 50


def test_the_page_of_services_says_which_coordinate_comes_first(viewer: httpx.Client) -> None:
    page = viewer.get("/connect").text
    assert ("northing first" in page, "easting first" in page) == (northing_first(viewer), not northing_first(viewer))
    assert "Praha" in page


def test_features_come_and_are_found_in_the_order_of_the_register(viewer: httpx.Client) -> None:
    crs = viewer.get("/api/place").json()["crs"].removeprefix("EPSG:")
    uri = f"http://www.opengis.net/def/crs/EPSG/0/{crs}"
    east, north = middle(viewer)
    box = [*in_order(viewer, east - 1, north - 1), *in_order(viewer, east + 1, north + 1)]
    asked = {"bbox": ",".join(map(str, box)), "bbox-crs": uri, "crs": uri}
    answer = viewer.get("/ogc/collections/parcels/items", params=asked).raise_for_status()
    assert answer.headers["content-crs"] == f"<{uri}>"
    (found,) = answer.json()["features"]
    assert found["id"] == "B-0"
    ring = found["geometry"]["coordinates"][0][0]
    first, second = in_order(viewer, east, north)
    assert all(abs(x - first) <= 60 and abs(y - second) <= 60 for x, y in ring)
    wrong = {**asked, "bbox": ",".join(map(str, [box[1], box[0], box[3], box[2]]))}
    assert viewer.get("/ogc/collections/parcels/items", params=wrong).json().get("features", []) == []


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize("version", ["1.3.0", "1.1.1"])
def test_a_picture_is_of_the_ground_that_its_box_names(viewer: httpx.Client, version: str) -> None:
    crs = viewer.get("/api/place").json()["crs"]
    east, north = middle(viewer)
    corners = ((east - 20, north - 20), (east + 20, north + 20))
    order = in_order if version == "1.3.0" else lambda _viewer, x, y: [x, y]
    box = [value for place in corners for value in order(viewer, *place)]
    asked = {
        "SERVICE": "WMS", "REQUEST": "GetMap", "VERSION": version, "LAYERS": "parcels", "STYLES": "", "WIDTH": 80,
        "CRS" if version == "1.3.0" else "SRS": crs, "BBOX": ",".join(map(str, box)), "HEIGHT": 80,
        "FORMAT": "image/png", "BGCOLOR": "0x000000",
    }  # fmt: skip
    answer = viewer.get("/ogc/wms", params=asked).raise_for_status()
    with rasterio.open(BytesIO(answer.content)) as picture:
        assert picture.read()[:3, 40, 40].max() > 40, "the parcel fills it"
