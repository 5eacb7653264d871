"""Roles: every route declares the least it needs, and keeps to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

import api.app
from api.app import create_app, route_modules
from api.roles import INCLUDES, Role, allows, powers
from api.security.access import gate_of
from gis_core.instance import Instance
from gis_core.settings import Settings
from layers.access import ROLES
from tests.api.serving import Running

VALUES = {"layer": "parcels", "code": "P-01", "z": "14", "x": "13377", "y": "7123", "name": "none",
          "matrix_set_id": "WebMercatorQuad", "row": "7123", "column": "13377", "style": "default", "time": "current",
          "scheme": "GoogleMapsCompatible", "matrix": "14", "ending": "png",
          "figure": "completed_area", "id": "1", "number": "1", "stage": "completed", "token": "none",
          "selection": "00000000-0000-0000-0000-000000000000"}  # fmt: skip
OPEN = {("GET", "/healthz"), ("GET", "/login"), ("POST", "/login")}


def routes() -> list[APIRoute]:
    found = [route for module in route_modules() for route in module.router.routes]
    assert len(found) > 10
    return [route for route in found if isinstance(route, APIRoute)]


def calls() -> Iterator[tuple[str, str, Role | None]]:
    for route in routes():
        gate = gate_of(route)
        assert gate is not None, route.path
        path = re.sub(r"{(\w+)(:path)?}", lambda match: VALUES[match[1]], route.path)
        for method in sorted(route.methods):
            yield method, path, gate.role


def status_of(client: httpx.Client, method: str, path: str, **options: Any) -> int:
    """Ask, and don't wait for the end of an answer that has none (the stream of progress)."""
    with client.stream(method, path, **options) as answer:
        return answer.status_code


def test_the_roles_include_each_other_as_agreed() -> None:
    assert set(INCLUDES) == set(Role)
    assert powers(Role.ADMINISTRATOR) == set(Role)
    assert powers(Role.ANALYST) == {Role.VIEWER, Role.PLANNER, Role.ANALYST}
    assert powers(Role.LEAD) == {Role.VIEWER, Role.OFFICER, Role.LEAD}
    assert not allows(Role.ANALYST, Role.OFFICER)
    assert not allows(Role.LEAD, Role.PLANNER)


def test_the_database_knows_the_same_roles() -> None:
    assert tuple(Role) == ROLES


def test_nothing_but_health_and_login_is_open_to_all(server: Running) -> None:
    walked = list(calls())
    assert walked
    assert {(method, path) for method, path, needed in walked if needed is None} == OPEN
    with server.client() as stranger:
        for method, path, needed in walked:
            status = status_of(stranger, method, path, headers={"Accept": "text/html"})
            if needed is not None:
                assert status in (401, 303), f"{method} {path} answered {status} to a stranger"


@pytest.mark.parametrize("role", list(Role))
def test_each_route_lets_in_whom_it_should_and_nobody_else(server: Running, role: Role) -> None:
    walked = [call for call in calls() if call[2] is not None]
    assert walked
    with server.client(role) as client:
        for method, path, needed in walked:
            status = status_of(client, method, path)
            assert needed is not None
            if allows(role, needed):
                assert status not in (401, 403), f"{role} was refused {method} {path}"
            else:
                assert status == 403, f"{role} got {status} from {method} {path}"


def test_a_route_that_declares_no_role_is_not_served(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()

    @router.get("/api/leak")
    async def leak() -> None: ...

    module = SimpleNamespace(__name__="api.routes.leak", router=router)
    monkeypatch.setattr(api.app, "route_modules", lambda: [module])
    with pytest.raises(ValueError, match=r"api\.routes\.leak.*must declare"):
        create_app(Settings(), instance)


def test_a_route_may_ask_for_more_than_a_viewer(
    served: Instance, monkeypatch: pytest.MonkeyPatch, server: Running
) -> None:
    from api.security import needs
    from tests.api.serving import serving

    router = APIRouter()

    @router.get("/api/private", dependencies=[needs(Role.LEAD)])
    async def private() -> str:
        return "told"

    module = SimpleNamespace(__name__="api.routes.private", router=router)
    monkeypatch.setattr(api.app, "route_modules", lambda: [module])
    with serving(served) as running:
        statuses = {}
        for role in Role:
            headers = {"Authorization": f"Bearer {server.token(role)}"}
            statuses[role] = httpx.get(f"{running.url}/api/private", headers=headers).status_code
    assert {role for role, status in statuses.items() if status == 200} == {Role.LEAD, Role.ADMINISTRATOR}
    assert {status for status in statuses.values() if status != 200} == {403}


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic dXNlcjpwYXNz", "Bearer \udcff", "bearer  x y"])
def test_a_wrong_authorization_is_401_and_says_how(server: Running, header: str) -> None:
    raw = header.encode("utf-8", "surrogateescape")
    answer = httpx.get(f"{server.url}/api/session", headers={b"Authorization": raw})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_session_tells_who_and_which_role(server: Running) -> None:
    with server.client(Role.PLANNER) as client:
        assert client.get("/api/session").json() == {"who": "test-planner", "role": "planner"}
