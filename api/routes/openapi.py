"""`/api/openapi.json`: the document that a client is generated from; pages that show it come from other hosts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.openapi import document
from api.parameters import refuse_unknown
from api.security import Role, needs

router = APIRouter(tags=["server"])


@router.get("/api/openapi.json", dependencies=[needs(Role.VIEWER)], include_in_schema=False)
async def openapi(request: Request) -> JSONResponse:
    """Return the OpenAPI document of this server."""
    refuse_unknown(request)
    return JSONResponse(document(request.app))
