"""`/stac`: the instance's rasters for other software, as a STAC catalogue, whole files by range, and parts of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response
from pyproj import Transformer
from pyproj.enums import TransformDirection
from starlette.concurrency import run_in_threadpool

from api.errors import BadParameter, Problem
from api.ogc import stac, stac_search
from api.ogc.crs import named_crs, read_bbox
from api.ogc.description import stac_description
from api.ogc.links import GEOJSON, OPENAPI, document
from api.ogc.stac_search import Search
from api.parameters import refuse_unknown
from api.security import Role, needs
from gis_core.errors import MatianError
from gis_core.features import Box
from gis_core.features.area import Bounds
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.siting.rasters import shown as shown_rasters
from gis_core.siting.rasters.shown import ShownRaster

router = APIRouter(tags=["ogc"], prefix="/stac", include_in_schema=False)
VIEWER = [needs(Role.VIEWER, basic=True)]
Name = Annotated[str, Path(max_length=60, description="Name of a raster, as /api/rasters lists it")]
MOST_PX = 4096
ALWAYS = {"Cache-Control": "private, no-cache"}


@router.get("", dependencies=VIEWER)
@router.get("/", dependencies=VIEWER)
async def stac_catalog(request: Request) -> Response:
    """Lead to the rasters."""
    refuse_unknown(request, "f")
    told = stac.catalog(request)
    return document(request, told, title=told["title"])


@router.get("/conformance", dependencies=VIEWER)
async def stac_conformance(request: Request) -> Response:
    """List the conformance classes that are claimed: self-tested, not certified."""
    refuse_unknown(request, "f")
    return document(request, stac.conformance(), title="符合的标准类 · Conformance classes")


@router.get("/api", dependencies=VIEWER)
async def stac_api(request: Request) -> Response:
    """Describe the catalogue as OpenAPI 3.0."""
    refuse_unknown(request, "f")
    return document(request, stac_description(request), title="OpenAPI 3.0", media_type=OPENAPI)


@router.get("/collections", dependencies=VIEWER)
async def stac_collections(request: Request) -> Response:
    """List the one collection."""
    refuse_unknown(request, "f")
    return document(request, stac.collections(request, await _all(request)), title="栅格 · Rasters")


@router.get("/collections/rasters", dependencies=VIEWER)
async def stac_collection(request: Request) -> Response:
    """Describe the rasters as a whole."""
    refuse_unknown(request, "f")
    return document(request, stac.collection(request, await _all(request)), title="栅格 · Rasters")


@router.get("/collections/rasters/items", dependencies=VIEWER)
async def stac_items(request: Request) -> Response:
    """Describe every raster, or those that a search finds."""
    refuse_unknown(request, "f", *stac_search.ASKED)  # pystac-client names the collection here too
    return await _found(request, stac_search.from_address, stac.next_by_address)


@router.get("/search", dependencies=VIEWER)
async def stac_search_by_address(request: Request) -> Response:
    """Search for rasters."""
    refuse_unknown(request, "f", *stac_search.ASKED)
    return await _found(request, stac_search.from_address, stac.next_by_address)


@router.post("/search", dependencies=VIEWER)
async def stac_search_by_body(request: Request) -> Response:
    """Search for rasters by what a JSON body says; nothing is changed."""
    refuse_unknown(request, "f")
    body = await request.body()
    return await _found(request, lambda _, place: stac_search.from_body(body, place), stac.next_by_body)


async def _found(
    request: Request,
    read: Callable[[Mapping[str, str], Place], Search],
    onward: Callable[[Request, str], dict[str, Any]],
) -> Response:
    """Return the page of rasters that a question finds, with the link to the next one."""
    instance: Instance = request.app.state.instance
    search = read(request.query_params, instance.place)
    page, matched, last = stac_search.page_of(search, await _all(request))
    links = [stac.own(request), *([] if last is None else [onward(request, last)])]
    told = stac.items(request, page, matched, links)
    return document(request, told, title="栅格 · Rasters", media_type=GEOJSON)


@router.get("/collections/rasters/items/{name}", dependencies=VIEWER)
async def stac_item(request: Request, name: Name) -> Response:
    """Describe a raster."""
    refuse_unknown(request, "f")
    return document(request, stac.item(request, await _shown(request, name)), title=name, media_type=GEOJSON)


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
    bbox: Annotated[str | None, Query(description="Box in CRS84, or in bbox-crs; the whole if left out")] = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", description="System of bbox")] = None,
) -> Response:
    """Cut a part out of a raster, as GeoTIFF in the survey CRS, at most 4096 pixels on a side."""
    refuse_unknown(request, "bbox", "bbox-crs")
    place = request.app.state.instance.place
    try:
        crs = named_crs(bbox_crs, place, field="bbox-crs")
        box = None if bbox is None else read_bbox(bbox, crs)
    except MatianError as error:
        field, _, sentence = str(error).partition(": ")
        raise BadParameter(field, sentence) from None
    found = await _shown(request, name)
    part = await run_in_threadpool(_cut, found, box)
    if part is None:
        raise Problem(404, f"bbox: the raster {name} doesn't reach there", field="bbox")
    return Response(part, media_type="image/tiff; application=geotiff", headers=ALWAYS)


def _ground(raster: ShownRaster, box: Box | None) -> Bounds | None:
    """Return what a box has of a raster's ground, in the raster's own coordinates; `None` if they don't meet."""
    if box is None:
        return raster.bounds
    there = Transformer.from_crs(raster.crs, box.srid, always_xy=True)  # the raster's side of the earth has an image
    for part in box.parts:
        meeting = _common(part, there.transform_bounds(*raster.bounds))
        if meeting is not None:
            return _common(there.transform_bounds(*meeting, direction=TransformDirection.INVERSE), raster.bounds)
    return None


def _common(one: Bounds, other: Bounds) -> Bounds | None:
    west, south = max(one[0], other[0]), max(one[1], other[1])
    east, north = min(one[2], other[2]), min(one[3], other[3])
    return (west, south, east, north) if west < east and south < north else None


def _cut(raster: ShownRaster, box: Box | None) -> bytes | None:
    from rasterio.crs import CRS  # noqa: PLC0415  (slow to import, and seldom asked for)
    from rio_tiler.io import Reader  # noqa: PLC0415
    from titiler.core.resources.enums import ImageType  # noqa: PLC0415
    from titiler.core.utils import render_image  # noqa: PLC0415

    ground = _ground(raster, box)
    if ground is None:
        return None
    crs = CRS.from_user_input(raster.crs)
    with Reader(str(raster.path)) as reader:
        part = reader.part(ground, bounds_crs=crs, dst_crs=crs, max_size=MOST_PX)
        content, _ = render_image(part, output_format=ImageType.tif)
    return bytes(content)


async def _all(request: Request) -> list[ShownRaster]:
    instance: Instance = request.app.state.instance
    return await run_in_threadpool(shown_rasters.all_shown, instance)


async def _shown(request: Request, name: str) -> ShownRaster:
    instance: Instance = request.app.state.instance
    return await run_in_threadpool(shown_rasters.shown, instance, name)
