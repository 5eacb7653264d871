"""`/api/rasters/{name}/file.tif`: a raster of the instance with its numbers, as GeoTIFF in the survey CRS."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from api.parameters import refuse_unknown
from api.security import Role, needs
from gis_core.siting.rasters import shown as shown_rasters

GEOTIFF = "image/tiff; application=geotiff"

router = APIRouter(tags=["rasters"])


@router.get(
    "/api/rasters/{name}/file.tif",
    dependencies=[needs(Role.VIEWER)],
    response_class=FileResponse,
    responses={200: {"content": {GEOTIFF: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def raster_file(
    request: Request,
    name: Annotated[str, Path(max_length=60, description="Name of a raster, as /api/rasters lists it")],
) -> FileResponse:
    """Give a raster as the file that it is (cloud-optimised GeoTIFF)."""
    refuse_unknown(request)
    found = await run_in_threadpool(shown_rasters.shown, request.app.state.instance, name)
    return FileResponse(found.path, media_type=GEOTIFF, filename=f"{found.name}.tif")
