"""
Who is asking, and whether he may: every route declares `needs(Role.…)` or `open_to_all()`.

A program shows its token (`Authorization: Bearer`); a browser has a session cookie, opened by a one-time login or by
pasting a token. The open services also take the token as the password of HTTP Basic, whatever the user's name, since
older GIS clients speak nothing else; a token in an address is never taken, as addresses are kept in logs (1032).
Whoever came in is remembered for `REMEMBER_S`, so that a map's tiles don't each ask the database.
"""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.database import query
from api.errors import Problem
from api.roles import Role, allows
from api.security import store
from api.security.store import Holder
from gis_core.instance import Instance

REMEMBER_S = 1.0  # `token revoke` waits as long before it says that it is done
REMEMBER_MOST = 1000


@dataclass(frozen=True)
class Caller:
    """Who is asking: the name that stands as who, the role, and whether a cookie or a token said so."""

    who: str
    role: Role
    by_cookie: bool


class Memory:
    """Those who came in within the last second, by the hash of their secret."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[float, Holder]] = OrderedDict()

    def find(self, secret: str) -> Holder | None:
        """Return who came with this secret a moment ago."""
        until, holder = self._known.get(store.hash_of(secret), (0.0, None))
        return holder if time.monotonic() < until else None

    def keep(self, secret: str, holder: Holder) -> None:
        """Remember one who came in."""
        self._known[store.hash_of(secret)] = (time.monotonic() + REMEMBER_S, holder)
        while len(self._known) > REMEMBER_MOST:
            self._known.popitem(last=False)

    def forget(self, secret: str) -> None:
        """Forget one who left."""
        self._known.pop(store.hash_of(secret), None)


def cookie_name(instance: Instance) -> str:
    """Return the session cookie's name: two instances on one host share cookies, whatever their ports."""
    return f"matian_{hashlib.sha256(str(instance.home).encode()).hexdigest()[:8]}"


def bearer(request: Request, *, basic: bool = False) -> str | None:
    """
    Return the token of the `Authorization` header, or `None` when there is no such header.

    `basic` says that the password of HTTP Basic is taken for a token too.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if basic and scheme.lower() == "basic":
        return _password(secret)
    if scheme.lower() != "bearer" or not secret.strip():
        raise Problem(401, "the Authorization header must read: Bearer, a blank, and a token")
    return secret.strip()


def _password(credentials: str) -> str:
    try:
        _, separator, password = b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        separator, password = "", ""
    if not separator or not password.strip():
        raise Problem(401, "HTTP Basic must carry a token as the password; the user's name may be anything")
    return password.strip()


async def caller(request: Request, *, basic: bool = False) -> Caller | None:
    """
    Return who is asking, `None` without token and session; `basic` as for `bearer`.

    Raises
    ------
    Problem
        401 if a token is shown that is unknown, revoked or over.
    """
    memory: Memory = request.app.state.memory
    secret = bearer(request, basic=basic)
    by_cookie = secret is None
    if secret is None:
        secret = request.cookies.get(cookie_name(request.app.state.instance))
    if not secret:
        return None
    holder = memory.find(secret)
    if holder is None:
        find = store.session_holder if by_cookie else store.token_holder
        async with query(request, turns=request.app.state.door) as connection:
            # Of the many files of a page that come at once, the first one's answer is everybody's.
            holder = memory.find(secret) or await find(connection, secret)
        if holder is None and not by_cookie:
            raise Problem(401, "this token is unknown, revoked or over; ask the administrator for a new one")
        if holder is None:
            return None
        memory.keep(secret, holder)
    request.state.who = holder.name
    request.state.role = str(holder.role)
    return Caller(holder.name, holder.role, by_cookie)


@dataclass(frozen=True)
class Gate:
    """
    What a route asks of the one who calls it.

    Parameters
    ----------
    role
        The least role, or `None` for a route that is open to all.
    page
        Whether a person looks at it, who is led to the login page instead of being refused.
    basic
        Whether the token may be the password of HTTP Basic, and a client without one is asked for it.
    """

    role: Role | None
    page: bool = False
    basic: bool = False

    async def __call__(self, request: Request) -> Caller | None:
        """Let the caller pass or refuse him."""
        if self.role is None:
            return None
        try:
            found = await caller(request, basic=self.basic)
        except Problem as problem:
            raise self._challenged(problem) from None
        if found is None:
            if self.page or (self.basic and _is_browser(request)):
                raise HTTPException(303, headers={"Location": f"/login?next={quote(_here(request), safe='/')}"})
            refused = Problem(401, "log in first: open the link that ./matian serve prints, or send a token")
            raise self._challenged(refused)
        if not allows(found.role, self.role):
            raise Problem(403, f"this needs the role {self.role} or one that includes it; yours is {found.role}")
        return found

    def _challenged(self, problem: Problem) -> Problem:
        """Ask a client that knows no tokens for a name and a password, where it may send one so."""
        if self.basic and problem.status == 401:
            problem.headers["WWW-Authenticate"] = 'Basic realm="matian", charset="UTF-8"'
        return problem


def _is_browser(request: Request) -> bool:
    """Whether a person's browser navigates here: it says so, and no GIS does."""
    return request.headers.get("sec-fetch-mode") == "navigate"


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def needs(role: Role, *, page: bool = False, basic: bool = False) -> Any:
    """Declare the least role of a route; as a default value it also gives the `Caller`."""
    return Depends(Gate(role, page, basic))


def open_to_all() -> Any:
    """Declare that a route is served without login: `/healthz` and the login page."""
    return Depends(Gate(None))


def gate_of(route: APIRoute) -> Gate | None:
    """Return what a route declares, or `None` when it declares nothing."""
    return next((part.call for part in route.dependant.dependencies if isinstance(part.call, Gate)), None)
