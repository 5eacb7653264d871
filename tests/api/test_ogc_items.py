"""The open services beside what OGC says: both times, who may come in and how, and that nothing asked is a 500."""

from __future__ import annotations

import base64
import json
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


DOCUMENTS = ("/ogc", "/ogc/collections", "/ogc/api", f"{ITEMS}?limit=1", f"{ITEMS}/P-01", "/ogc/tiles/WebMercatorQuad",
             "/ogc/wms?REQUEST=GetCapabilities", "/ogc/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", "/stac",
             "/stac/search", "/stac/collections/rasters", "/connect")  # fmt: skip


@pytest.mark.parametrize("path", DOCUMENTS)
def test_links_lead_to_the_host_that_was_asked_whatever_else_a_header_says(
    path: str, viewer: httpx.Client, server: Running
) -> None:
    plain = viewer.get(path).text
    assert server.url in plain
    for name in ("X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded",
                 "X-Forwarded-Prefix", "X-Script-Name", "X-Forwarded-For", "X-Real-IP"):  # fmt: skip
        value = "host=evil.example" if name == "Forwarded" else "evil.example"
        told = viewer.get(path, headers={name: value})
        assert told.status_code == 200
        assert "evil.example" not in told.text + str(told.headers), name
    assert viewer.get(path, headers={"Host": "evil.example"}).status_code == 421


def test_a_filter_finds_out_nothing_that_isnt_shown(viewer: httpx.Client) -> None:
    """Neither by counting, nor by order, nor by what a page ends with; and in no writing of the name."""
    for name in ("updated_by", "source", "delivery", "revision", "updated_at", "id", "geom_3857", "xmin", "ctid"):
        for asked in ({"filter": f"{name} IS NOT NULL"}, {"filter": f'"{name}" IS NOT NULL'}, {"sortby": name},
                      {"filter": json.dumps({"op": "isNull", "args": [{"property": name}]})},
                      {"filter": json.dumps({"op": "=", "args": [{"op": "casei", "args": [{"property": name}]}, "x"]})},
                      {"filter": json.dumps({"op": "=", "args": [{"property": "code"}, {"property": name}]})},
                      {"filter": json.dumps({"op": "in", "args": ["x", [{"property": name}]]})},
                      {"filter": json.dumps({"op": "like", "args": [{"property": name, "x": 1}, "%"]})},
                      {"properties": name}, {name: "x"}):  # fmt: skip
            answer = viewer.get(ITEMS, params=asked)
            assert answer.status_code == 400, asked
    page = viewer.get(ITEMS, params={"limit": 1}).json()
    onward = next(link["href"] for link in page["links"] if link["rel"] == "next")
    cursor = httpx.URL(onward).params["after"]
    forged = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).replace(b'["code"', b'["updated_by"')
    )
    assert forged.rstrip(b"=") != cursor.encode()
    assert viewer.get(ITEMS, params={"after": forged.rstrip(b"=").decode()}).status_code == 400
    assert "surveyor" not in viewer.get(ITEMS).text


LEAST = ("/ogc", ITEMS, f"{ITEMS}/P-01", "/ogc/tiles/WebMercatorQuad/0/0/0", "/ogc/wms?REQUEST=GetCapabilities",
         "/ogc/wms?REQUEST=GetFeatureInfo", "/ogc/wmts?REQUEST=GetTile", "/ogc/wmts/1.0.0/WMTSCapabilities.xml",
         "/stac", "/stac/search", "/stac/rasters/none.tif", "/stac/rasters/none/coverage", "/connect",
         "/connect/matian.qgz")  # fmt: skip


@pytest.mark.parametrize("path", LEAST)
def test_without_a_token_that_is_alive_nothing_is_told(path: str, server: Running) -> None:
    wrong = ("Bearer x", "Bearer " + server.token(Role.VIEWER)[:-1], "Bearer " + server.token(Role.VIEWER) + "x")
    with httpx.Client(base_url=server.url) as stranger:
        for headers in ({}, *({"authorization": value} for value in wrong)):
            answer = stranger.get(path, headers=headers)
            assert answer.status_code in (401, 303), (path, headers)
            assert "parcels" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"{ITEMS}?filter=%ff",
        f"{ITEMS}?%ff=1",
        f"{ITEMS}?code=%00",
        f"{ITEMS}/%00",
        f"{ITEMS}/{'a' * 5000}",
        f"{ITEMS}?after={'A' * 4000}",
        f"{ITEMS}?filter={'code%20LIKE%20%27' + '%25a' * 2000}%27%20AND",
        f"{ITEMS}?properties={'code,' * 3000}x",
        f"{ITEMS}?bbox={'1,' * 4000}1",
        "/ogc/wms?LAYERS=%00",
        "/ogc/wms?%E0%A4%A=1&REQUEST=GetMap",
        "/stac/search?intersects=%7B%22type%22",
        "/stac/search?datetime=%ff",
        "/ogc/collections/%2e%2e/items",
        "/ogc/collections/%2e%2e%2f%2e%2e%2fapi/items",
        "/ogc/tiles/%2e%2e/0/0/0",
        "/ogc/tileMatrixSets/%2e%2e%2f%2e%2e",
        "/ogc/wmts/1.0.0/parcels/%2e%2e/current/GoogleMapsCompatible/1/1/1.png",
        "/ogc/wmts/1.0.0/parcels/default/%2e%2e/GoogleMapsCompatible/1/1/1.png",
        "/stac/rasters/%2e%2e%2f%2e%2e%2fsecrets.toml.tif",
        "/stac/collections/rasters/items/..%5c..%5csecret",
        "/connect/%2e%2e/secrets.toml",
    ],
)
def test_broken_text_and_hostile_lengths_are_refused(path: str, viewer: httpx.Client) -> None:
    answer = viewer.get(path)
    assert answer.status_code in (400, 404), answer.text[:300]


def test_a_slow_pattern_isnt(viewer: httpx.Client) -> None:
    """PostgreSQL's LIKE goes back to every %; a text of the records is too short for that to cost anything."""
    pattern = "%a_" * 600
    assert uses(viewer, filter=f"name LIKE '{pattern}b'") == {}
    assert uses(viewer, filter=f"CASEI(name) LIKE CASEI('{pattern}b')") == {}


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
