"""What is refused before any route is asked: strange hosts and origins, broken text; and the headers of answers."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from api.roles import Role
from api.security.door import policy
from gis_core.instance import Instance
from tests.api.serving import Running, serving

TILE = "/tiles/12/3343/1781.mvt?layers=parcels"  # goes the short way, behind the same door


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "",
        "[::1",
        "127.0.0.1:80@evil.example",
        "[::1].evil.example",
        "[::1]@evil.example",
        "[::1]:80@evil.example",
        "[::1]:x",
    ],
)
def test_another_host_name_is_refused(server: Running, host: str) -> None:
    for path in ("/healthz", TILE):
        assert httpx.get(f"{server.url}{path}", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:80"])
def test_our_own_host_names_are_answered(server: Running, host: str) -> None:
    assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 200


def test_public_hosts_are_answered_too(served: Instance) -> None:
    with serving(served, public_hosts=("plan.office",)) as running:
        assert httpx.get(f"{running.url}/healthz", headers={"Host": "plan.office:8765"}).status_code == 200
        assert httpx.get(f"{running.url}/healthz", headers={"Host": "other.office"}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:1"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Cookie": "matian_x=1"}, False),
        ({"Origin": "OURS"}, True),
        ({}, True),
    ],
)
def test_what_changes_something_must_come_from_our_pages(
    server: Running, headers: dict[str, str], allowed: bool
) -> None:
    said = {name: server.url if value == "OURS" else value for name, value in headers.items()}
    with server.client(Role.VIEWER) as client:
        status = client.post("/logout", headers=said).status_code
    assert (status != 403) is allowed


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/search?q=%00", "q"),
        ("/api/search?q=a%00b&limit=1", "q"),
        ("/api/layers/parcels/features?name=%ff%fe", "name"),
        ("/api/layers/parcels/features?%ff=1", None),
        ("/api/layers/parcels/features/%00", "path"),
        ("/api/layers/%c3%28/features", "path"),
        ("/%00", "path"),
        ("/api/search?q=" + "a" * 20_000, "query"),
    ],
)
def test_text_that_is_no_text_is_400_and_named(viewer: httpx.Client, path: str, field: str | None) -> None:
    answer = viewer.get(path)
    assert answer.status_code == 400
    if field:
        assert answer.json()["field"] == field


@pytest.mark.parametrize(
    "path", ["/healthz", "/login", "/api/layers", "/api/nothing", "/api/layers/x/features", TILE, "/tiles/16/x/1.mvt"]
)
def test_every_answer_carries_the_headers(viewer: httpx.Client, path: str) -> None:
    headers = viewer.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"]
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert "server" not in headers


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    told = policy("nonce")
    assert policy() == told.replace(" 'nonce-nonce'", "")
    assert "unsafe" not in told
    assert "http" not in told
    assert "*" not in told
    rules: dict[str, Any] = {rule.split()[0]: rule.split()[1:] for rule in told.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]
    assert rules["worker-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'none'"]


def test_the_login_page_has_the_answers_nonce_and_nothing_from_elsewhere(server: Running) -> None:
    first, second = (httpx.get(f"{server.url}/login") for _ in range(2))
    nonces = []
    for page in (first, second):
        nonce = re.search(r"'nonce-([\w-]+)'", page.headers["content-security-policy"])
        assert nonce is not None
        assert f'<style nonce="{nonce[1]}">' in page.text
        assert "style=" not in page.text
        assert "<script" not in page.text
        assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", page.text)
        nonces.append(nonce[1])
    assert nonces[0] != nonces[1]


def test_head_answers_as_get_without_a_body(viewer: httpx.Client) -> None:
    for path in ("/healthz", "/api/layers", "/api/layers/parcels/features", "/api/nothing", TILE):
        head, whole = viewer.head(path), viewer.get(path)
        assert head.status_code == whole.status_code
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.content == b""


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_another_method_is_405_and_says_which_there_are(viewer: httpx.Client, method: str) -> None:
    for path in ("/api/layers", TILE):
        answer = viewer.request(method, path)
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]
        assert "access-control-allow-origin" not in answer.headers


def test_what_can_only_be_posted_is_no_page_that_is_missing(viewer: httpx.Client) -> None:
    for path, methods in (("what-if", "POST"), ("tenants/x", "PATCH"), ("projects/X1/documents", "GET, POST")):
        answer = viewer.request("GET" if "GET" not in methods else "PUT", f"/api/consolidation/{path}")
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)
