"""The map page at `/` and the files of the front end. Any other page address is the front end's own to route."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.errors import WHAT_IS_LEFT, Problem, methods_at
from api.pages import asset_response, find, index_response
from api.security import Role, needs
from api.security.door import nonce

router = APIRouter(include_in_schema=False)
LAST = True  # its pattern takes whatever no other route took
NOT_PAGES = ("api/", "tiles/", "assets/")


@router.get("/", dependencies=[needs(Role.VIEWER, page=True)])
async def map_page(request: Request) -> Response:
    """Return the map page."""
    page = index_response(request.app.state.web, nonce(request))
    if page is None:
        raise Problem(503, "the web map isn't built; start the server with ./matian serve, which builds it")
    return page


@router.get("/assets/{name:path}", dependencies=[needs(Role.VIEWER)])
async def asset(request: Request, name: str) -> Response:
    """Return a script, style or worker of the front end."""
    return _file(request, f"assets/{name}")


@router.get(WHAT_IS_LEFT, dependencies=[needs(Role.VIEWER, page=True)])
async def page_or_file(request: Request, name: str) -> Response:
    """Return a file of the front end (an icon), or the page for an address that the front end routes."""
    if methods_at(request):  # it would have been answered, were it asked otherwise than by GET
        raise HTTPException(405)
    last = name.rpartition("/")[2]
    if "." in last:
        return _file(request, name)
    if name.startswith(NOT_PAGES) or "text/html" not in request.headers.get("accept", ""):
        raise HTTPException(404)
    return await map_page(request)


def _file(request: Request, name: str) -> Response:
    found = find(request.app.state.web, name, request.headers.get("accept-encoding", ""))
    if found is None:
        raise HTTPException(404)
    return asset_response(found)
