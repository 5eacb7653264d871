"""The statement that finds what a layer shows on a picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from gis_core.cartography.maps.picture import Ground
from gis_core.features.area import WEB_MERCATOR, Box
from gis_core.features.statement import Statement, Values, quoted
from gis_core.place import Place
from layers.base import Layer

MOST = 60_000  # features of a layer on one picture; more are more than a picture shows
MARGIN = 0.05  # of the picture, for lines and labels that reach in
COARSE_FROM_M = 0.5  # metres a pixel from which shapes are simplified to half a pixel


@cache
def _template() -> str:
    return (Path(__file__).parent / "sql" / "shapes.sql").read_text(encoding="utf-8")


def shapes_statement(layer: Layer, ground: Ground, place: Place, *, moment: tuple[date, datetime] | None) -> Statement:
    """
    Return the statement: one row of `drawn` (FlatGeobuf, null for nothing) and `features` (`MOST` + 1 if too many).

    Parameters
    ----------
    layer
        A layer with a style.
    ground
        The picture's ground.
    place
        Whose records.
    moment
        `at` and `known`; `None` for what is on record now, which needs no history.
    """
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    values = Values()
    times = "" if moment is None else f"{values.add(moment[0])}::date, {values.add(moment[1])}::timestamptz"
    west, south, east, north = ground.bounds
    aside, up = (east - west) * MARGIN, (north - south) * MARGIN
    box = Box((west - aside, south - up, east + aside, north + up), ground.srid)
    conditions = [_within_world(box).quick_condition(layer, place, values)]
    if layer.geometry != "Point":
        smallest = values.add(layer.detail.smallest_px * ground.metres_a_pixel)
        sides = ", ".join(f"ST_{side}Max(f.geom) - ST_{side}Min(f.geom)" for side in "XY")
        conditions.append(f"greatest({sides}) >= {smallest}::double precision")
    names = dict.fromkeys(name for name in (style.by, style.label) if name)
    columns = [f"coalesce(f.{quoted(name)}::text, '') AS {quoted(name)}," for name in names]
    if style.width_by:
        width = f"f.{quoted(style.width_by)} / {values.add(ground.metres_a_pixel)}::double precision"
        columns.append(f"greatest({width}, 1)::double precision AS px,")
    sql = _template().format(
        columns="\n         ".join(columns),
        shape=_written(layer, _shape(layer, ground, values)),
        source=f"{quoted(layer.name + '_as_of')}({times})" if moment else quoted(layer.name),
        conditions=" AND ".join(conditions),
        most=MOST,
    )
    return Statement(sql, tuple(values.given))


def _within_world(box: Box) -> Box:
    """Return a box in degrees cut to the world; a picture may show more than that."""
    if box.srid == WEB_MERCATOR or max(map(abs, box.bounds)) > 1000:
        return box
    west, south, east, north = box.bounds
    return replace(box, bounds=(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)))


def _written(layer: Layer, shape: str) -> str:
    """
    Return a shape as PostGIS 3.3 can write it.

    Its FlatGeobuf of lines in several parts, and of a text that is null before a number, can't be read by anybody.
    """
    return f"(st_dump({shape})).geom" if layer.geometry == "MultiLineString" else shape


def _shape(layer: Layer, ground: Ground, values: Values) -> str:
    """Return a shape in the picture's pixels, x from its west, y from its south, as a picture may be stretched."""
    shape = "f.geom"
    if layer.geometry != "Point" and ground.metres_a_pixel >= COARSE_FROM_M:
        shape = f"st_simplify(f.geom, {values.add(ground.metres_a_pixel / 2)}::double precision, true)"
    if ground.srid == WEB_MERCATOR and shape == "f.geom":
        shape = "f.geom_3857"
    else:
        shape = f"st_transform({shape}, {values.add(ground.srid)}::integer)"
    west, south, east, north = ground.bounds
    numbers = (-west, -south, ground.width / (east - west), ground.height / (north - south))
    return f"st_transscale({shape}, {', '.join(f'{values.add(number)}::double precision' for number in numbers)})"
