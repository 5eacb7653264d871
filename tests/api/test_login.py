"""Tokens, one-time logins and sessions: hashed, single use, over in time, revoked at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.pages import safe_next
from api.roles import Role
from api.security import store
from api.security.access import REMEMBER_S, cookie_name
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import Running, serving


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """A server on an instance of its own, as these tests write."""
    with serving(fresh_instance("login")) as running:
        yield running


def browser(running: Running) -> httpx.Client:
    return httpx.Client(base_url=running.url, headers={"Accept": "text/html"}, timeout=30)


def rows(running: Running, statement: str) -> list[Any]:
    with db.connect(running.instance, role="owner") as connection:
        return connection.execute(statement).fetchall()


def test_the_link_logs_in_once(own: Running) -> None:
    link = own.login_link(Role.LEAD)
    with browser(own) as first, browser(own) as second:
        came = first.get(link)
        assert (came.status_code, came.headers["location"]) == (303, "/")
        cookie = came.headers["set-cookie"]
        assert cookie.startswith(cookie_name(own.instance))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert first.get("/api/session").json() == {"who": "browser", "role": "lead"}
        late = second.get(link)
        assert late.status_code == 401
        assert "只能用一次" in late.text
        assert second.get("/api/session").status_code == 401
        assert first.get(link).status_code == 303, "who is in already goes on to the map"


@pytest.mark.parametrize(
    "look",
    [
        lambda client, link: client.head(link),
        lambda client, link: client.get(link, headers={"Sec-Purpose": "prefetch;prerender"}),
        lambda client, link: client.get(link, headers={"Purpose": "prefetch"}),
    ],
)
def test_looking_at_the_link_ahead_does_not_use_it_up(
    own: Running, look: Callable[[httpx.Client, str], httpx.Response]
) -> None:
    link = own.login_link()
    with browser(own) as client:
        assert "set-cookie" not in look(client, link).headers
        assert client.get(link).status_code == 303


def test_a_link_that_is_over_lets_nobody_in(own: Running) -> None:
    link = own.login_link()
    with db.connect(own.instance, role="owner") as connection:
        connection.execute("UPDATE one_time_logins SET expires_at = now() - interval '1 second'")
    with browser(own) as client:
        assert client.get(link).status_code == 401
    made = rows(
        own, "SELECT extract(epoch FROM expires_at - created_at) FROM one_time_logins WHERE used_at IS NOT NULL"
    )
    assert made
    assert own.login_link()
    minutes = rows(own, "SELECT max(expires_at - now()) < interval '20 minutes' FROM one_time_logins")
    assert minutes == [(True,)]


def test_a_pasted_token_opens_a_session_of_its_holder(own: Running) -> None:
    with browser(own) as client:
        asked = client.get("/?layers=parcels")
        assert asked.headers["location"] == "/login?next=/%3Flayers%3Dparcels"
        page = client.get(asked.headers["location"])
        assert 'value="/?layers=parcels"' in page.text
        form = {"token": own.token(Role.OFFICER), "next": "/?layers=parcels"}
        came = client.post("/login", data=form, headers={"Origin": own.url})
        assert (came.status_code, came.headers["location"]) == (303, "/?layers=parcels")
        assert client.get("/api/session").json()["role"] == "officer"
        refused = client.post("/login", data={"token": "matian_wrong"}, headers={"Origin": own.url})
        assert refused.status_code == 401
        assert "令牌不存在" in refused.text


def test_logging_out_ends_the_session_everywhere(own: Running) -> None:
    with browser(own) as client:
        client.get(own.login_link())
        kept = dict(client.cookies)
        assert client.post("/logout", headers={"Origin": own.url}).headers["location"] == "/login"
        with httpx.Client(base_url=own.url, cookies=kept) as thief:
            assert thief.get("/api/session").status_code == 401


def test_a_revoked_token_ends_with_its_sessions(own: Running) -> None:
    made, secret = own.ask(lambda connection: store.create_token(connection, store.Holder("leaver", Role.ANALYST)))
    with browser(own) as client:
        client.post("/login", data={"token": secret}, headers={"Origin": own.url})
        assert client.get("/api/session").json()["who"] == "leaver"
        own.ask(lambda connection: store.revoke_token(connection, made.id))
        time.sleep(REMEMBER_S)  # what `token revoke` waits for as well
        assert client.get("/api/session").status_code == 401
    bearer = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{own.url}/api/session", headers=bearer).status_code == 401


def test_a_token_that_is_over_is_refused_and_so_is_its_session(own: Running) -> None:
    holder = store.Holder("guest", Role.VIEWER)
    _, secret = own.ask(lambda connection: store.create_token(connection, holder, days=1))
    bearer = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{own.url}/api/session", headers=bearer).status_code == 200
    session = own.ask(lambda connection: store.session_by_token(connection, secret))
    assert rows(
        own, "SELECT count(*) FROM sessions s JOIN tokens t ON t.id = s.token AND s.expires_at > t.expires_at"
    ) == [(0,)]
    with db.connect(own.instance, role="owner") as connection:
        connection.execute("UPDATE tokens SET expires_at = now() WHERE name = 'guest'")
        connection.execute("UPDATE sessions SET expires_at = now() WHERE name = 'guest'")
    time.sleep(REMEMBER_S)
    assert httpx.get(f"{own.url}/api/session", headers=bearer).status_code == 401
    assert own.ask(lambda connection: store.session_holder(connection, session)) is None


def test_no_secret_is_stored_and_use_is_noted(own: Running) -> None:
    _, secret = own.ask(lambda connection: store.create_token(connection, store.Holder("noted", Role.VIEWER)))
    httpx.get(f"{own.url}/api/session", headers={"Authorization": f"Bearer {secret}"})
    [(hashed, used)] = rows(own, "SELECT hash, last_used_at FROM tokens WHERE name = 'noted'")
    assert hashed == store.hash_of(secret)
    assert used is not None
    for table in ("tokens", "one_time_logins", "sessions"):
        [(text,)] = rows(own, f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
        assert secret not in text


def test_the_application_can_neither_change_a_tokens_role_nor_delete_it(own: Running) -> None:
    import psycopg

    own.token(Role.VIEWER)
    for statement in ("UPDATE tokens SET role = 'administrator'", "DELETE FROM tokens", "TRUNCATE tokens CASCADE"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connect(own.instance) as connection:
            connection.execute(statement)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "/login?token=x",
        "/a\r\nSet-Cookie: b",
        "",
        None,
    ],
)
def test_after_the_login_one_stays_on_this_server(elsewhere: str | None) -> None:
    assert safe_next(elsewhere) == "/"
