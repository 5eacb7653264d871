"""`/connect`: how other software reaches this instance, with its own addresses, and which OGC classes are claimed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.code_lists import edited_now
from api.ogc.connect import connect_page
from api.ogc.tilesets import drawn_layers
from api.parameters import refuse_unknown
from api.security import Role, needs
from gis_core.cartography.qgis.project import qgz
from gis_core.cartography.qgis.sources import Services

router = APIRouter(tags=["ogc"], include_in_schema=False)


@router.get("/connect", dependencies=[needs(Role.VIEWER, page=True)])
async def connect(request: Request) -> Response:
    """Tell how to connect QGIS, ArcGIS, AutoCAD Map 3D and a script."""
    refuse_unknown(request)
    return connect_page(request)


@router.get("/connect/matian.qgz", dependencies=[needs(Role.VIEWER, page=True, basic=True)])
async def connect_project(request: Request) -> Response:
    """Give the QGIS project on this instance's services; QGIS asks for the token when it opens it."""
    refuse_unknown(request)
    layers = await edited_now(request, drawn_layers())
    source = Services(str(request.base_url).rstrip("/"))
    content = qgz(request.app.state.instance.place, layers, source)
    headers = {"Content-Disposition": 'attachment; filename="matian.qgz"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)
