"""Logs: JSON lines that tell who asked what, without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.logs import configure, shown_query
from api.roles import Role
from gis_core.instance import Instance
from tests.api.serving import serving


@pytest.fixture(scope="module")
def logged(fresh_instance: Callable[..., Instance]) -> tuple[str, list[dict[str, Any]], dict[str, str]]:
    """The log of a server that a browser and a program came to, and the secrets that they came with."""
    instance = fresh_instance("logged")
    path = configure(instance)
    with serving(instance) as running:
        link = running.login_link()
        with httpx.Client() as browser:
            browser.get(link)
            cookie = next(iter(browser.cookies.values()))
            browser.get(f"{running.url}/api/layers?nonesuch=1")
        with running.client(Role.PLANNER) as program:
            answer = program.get("/api/search", params={"q": "查\n询"})
            tile = program.get("/tiles/16/1/2.mvt", params={"layers": "parcels"})
        secrets = {"login": link.partition("token=")[2], "cookie": cookie, "token": running.token(Role.PLANNER)}
        secrets["id"], secrets["tile"] = answer.headers["x-request-id"], tile.headers["x-request-id"]
    text = path.read_text(encoding="utf-8")
    return text, [json.loads(line) for line in text.splitlines()], secrets


def test_each_request_is_one_line_with_its_id_and_who(logged: Any) -> None:
    _, lines, secrets = logged
    [line] = [line for line in lines if line.get("request_id") == secrets["id"]]
    assert line["who"] == "test-planner"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/search", 200)
    assert line["ms"] > 0
    assert line["timestamp"].endswith("Z")
    assert any(line.get("status") == 400 and line["who"] == "browser" for line in lines)


def test_a_tile_is_a_line_as_any_other(logged: Any) -> None:
    _, lines, secrets = logged
    [line] = [line for line in lines if line.get("request_id") == secrets["tile"]]
    [other] = [line for line in lines if line.get("request_id") == secrets["id"]]
    assert set(line) == set(other)
    assert (line["who"], line["path"], line["query"]) == ("test-planner", "/tiles/16/1/2.mvt", "layers=parcels")
    assert line["status"] == 204


def test_no_secret_is_in_the_log(logged: Any) -> None:
    text, lines, secrets = logged
    assert any(line.get("path") == "/login" for line in lines)
    for name in ("login", "cookie", "token"):
        assert secrets[name] not in text, name


def test_an_error_of_ours_is_in_the_log_under_the_id_that_people_are_told(
    served: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = configure(served)

    def broken(*_given: object) -> None:
        raise RuntimeError("inner text")

    monkeypatch.setattr("api.routes.layers.all_layers", broken)
    monkeypatch.setattr("api.tile_service.Tiles.find", broken)
    with serving(served) as running, running.client(Role.VIEWER) as client:
        answers = [client.get(asked) for asked in ("/api/layers", "/tiles/16/1/2.mvt?layers=parcels")]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for answer in answers:
        assert answer.status_code == 500
        assert "inner text" not in answer.text
        number = answer.headers["x-request-id"]
        assert number in answer.json()["detail"]
        [error] = [line for line in lines if line.get("request_id") == number and line["level"] == "error"]
        assert "inner text" in error["exception"]


def test_no_path_breaks_a_line(served: Instance) -> None:
    path = configure(served)
    with serving(served) as running:
        for breaking in ("%0A", "%0D", "%C2%85", "%E2%80%A8", "%1B[2J"):
            httpx.get(f"{running.url}/api/x{breaking}y")
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[-20:]]
    assert sum(str(line.get("path")).startswith("/api/x\N{REPLACEMENT CHARACTER}") for line in told) == 5


@pytest.mark.parametrize("query", [b"token=abc", b"a=1&token=abc&b=2", b"to%6ben=abc", b"next=%2Flogin%3Ftoken%3Dabc"])
def test_secrets_are_blotted_out_however_they_are_written(query: bytes) -> None:
    assert "abc" not in shown_query(query)
