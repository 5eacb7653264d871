"""Whatever is asked, the answer is an answer or a 4xx that names the field; never a 500."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.roles import Role
from gis_core.features import columns
from layers.registry import all_layers
from tests.api.serving import Running

PARCELS = "/api/layers/parcels/features"
NUMBERS = [
    "0", "-0.0", "1e308", "-1e309", "1e-320", "NaN", "nan", "inf", "-Infinity", "99999999999999999999", "0x10", "1_000",
    "１２",
]  # fmt: skip
DATES = [
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2024-02-30", "2024-13-01", "2024-W01-1", "20240101",
    "now", "infinity", "2024-12-31T24:00:00", "2024-06-01T00:00:00+99:00", "2024-06-01T00:00:00-23:59:59",
    "0001-01-01T00:00:00+14:00",
]  # fmt: skip
WORDS = [
    "", " ", "'", '"', "\\", "%", "_", "); DROP TABLE parcels; --", "$1", "{0}", "%(x)s", "\u202e", "𠀀", "null", "[]",
]  # fmt: skip
BOXES = [
    "0,0,0,0", "-180,-90,180,90", "180,-90,-180,90", "179,0,-179,1", "113,22,114,21", "1,2,3", "1,2,3,4,5", "a,b,c,d",
    "nan,0,1,1", "0,0,inf,1", "-181,0,0,0", "0,-91,0,0", "1e400,0,0,0", ",,,", "113.86,22.73,113.92,22.80",
    "１,２,３,４",
]  # fmt: skip


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


CURSORS = [
    "", "!", "a", "=", "bnVsbA", "e30", "W10", cursor("code", None, "P", "2024-01-01", "2024-01-01T00:00:00"),
    cursor("code", "P-01", "P-01", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor("code", "\0", "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor("code", "\ud800", "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor("area_m2", "NaN", "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor("area_m2", 5, "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor(["code"], "a", "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    cursor("code", "a", "P", "0001-01-01", "9999-12-31T23:59:59-23:00"),
    cursor("code; --", "a", "P", "2024-01-01", "2024-01-01T00:00:00+00:00"),
    "[" * 5000, base64.urlsafe_b64encode(b"[" * 9000).decode(),
]  # fmt: skip

anything = st.one_of(st.sampled_from([*NUMBERS, *DATES, *WORDS, *BOXES, *CURSORS]), st.text(max_size=40))
names = st.sampled_from(
    ["bbox", "bbox-crs", "crs", "at", "known", "sort", "limit", "after", "nonesuch", *columns(all_layers()["parcels"])]
)
EFFORT = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refusal(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["instance"].endswith(answer.headers["x-request-id"])
    return problem


def encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@EFFORT
@given(asked=st.lists(st.tuples(names, anything), min_size=1, max_size=4))
def test_features_never_fail_whatever_the_parameters(viewer: httpx.Client, asked: list[tuple[str, str]]) -> None:
    answer = viewer.get(PARCELS, params=[(name, encodable(value)) for name, value in asked])
    assert answer.status_code in (200, 400, 422), answer.text
    if answer.status_code != 200:
        assert refusal(answer)["field"] in {"query", *(name for name, _ in asked)}


@EFFORT
@given(path=st.text(max_size=30), at=anything, known=anything)
def test_one_feature_never_fails_whatever_its_code(viewer: httpx.Client, path: str, at: str, known: str) -> None:
    from urllib.parse import quote

    parameters = {"at": encodable(at), "known": encodable(known)}
    answer = viewer.get(f"{PARCELS}/{quote(encodable(path), safe='')}", params=parameters)
    assert answer.status_code in (200, 400, 404), answer.text


@EFFORT
@given(q=anything, limit=st.one_of(st.integers(-5, 200).map(str), anything))
def test_search_never_fails_whatever_is_sought(viewer: httpx.Client, q: str, limit: str) -> None:
    answer = viewer.get("/api/search", params={"q": encodable(q), "limit": encodable(limit)})
    assert answer.status_code in (200, 400), answer.text


@EFFORT
@given(year=st.one_of(st.integers().map(str), anything), known=anything)
def test_the_year_never_fails(viewer: httpx.Client, year: str, known: str) -> None:
    parameters = {"year": encodable(year), "known": encodable(known)}
    assert viewer.get("/api/figures/year", params=parameters).status_code in (200, 400)


consolidation = st.sampled_from(
    [
        *("figures", "figures/completed_area", "figures/contiguous_area/evidence", "monthly", "funnel", "projects"),
        *("states", "ledger.xlsx", "frozen", "frozen/1"),
    ]
)
questions = st.sampled_from(
    [
        *("year", "first", "last", "at", "known", "since", "zone", "community", "project", "type"),
        *("gap_m", "smallest_m2", "kind", "month", "nonesuch"),
    ]
)


@EFFORT
@given(path=consolidation, asked=st.lists(st.tuples(questions, anything), max_size=4))
def test_consolidation_never_fails_whatever_the_question(
    viewer: httpx.Client, path: str, asked: list[tuple[str, str]]
) -> None:
    parameters = [(name, encodable(value)) for name, value in asked]
    answer = viewer.get(f"/api/consolidation/{path}", params=parameters)  # type: ignore[arg-type]
    assert answer.status_code in (200, 400, 404), answer.text


@EFFORT
@given(path=st.binary(max_size=20), query=st.binary(max_size=30))
def test_no_bytes_in_the_address_break_the_server(viewer: httpx.Client, path: bytes, query: bytes) -> None:
    raw = b"/" + b"".join(b"%%%02x" % byte for byte in path) + b"?" + b"".join(b"%%%02x" % byte for byte in query)
    url = httpx.URL(viewer.base_url).copy_with(raw_path=raw)
    assert viewer.get(url).status_code < 500


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"bbox": "113,23,112,22"}, "bbox"),
        ({"bbox": "114,22,113,23"}, "bbox"),  # none over the antimeridian, which would be narrower
        ({"bbox": "nan,0,1,1"}, "bbox"),
        ({"bbox": "490000,2519000,490100,2519100"}, "bbox"),
        ({"bbox": "1,2,3,4", "bbox-crs": "EPSG:2326"}, "bbox-crs"),
        ({"bbox-crs": "EPSG:4547"}, "bbox-crs"),
        ({"crs": "EPSG:999999"}, "crs"),
        ({"crs": "GCJ-02"}, "crs"),
        ({"at": "2024-02-30"}, "at"),
        ({"at": "0000-01-01"}, "at"),
        ({"at": "10000-01-01"}, "at"),
        ({"known": "yesterday"}, "known"),
        ({"known": "9999-12-31"}, "known"),
        ({"sort": "colour"}, "sort"),
        ({"sort": "geom"}, "sort"),
        ({"sort": ""}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "10001"}, "limit"),
        ({"limit": "1e3"}, "limit"),
        ({"after": "x"}, "after"),
        ({"nonesuch": "1"}, "nonesuch"),
        ({"geom": "1"}, "geom"),
        ({"vacant": "perhaps"}, "vacant"),
        ({"valid_from": "2024"}, "valid_from"),
        ({"revision": "99999999999"}, "revision"),
        ({"registered_area_m2": "NaN"}, "registered_area_m2"),
        ({"at": ["2024-01-01", "2024-01-02"]}, "at"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(viewer: httpx.Client, parameters: dict[str, Any], field: str) -> None:
    answer = viewer.get(PARCELS, params=parameters)
    problem = refusal(answer)
    assert 400 <= answer.status_code < 500
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}:")


def test_every_route_of_ours_refuses_a_parameter_that_it_does_not_have(viewer: httpx.Client) -> None:
    for path in ("/api/session", "/api/place", "/api/layers", "/api/search?q=a", "/api/figures/year?year=2024",
                 "/api/consolidation/figures", "/api/consolidation/frozen", "/api/consolidation/states",
                 "/api/consolidation/ledger.xlsx",
                 "/api/counts?bbox=113,22,115,24", PARCELS, f"{PARCELS}/P-01", "/api/openapi.json"):  # fmt: skip
        answer = viewer.get(path, params={**dict(httpx.URL(path).params), "nonesuch": "1"})
        assert (answer.status_code, answer.json()["field"]) == (400, "nonesuch"), path


def test_an_error_of_ours_tells_its_id_and_nothing_else(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("secret inner text")

    monkeypatch.setattr("api.routes.layers.all_layers", broken)
    with server.client(Role.VIEWER) as client:
        answer = client.get("/api/layers")
    problem = refusal(answer)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert problem["instance"].removeprefix("urn:matian:request:") in problem["detail"]
