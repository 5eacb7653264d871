"""
`/api/rasters`: the instance's rasters (distance surfaces, slope, overlays) as tiles in one ramp, with a legend.

Only files of the instance's own folder are shown, by name: no path and no address is ever taken from a request.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel
from pyproj import Transformer
from starlette.concurrency import run_in_threadpool

from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.security import Role, needs
from api.shapes import Bounds
from gis_core.instance import Instance
from gis_core.siting.rasters import shown as shown_rasters
from gis_core.siting.rasters.ramp import colours, legend
from gis_core.siting.rasters.shown import ShownRaster
from gis_core.tiles.grid import FIRST_ZOOM, LAST_ZOOM

PNG = "image/png"
TILE_PX = 256
CACHE = {"cache-control": "private, max-age=60"}

router = APIRouter(tags=["rasters"])

Name = Annotated[str, Path(max_length=60, description="Name of a raster, as /api/rasters lists it")]


class RasterAnswer(BaseModel):
    """A raster: unit, cell (m), bounds in degrees, where its tiles are, and how it was made where that is recorded."""

    name: str
    unit: str
    cell_m: float
    bounds: Bounds
    tiles: str
    made: dict[str, Any] | None


class RastersAnswer(BaseModel):
    """The rasters of the instance."""

    rasters: list[RasterAnswer]


class LegendStep(BaseModel):
    """A colour and the value that it stands for."""

    value: float
    colour: str


class LegendAnswer(BaseModel):
    """The legend of a raster: values below `low` and above `high` have the first and the last colour."""

    name: str
    unit: str
    low: float
    high: float
    steps: list[LegendStep]


@router.get("/api/rasters", dependencies=[needs(Role.VIEWER)])
async def rasters(request: Request) -> RastersAnswer:
    """List the rasters that can be shown."""
    refuse_unknown(request)
    instance: Instance = request.app.state.instance
    found = await run_in_threadpool(shown_rasters.all_shown, instance)
    return RastersAnswer(rasters=[_described(raster) for raster in found])


def _described(raster: ShownRaster) -> RasterAnswer:
    to_degrees = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*raster.bounds)
    return RasterAnswer(
        name=raster.name,
        unit=raster.unit,
        cell_m=raster.cell_m,
        bounds=(west, south, east, north),
        tiles=f"/api/rasters/{raster.name}/tiles/{{z}}/{{x}}/{{y}}.png",
        made=raster.made,
    )


@router.get("/api/rasters/{name}/legend", dependencies=[needs(Role.VIEWER)])
async def raster_legend(request: Request, name: Name) -> LegendAnswer:
    """Give the colours of a raster's tiles and what they stand for."""
    refuse_unknown(request)
    found = await run_in_threadpool(shown_rasters.shown, request.app.state.instance, name)
    steps = [LegendStep(value=step.value, colour=step.colour) for step in legend(found.low, found.high)]
    return LegendAnswer(name=name, unit=found.unit, low=found.low, high=found.high, steps=steps)


@router.get(
    "/api/rasters/{name}/tiles/{z}/{x}/{y}.png",
    dependencies=[needs(Role.VIEWER)],
    response_class=Response,
    responses={
        200: {"content": {PNG: {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "The raster doesn't reach there"},
    },
)
async def raster_tile(
    request: Request,
    *,
    name: Name,
    z: Annotated[int, Path(ge=FIRST_ZOOM, le=LAST_ZOOM, description="Zoom")],
    x: Annotated[int, Path(ge=0, description="Column from the west")],
    y: Annotated[int, Path(ge=0, description="Row from the north")],
) -> Response:
    """Draw one tile of a raster: 256 × 256 pixels, clear where nothing is known."""
    refuse_unknown(request)
    for axis, value in (("x", x), ("y", y)):
        if value >= 1 << z:
            raise BadParameter(axis, f"at zoom {z} there are 0–{(1 << z) - 1}, not {value}")
    found = await run_in_threadpool(shown_rasters.shown, request.app.state.instance, name)
    drawn = await run_in_threadpool(_drawn, found, z, x, y)
    if drawn is None:
        return Response(status_code=204, headers=CACHE)
    return Response(drawn, media_type=PNG, headers=CACHE)


def _drawn(raster: ShownRaster, z: int, x: int, y: int) -> bytes | None:
    from rio_tiler.errors import TileOutsideBounds  # noqa: PLC0415  (slow to import, and seldom asked for)
    from rio_tiler.io import Reader  # noqa: PLC0415
    from titiler.core.resources.enums import ImageType  # noqa: PLC0415
    from titiler.core.utils import render_image  # noqa: PLC0415

    with Reader(str(raster.path)) as reader:
        try:
            image = reader.tile(x, y, z, tilesize=TILE_PX, indexes=1)
        except TileOutsideBounds:
            return None
    one_value = raster.high <= raster.low
    image.rescale(((raster.low, raster.low + 1 if one_value else raster.high),))
    content, _ = render_image(image, colormap=colours(), output_format=ImageType.png)
    return bytes(content)
