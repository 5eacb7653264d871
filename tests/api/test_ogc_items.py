"""The open services beside what OGC says: both times, who may come in and how, and that nothing asked is a 500."""

from __future__ import annotations

import base64
from collections.abc import Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ogc.items import ASKED
from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import Running
from tests.api.test_bad_input import anything

ITEMS = "/ogc/collections/parcels/items"
EFFORT = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def uses(client: httpx.Client, **asked: str) -> dict[str, str]:
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 200, answer.text
    return {feature["id"]: feature["properties"]["land_use"] for feature in answer.json()["features"]}


def test_a_feature_that_changed_is_shown_as_it_was_before(viewer: httpx.Client) -> None:
    assert uses(viewer)["P-11"] == "0701"
    assert uses(viewer, at="2024-06-30")["P-11"] == "1001"
    assert uses(viewer, datetime="2024-06-30")["P-11"] == "1001"
    assert uses(viewer, datetime="2024-06-30T15:59:59Z")["P-11"] == "1001", "midnight in Shenzhen"
    assert uses(viewer, datetime="2024-06-30T16:00:00Z")["P-11"] == "0701"
    assert uses(viewer, known="2020-01-01") == {}
    assert viewer.get(f"{ITEMS}/P-11", params={"at": "2024-06-30"}).json()["properties"]["land_use"] == "1001"


def test_an_interval_finds_what_was_there_on_any_of_its_days(viewer: httpx.Client) -> None:
    assert "P-12" not in uses(viewer, datetime="2025-01-01/..")
    assert "P-12" in uses(viewer, datetime="2024-12-31/..")
    assert "P-10" not in uses(viewer, datetime="../2024-06-30")
    assert "P-10" in uses(viewer, datetime="../2024-07-01")
    assert uses(viewer, datetime="2022-01-01/2024-06-30")["P-11"] == "1001"
    assert uses(viewer, datetime="2022-01-01/2025-06-30")["P-11"] == "0701", "each as it was last"
    for wrong in ("../..", "2025-01-01/2024-01-01", "yesterday", "2024-01-01/2024-02-01/2024-03-01"):
        assert viewer.get(ITEMS, params={"datetime": wrong}).status_code == 400, wrong
    assert viewer.get(ITEMS, params={"datetime": "2024-01-01", "at": "2024-01-01"}).status_code == 400


def test_pages_show_one_state_though_records_change_between_them(fresh_instance: Callable[..., Instance]) -> None:
    from tests.api.serving import fill, serving

    instance = fresh_instance("ogc_paging")
    fill(instance)
    with serving(instance) as server, server.client(Role.VIEWER) as client:
        first = client.get(ITEMS, params={"limit": 4}).json()
        with db.connect(instance, who="surveyor") as connection:
            connection.execute("DELETE FROM parcels WHERE code IN ('P-02', 'P-07')")
        onward = next(link["href"] for link in first["links"] if link["rel"] == "next")
        second = client.get(onward).json()
        assert [feature["id"] for feature in second["features"]] == ["P-05", "P-06", "P-07", "P-08"]
        assert second["numberMatched"] == 11
        assert client.get(onward + "&known=2020-01-01").status_code == 400


def test_a_token_is_a_bearer_or_a_password_and_never_stands_in_an_address(server: Running) -> None:
    token = server.token(Role.VIEWER)
    with httpx.Client(base_url=server.url) as stranger:
        refused = stranger.get("/ogc")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic realm=")
        assert refused.headers["content-type"] == "application/problem+json"
        assert stranger.get("/ogc", headers={"sec-fetch-mode": "navigate"}).headers["location"] == "/login?next=/ogc"
        assert stranger.get("/ogc", auth=("anybody", token)).status_code == 200
        assert stranger.get("/stac", auth=("", token)).status_code == 200
        assert stranger.get("/ogc/wms", params={"REQUEST": "GetCapabilities"}, auth=("x", token)).status_code == 200
        assert stranger.get("/ogc", params={"token": token}).status_code == 401
        assert stranger.get("/ogc", auth=("anybody", "wrong")).status_code == 401
        assert stranger.get("/ogc", auth=(token, "")).status_code == 401
        for broken in ("Basic", "Basic !", "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Digest x"):
            assert stranger.get("/ogc", headers={"authorization": broken}).status_code == 401, broken
        assert stranger.get("/api/place", auth=("anybody", token)).status_code == 401, "the open services alone"
        assert "Basic" not in stranger.get("/api/place").headers["www-authenticate"]


@pytest.mark.parametrize(
    "text",
    [
        "land_use = '0701'; DROP TABLE parcels",
        "land_use = '0701' OR 1=1 --",
        "pg_sleep(5)",
        "pg_sleep(5) = 1",
        "updated_by = 'surveyor'",
        "(" * 5000 + "TRUE" + ")" * 5000,
        "NOT " * 3000 + "vacant",
        '{"op":"and","args":[]}',
        '{"op":"=","args":[{"property":"land_use"}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[1e999,1]}]}',
        '{"op":"in","args":[{"property":"code"},' + "[" * 3000 + "]" * 3000 + "]}",
        "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))",
        "S_DWITHIN(geometry, POINT(113 22), 1e300, meters)",
        "code = 5",
        "area_m2 LIKE '%'",
        "area_m2 * 1e308 > 1",
        "\u202e = 1",
    ],
)
def test_a_hostile_filter_is_refused(text: str, viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params={"filter": text})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] in ("filter", "query")
    assert viewer.get(ITEMS).json()["numberMatched"] == 11


@EFFORT
@given(asked=st.dictionaries(st.sampled_from([*ASKED, "code", "area_m2", "vacant"]), anything, max_size=3))
def test_no_query_is_an_error_of_ours(asked: dict[str, str], viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params=asked)
    assert answer.status_code in (200, 400), (asked, answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/ogc/collections/..%2f..%2fetc%2fpasswd",
        "/ogc/collections/parcels_history/items",
        "/ogc/collections/stage_events/items",
        "/ogc/collections/parcels/items/..%2f..",
        "/ogc/collections/parcels'--/items",
        "/stac/rasters/..%2f..%2fsecrets.tif",
        "/stac/collections/rasters/items/..%2f..%2fterrain",
        "/ogc/wmts/1.0.0/..%2fx/default/current/GoogleMapsCompatible/1/1/1.gif",
    ],
)
def test_a_hostile_path_leads_nowhere(path: str, viewer: httpx.Client) -> None:
    assert viewer.get(path).status_code in (400, 404)
