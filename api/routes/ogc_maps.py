"""`/ogc/wms` and `/ogc/wmts`: pictures of the styled map for older clients (AutoCAD Map 3D, ArcMap), at both times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from api.ogc.links import OGC
from api.ogc.wms import capabilities as wms_capabilities
from api.ogc.wms import tiles as wmts
from api.ogc.wms.asked import MapAsked, read_legend, read_map, said_in, version_of
from api.ogc.wms.drawing import AT_ONCE, drawn, drawn_legend
from api.ogc.wms.in_picture import refused_picture
from api.ogc.wms.info import info
from api.ogc.wms.refusals import WmsRefusal, wms_answer, wmts_answer
from api.security import Role, needs

router = APIRouter(tags=["ogc"], prefix=OGC, include_in_schema=False)
VIEWER = [needs(Role.VIEWER, basic=True)]
ALWAYS = {"Cache-Control": "private, no-cache"}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let a few pictures be drawn at once."""
    app.state.drawing_turns = asyncio.Semaphore(AT_ONCE)
    yield


@router.get("/wms", dependencies=VIEWER)
async def ogc_wms(request: Request) -> Response:
    """Answer WMS 1.1.1 and 1.3.0: GetCapabilities, GetMap, GetFeatureInfo, GetLegendGraphic."""
    said = said_in(request)
    try:
        return await _wms(request, said)
    except WmsRefusal as refusal:
        return refused_picture(said, refusal) or wms_answer(refusal, version_of(said))


async def _wms(request: Request, said: dict[str, str]) -> Response:
    if said.get("SERVICE", "WMS").upper() != "WMS":
        raise WmsRefusal(f"SERVICE: this is WMS; others are listed at {OGC}")
    answers: dict[str, Callable[[Request, dict[str, str]], Awaitable[Response]]] = {
        "GETCAPABILITIES": _capabilities,
        "CAPABILITIES": _capabilities,
        "GETMAP": _map,
        "MAP": _map,
        "GETFEATUREINFO": info,
        "GETLEGENDGRAPHIC": _legend,
    }
    answer = answers.get(said.get("REQUEST", "").upper())
    if answer is None:
        wanted = "GetCapabilities, GetMap, GetFeatureInfo and GetLegendGraphic"
        raise WmsRefusal(f"REQUEST: there are {wanted}, not {said.get('REQUEST', '')[:40]!r}", "OperationNotSupported")
    return await answer(request, said)


async def _capabilities(request: Request, said: dict[str, str]) -> Response:
    version = version_of(said)
    told = wms_capabilities.capabilities(request, version)
    return Response(told, media_type=wms_capabilities.CAPABILITIES_TYPES[version], headers=ALWAYS)


async def _map(request: Request, said: dict[str, str]) -> Response:
    return await _picture(request, read_map(said, request.app.state.instance.place))


async def _legend(request: Request, said: dict[str, str]) -> Response:
    return Response(await drawn_legend(request, read_legend(said)), media_type="image/png", headers=ALWAYS)


async def _picture(request: Request, asked: MapAsked) -> Response:
    return Response(await drawn(request, asked), media_type=f"image/{asked.image_type}", headers=ALWAYS)


@router.get("/wmts", dependencies=VIEWER)
async def ogc_wmts(request: Request) -> Response:
    """Answer WMTS 1.0.0 by query: GetCapabilities and GetTile."""
    said = said_in(request)
    try:
        asked = wmts.read_request(said)
    except WmsRefusal as refusal:
        return wmts_answer(refusal)
    if asked == "GETCAPABILITIES":
        return Response(wmts.capabilities(request), media_type="text/xml", headers=ALWAYS)
    return await _tile(request, said)


async def _tile(request: Request, said: dict[str, str]) -> Response:
    try:
        return await _picture(request, wmts.read_tile(said, request.app.state.instance.place))
    except WmsRefusal as refusal:
        return wmts_answer(refusal)


@router.get("/wmts/1.0.0/WMTSCapabilities.xml", dependencies=VIEWER)
async def ogc_wmts_capabilities(request: Request) -> Response:
    """Answer WMTS 1.0.0 by path: GetCapabilities."""
    return Response(wmts.capabilities(request), media_type="text/xml", headers=ALWAYS)


@router.get("/wmts/1.0.0/{layer}/{style}/{time}/{scheme}/{matrix}/{row}/{column}.{ending}", dependencies=VIEWER)
async def ogc_wmts_tile(
    request: Request, *, layer: str, style: str, time: str, scheme: str, matrix: str, row: str, column: str, ending: str
) -> Response:
    """Answer WMTS 1.0.0 by path: GetTile."""
    said = {
        **said_in(request),
        "LAYER": layer,
        "STYLE": style,
        "TIME": time,
        "TILEMATRIXSET": scheme,
        "TILEMATRIX": matrix,
        "TILEROW": row,
        "TILECOL": column,
        "FORMAT": {"jpg": "image/jpeg"}.get(ending, f"image/{ending}"),
    }
    return await _tile(request, said)
