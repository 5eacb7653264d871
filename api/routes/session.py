"""Coming and going: the login page, the one-time link, the session, the logout."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from api.database import query
from api.errors import BadParameter
from api.pages import login_response, safe_next
from api.parameters import refuse_unknown
from api.security import Caller, Role, needs, open_to_all
from api.security.access import caller, cookie_name
from api.security.door import nonce
from api.security.store import SESSION_HOURS, end_session, session_by_login, session_by_token
from gis_core.place import Names, Place

router = APIRouter(tags=["session"])
LARGEST_FORM = 8192

OVER = Names(
    zh="这个登录链接已经用过或已过期。请在服务器上重新获取，或粘贴令牌。",
    en="This link was used before or is over. Get a new one where the server runs, or paste a token.",
)
UNKNOWN = Names(zh="这个令牌不存在、已撤销或已过期。", en="This token is unknown, revoked or over.")


class SessionAnswer(BaseModel):
    """Who is logged in, and with which role."""

    who: str
    role: Role


@router.get("/api/session")
async def session(request: Request, asking: Annotated[Caller, needs(Role.VIEWER)]) -> SessionAnswer:
    """Tell who is asking."""
    refuse_unknown(request)
    return SessionAnswer(who=asking.who, role=asking.role)


@router.get("/login", dependencies=[open_to_all()], include_in_schema=False)
async def login_page(request: Request) -> Response:
    """Show the login page; with the token of a one-time link, open a session and go on to the map."""
    secret = request.query_params.get("token")
    page = safe_next(request.query_params.get("next"))
    if secret is None:
        return _page(request, page)
    if _only_looking(request):  # a link that is fetched ahead must still work when it is opened
        return Response(status_code=204)
    async with query(request) as connection:
        opened = await session_by_login(connection, secret)
    if opened is None:
        if await caller(request) is not None:  # the link was opened twice
            return RedirectResponse(page, 303)
        return _page(request, page, OVER)
    return _with_session(request, opened, page)


@router.post("/login", dependencies=[open_to_all()], include_in_schema=False)
async def login(request: Request) -> Response:
    """Open a session for the holder of the token that was pasted."""
    form = await _form(request)
    page = safe_next(form.get("next"))
    async with query(request) as connection:
        opened = await session_by_token(connection, form.get("token", "").strip())
    if opened is None:
        return _page(request, page, UNKNOWN)
    return _with_session(request, opened, page)


@router.post("/logout", dependencies=[needs(Role.VIEWER)], include_in_schema=False)
async def logout(request: Request) -> Response:
    """End the session of this browser."""
    name = cookie_name(request.app.state.instance)
    secret = request.cookies.get(name)
    if secret:
        request.app.state.memory.forget(secret)
        async with query(request) as connection:
            await end_session(connection, secret)
    leaving = RedirectResponse("/login", 303)
    leaving.delete_cookie(name, path="/", httponly=True, samesite="lax")
    return leaving


def _page(request: Request, page: str, said: Names | None = None) -> Response:
    place: Place = request.app.state.instance.place
    return login_response(place.name, nonce(request), next_page=page, said=said, status=401 if said else 200)


def _only_looking(request: Request) -> bool:
    purpose = request.headers.get("sec-purpose") or request.headers.get("purpose") or ""
    return "prefetch" in purpose or getattr(request.state, "head", False)


def _with_session(request: Request, secret: str, page: str) -> Response:
    going = RedirectResponse(page, 303)
    going.set_cookie(
        cookie_name(request.app.state.instance),
        secret,
        max_age=SESSION_HOURS * 3600,
        path="/",
        httponly=True,
        samesite="lax",  # a link to a map in a colleague's message must open it
        secure=request.url.scheme == "https",
    )
    return going


async def _form(request: Request) -> dict[str, str]:
    """Read a small form; the values of fields said twice are the last ones."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadParameter("body", f"the form is larger than {LARGEST_FORM} bytes")
    try:
        return {name: values[-1] for name, values in parse_qs(body.decode("utf-8"), errors="strict").items()}
    except (UnicodeDecodeError, ValueError):
        raise BadParameter("body", "it is no form in UTF-8") from None
