"""`/stac`: the instance's rasters for other software, as a STAC catalogue, whole files by range, and parts of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool

from api.errors import BadParameter, Problem
from api.ogc import stac
from api.ogc.crs import named_crs, read_bbox
from api.ogc.links import document
from api.parameters import refuse_unknown
from api.security import Role, needs
from gis_core.errors import MatianError
from gis_core.features import Box
from gis_core.instance import Instance
from gis_core.siting.rasters import shown as shown_rasters
from gis_core.siting.rasters.shown import ShownRaster

router = APIRouter(tags=["ogc"], prefix="/stac", include_in_schema=False)
VIEWER = [needs(Role.VIEWER, basic=True)]
Name = Annotated[str, Path(max_length=60, description="Name of a raster, as /api/rasters lists it")]
MOST_PX = 4096
ALWAYS = {"Cache-Control": "private, no-cache"}


@router.get("", dependencies=VIEWER)
async def stac_catalog(request: Request) -> Response:
    """Lead to the rasters."""
    refuse_unknown(request, "f")
    told = stac.catalog(request)
    return document(request, told, title=told["title"])


@router.get("/collections", dependencies=VIEWER)
async def stac_collections(request: Request) -> Response:
    """List the one collection."""
    refuse_unknown(request, "f")
    told = {"collections": [stac.collection(request)], "links": stac.catalog(request)["links"][:2]}
    return document(request, told, title="栅格 · Rasters")


@router.get("/collections/rasters", dependencies=VIEWER)
async def stac_collection(request: Request) -> Response:
    """Describe the rasters as a whole."""
    refuse_unknown(request, "f")
    return document(request, stac.collection(request), title="栅格 · Rasters")


@router.get("/collections/rasters/items", dependencies=VIEWER)
async def stac_items(request: Request) -> Response:
    """Describe every raster."""
    refuse_unknown(request, "f", "limit")
    found = await run_in_threadpool(shown_rasters.all_shown, request.app.state.instance)
    return document(request, stac.items(request, found), title="栅格 · Rasters", media_type=stac.GEOJSON)


@router.get("/collections/rasters/items/{name}", dependencies=VIEWER)
async def stac_item(request: Request, name: Name) -> Response:
    """Describe a raster."""
    refuse_unknown(request, "f")
    return document(request, stac.item(request, await _shown(request, name)), title=name, media_type=stac.GEOJSON)


@router.get("/rasters/{name}.tif", dependencies=VIEWER)
async def stac_file(request: Request, name: Name) -> Response:
    """Send a raster's file, whole or the ranges that are asked for."""
    refuse_unknown(request)
    found = await _shown(request, name)
    # said, so that nothing zips it: ranges are of the file's own bytes
    headers = {**ALWAYS, "Content-Encoding": "identity", "Accept-Ranges": "bytes"}
    return FileResponse(found.path, media_type=stac.COG, filename=f"{name}.tif", headers=headers)


@router.get("/rasters/{name}/coverage", dependencies=VIEWER)
async def stac_coverage(
    request: Request,
    *,
    name: Name,
    bbox: Annotated[str, Query(description="Box in CRS84, or in bbox-crs")],
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", description="System of bbox")] = None,
) -> Response:
    """Cut a part out of a raster, as GeoTIFF in the survey CRS, at most 4096 pixels on a side."""
    refuse_unknown(request, "bbox", "bbox-crs", "f")
    place = request.app.state.instance.place
    try:
        box = read_bbox(bbox, named_crs(bbox_crs, place, field="bbox-crs"))
    except MatianError as error:
        field, _, sentence = str(error).partition(": ")
        raise BadParameter(field, sentence) from None
    found = await _shown(request, name)
    part = await run_in_threadpool(_cut, found, box)
    if part is None:
        raise Problem(404, f"bbox: the raster {name} doesn't reach there", field="bbox")
    return Response(part, media_type="image/tiff; application=geotiff", headers=ALWAYS)


def _cut(raster: ShownRaster, box: Box) -> bytes | None:
    from pyproj import Transformer  # noqa: PLC0415
    from rasterio.crs import CRS  # noqa: PLC0415  (slow to import, and seldom asked for)
    from rio_tiler.io import Reader  # noqa: PLC0415
    from titiler.core.resources.enums import ImageType  # noqa: PLC0415
    from titiler.core.utils import render_image  # noqa: PLC0415

    asked = Transformer.from_crs(box.srid, raster.crs, always_xy=True).transform_bounds(*box.bounds)
    west, south = (max(one, other) for one, other in zip(asked[:2], raster.bounds[:2], strict=True))
    east, north = (min(one, other) for one, other in zip(asked[2:], raster.bounds[2:], strict=True))
    if not (west < east and south < north):
        return None
    crs = CRS.from_user_input(raster.crs)
    with Reader(str(raster.path)) as reader:
        part = reader.part((west, south, east, north), bounds_crs=crs, dst_crs=crs, max_size=MOST_PX)
        content, _ = render_image(part, output_format=ImageType.tif)
    return bytes(content)


async def _shown(request: Request, name: str) -> ShownRaster:
    instance: Instance = request.app.state.instance
    return await run_in_threadpool(shown_rasters.shown, instance, name)
