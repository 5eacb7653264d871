"""`/api/downloads`: files of exports, under signed addresses that end, for their owner."""

from __future__ import annotations

import mimetypes
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse

from api.database import in_thread
from api.parameters import refuse_unknown
from api.roles import Role
from api.security import needs
from gis_core.exports.downloads import fetch
from gis_core.instance import Instance

router = APIRouter(tags=["exports"])
ANYTHING = "application/octet-stream"
Token = Annotated[str, Path(max_length=200, description="Out of `download.url` of an export")]


@router.get(
    "/api/downloads/{token}",
    dependencies=[needs(Role.VIEWER)],
    response_class=FileResponse,
    responses={200: {"content": {ANYTHING: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download_export(request: Request, token: Token) -> FileResponse:
    """Give the file of an export of one's own to be saved; that it was fetched is logged."""
    refuse_unknown(request)
    instance: Instance = request.app.state.instance
    who = str(request.state.who)
    logged = not getattr(request.state, "head", False)
    found = await in_thread(request, lambda connection: fetch(connection, instance, token, who=who, logged=logged))
    return FileResponse(
        found.path,
        media_type=mimetypes.guess_type(found.name)[0] or ANYTHING,
        filename=found.name,
        content_disposition_type="attachment",
        headers={"Cache-Control": "private, no-store"},
    )
