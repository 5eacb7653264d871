"""Making the rasters of an instance: slope of its terrain model, distance to its features, overlays by a recipe."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import psycopg
import shapely
from psycopg import sql
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis_core.crs import WGS84, parse, transform
from gis_core.errors import EnvironmentProblemError, RefusedInputError
from gis_core.instance import Instance
from gis_core.siting.features import FeaturesOf
from gis_core.siting.rasters.distance import write_distance
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.overlay import Missing, OverlayLayer, Rule, write_overlay
from gis_core.siting.rasters.shown import path_for, shown
from gis_core.siting.rasters.slope import Unit, write_slope
from gis_core.siting.values import ValueFunction

CELL_M = 10.0
SHAPES = sql.SQL("SELECT st_asbinary(f.geom) FROM {source}(%(at)s, %(known)s) f WHERE {condition} ORDER BY f.code")


class RecipeLayer(BaseModel):
    """A raster of the instance by name, its weight, the unit and function that value it, and how it is resampled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raster: Annotated[str, Field(max_length=60)]
    weight: Annotated[float, Field(ge=0, le=1)]
    unit: Annotated[str, Field(max_length=20)] = ""
    function: ValueFunction
    rule: Rule = "same_grid"


class Recipe(BaseModel):
    """A weighted overlay as a document: layers by name, and what a cell counts that one of them doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    layers: Annotated[dict[str, RecipeLayer], Field(min_length=1)]
    missing: Missing = "unknown"


def read_recipe(path: Path) -> Recipe:
    """
    Read a recipe (JSON).

    Raises
    ------
    RefusedInputError
        If the file can't be read, or is no recipe: the sentence names the place.
    """
    try:
        return Recipe.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RefusedInputError(f"{path} can't be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "document"
        raise RefusedInputError(f"{path.name}: {place}: {first['msg']}", field=place) from error


def make_slope(instance: Instance, name: str, *, unit: Unit = "percent") -> Path:
    """
    Make the slope of the instance's terrain model.

    Raises
    ------
    EnvironmentProblemError
        If there is no terrain model.
    WrongUseError
        If the name is none for a raster.
    """
    terrain, path = instance.files / "terrain.tif", path_for(instance, name)
    if not terrain.exists():
        raise EnvironmentProblemError(f"{terrain} is missing; put a terrain model (m, survey CRS) there")
    write_slope(terrain, path, unit=unit)
    return path


def make_distance(
    instance: Instance,
    connection: psycopg.Connection[Any],
    name: str,
    features: FeaturesOf,
    *,
    at: dt.date,
    known: dt.datetime,
    cell: float = CELL_M,
) -> Path:
    """
    Make the distance (m, Euclidean) to the features of a layer over the place's extent.

    Parameters
    ----------
    instance, name
        Whose raster, and its name.
    connection
        A transaction of any role that may read.
    features
        Which features.
    at, known
        The two times.
    cell
        Side of a cell in m.

    Raises
    ------
    GeometryError
        If no feature lies in the extent on that day.
    WrongUseError
        If the name is none for a raster, or the cell none.
    """
    path = path_for(instance, name)
    condition, values = features.condition()
    source = sql.Identifier(f"{features.layer}_as_of")
    statement = SHAPES.format(source=source, condition=condition)
    rows = connection.execute(statement, {"at": at, "known": known, **values}).fetchall()
    shapes = shapely.from_wkb(np.array([bytes(shape) for (shape,) in rows], dtype=object))
    crs = instance.place.crs.survey
    series = gpd.GeoSeries(shapes, crs=crs)
    chosen = "" if features.values is None else f" ({', '.join(features.values)})"
    write_distance(series, extent_grid(instance, cell), path, of=f"{features.layer}{chosen} on {at}")
    return path


def extent_grid(instance: Instance, cell: float = CELL_M) -> Grid:
    """Return the grid over the place's extent, in its survey CRS."""
    crs = instance.place.crs.survey
    extent = shapely.segmentize(shapely.box(*instance.place.map.extent), 0.001)
    moved = transform(np.array([extent], dtype=object), parse(WGS84), parse(crs))
    west, south, east, north = (float(value) for value in shapely.total_bounds(moved))
    return Grid.over((west, south, east, north), cell, crs)


def make_overlay(instance: Instance, name: str, recipe: Recipe) -> Path:
    """
    Make a weighted overlay of rasters of the instance, on the grid of the first.

    Raises
    ------
    NotFoundError
        If the instance has no raster of a name.
    CrsError, RefusedInputError, WrongUseError
        As `overlay.write_overlay`.
    """
    layers = {
        key: OverlayLayer(
            shown(instance, layer.raster).path,
            layer.function.apply,
            layer.weight,
            layer.unit,
            layer.rule,
            layer.function.model_dump_json(),
        )
        for key, layer in recipe.layers.items()
    }
    path = path_for(instance, name)
    write_overlay(layers, path, missing=recipe.missing)
    return path
