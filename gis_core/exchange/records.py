"""What is on record where a delivery seems to lie, and how well shapes agree with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.exchange.delivery import Geometries
from gis_core.place import Place
from layers.base import Label, Layer
from layers.registry import all_layers

Floats = NDArray[np.float64]
Measured = tuple[float, float, int]
"""Share that agrees (0–1), median distance in metres, how many were compared."""

SAMPLED = 2000
COMPARED = 60
VERTICES = 40
NEAR_M = 0.5
"""A vertex this near to a recorded line lies on it: wider than survey noise, narrower than any wrong system's shift."""
SAME_PLACE_M = 2.0
"""A shape whose middle lies this near to that of the row of its code is the same, redrawn."""
WITHIN = 0.98
MARGIN_SHARE = 0.2
RECORDS_AT_ONCE = 20_000
REFERENCE_LAYERS = ("parcels", "communities", "subdistrict")
AROUND_M = 10.0

SQL = Path(__file__).parent / "sql"
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Sample:
    """Rows picked evenly from a delivery: two opposite corners of many's boxes, the shapes and codes of a few."""

    x: Floats
    y: Floats
    shapes: Geometries
    codes: tuple[str | None, ...]

    def carried(self, source: System, survey: System) -> Geometries:
        """Return the shapes in the survey CRS, if they are in `source`."""

        def carry(points: Floats) -> Floats:
            return np.column_stack(systems.move(points[:, 0], points[:, 1], source, survey))

        moved: Geometries = shapely.transform(self.shapes, carry)
        return moved


def take_sample(shapes: Geometries, codes: pd.Series | None) -> Sample | None:
    """Return a sample of a delivery, or `None` when no row has a geometry."""
    bounds = shapely.bounds(shapes)
    usable = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    if not len(usable):
        return None
    many = usable[np.unique(np.linspace(0, len(usable) - 1, SAMPLED).astype(int))]
    few = usable[np.unique(np.linspace(0, len(usable) - 1, COMPARED).astype(int))]
    some = bounds[many]
    named = [None if codes is None or pd.isna(codes.iloc[at]) else str(codes.iloc[at]) for at in few]
    return Sample(some[:, [0, 2]], some[:, [1, 3]], shapes[few], tuple(named))


def extent_on_record(connection: Connection, place: Place) -> tuple[float, float, float, float]:
    """Return the place's extent and what its parcels cover, in the survey CRS, with a margin of a fifth."""
    west, south, east, north = place.map.extent
    edge = np.linspace(0, 1, 9)
    x = np.concatenate([west + (east - west) * edge] * 2 + [np.full(9, west), np.full(9, east)])
    y = np.concatenate([np.full(9, south), np.full(9, north)] + [south + (north - south) * edge] * 2)
    x, y = systems.move(x, y, systems.parse(systems.WGS84), systems.parse(place.crs.survey))
    boxes = [(x.min(), y.min(), x.max(), y.max())]
    if "parcels" in all_layers():
        query = "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM ST_EstimatedExtent('parcels', 'geom') AS b"
        row = connection.execute(query).fetchone()
        if row is not None and row[0] is not None:
            boxes.append(row)
    whole = np.array(boxes)
    (left, bottom), (right, top) = whole[:, :2].min(axis=0), whole[:, 2:].max(axis=0)
    wide, high = (right - left) * MARGIN_SHARE, (top - bottom) * MARGIN_SHARE
    return float(left - wide), float(bottom - high), float(right + wide), float(top + high)


@dataclass(frozen=True)
class Reference:
    """One kind of record to compare with."""

    label: Label
    measure: Callable[[Geometries], Measured | None]


def references(connection: Connection, place: Place, layer: Layer, sample: Sample) -> Iterator[Reference]:
    """Yield what a delivery of `layer` can be compared with, the surest first."""
    known = all_layers()
    own = ByCode(connection, layer, sample)
    yield Reference(Label(f"同代码的{layer.label.zh}", f"the {layer.name} of the same code"), own.measure)
    for name in dict.fromkeys((layer.name, *REFERENCE_LAYERS)):
        if name in known:
            lines = ByOutline(Nearby(connection, known[name], place.srid))
            label = Label(f"在册{known[name].label.zh}的界线", f"the outlines of the {name} on record")
            yield Reference(label, lines.measure)
    if layer.is_polygonal and layer.name != "parcels" and "parcels" in known:
        plots = ByContainer(Nearby(connection, known["parcels"], place.srid))
        yield Reference(Label("各在一个地块之内", "lying in one parcel each"), plots.measure)


class ByCode:
    """Compares with the rows on record that carry the same codes."""

    def __init__(self, connection: Connection, layer: Layer, sample: Sample) -> None:
        self._connection = connection
        self._layer = layer
        self._sample = sample

    @cached_property
    def _recorded(self) -> dict[str, tuple[float, float]]:
        codes = [code for code in self._sample.codes if code is not None]
        rows = self._connection.execute(_query("middles_by_code", self._layer), {"codes": codes}).fetchall()
        return {code: (x, y) for code, x, y in rows}

    def measure(self, shapes: Geometries) -> Measured | None:
        """Return how many middles lie where those of the same code do."""
        pairs = [
            (at, self._recorded[code])
            for at, code in enumerate(self._sample.codes)
            if code is not None and code in self._recorded
        ]
        if not pairs:
            return None
        middles = shapely.centroid(shapes[[at for at, _ in pairs]])
        there = np.array([point for _, point in pairs])
        distances = np.hypot(shapely.get_x(middles) - there[:, 0], shapely.get_y(middles) - there[:, 1])
        return float(np.mean(distances <= SAME_PLACE_M)), float(np.median(distances)), len(pairs)


def _query(name: str, layer: Layer) -> sql.Composed:
    text: Any = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    return sql.SQL(text).format(layer=sql.Identifier(layer.name))


@dataclass(frozen=True)
class Nearby:
    """Finds the recorded shapes of a layer around others."""

    connection: Connection
    layer: Layer
    srid: int

    def around(self, shapes: Geometries) -> Geometries:
        """Return the recorded shapes within 10 m of the bounding boxes of `shapes`."""
        boxes = shapely.bounds(shapes)
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        sides = {name: side.tolist() for name, side in zip(("west", "south", "east", "north"), boxes.T, strict=True)}
        limits = {"margin": AROUND_M, "srid": self.srid, "most": RECORDS_AT_ONCE}
        rows = self.connection.execute(_query("nearby", self.layer), sides | limits).fetchall()
        return np.asarray(shapely.from_wkb([bytes(row[0]) for row in rows]), dtype=np.object_)


class ByOutline:
    """Compares vertices with the outlines of what is on record (of lines and points, with themselves)."""

    def __init__(self, records: Nearby) -> None:
        self._records = records

    def measure(self, shapes: Geometries) -> Measured | None:
        """Return how many vertices lie on a recorded line."""
        recorded = self._records.around(shapes)
        if not len(recorded):
            return None
        lines = shapely.boundary(recorded) if self._records.layer.is_polygonal else recorded
        points, owners = shapely.get_coordinates(shapes, return_index=True)
        keep = np.concatenate([np.flatnonzero(owners == owner)[:VERTICES] for owner in np.unique(owners)])
        vertices = shapely.points(points[keep])
        tree = shapely.STRtree(lines)
        (_, _), distances = tree.query_nearest(vertices, return_distance=True, all_matches=False)
        if not len(distances):
            return None
        return float(np.mean(distances <= NEAR_M)), float(np.median(distances)), len(distances)


class ByContainer:
    """Compares with the parcels that shapes should lie in, each in one: buildings do, shifted ones cross the lines."""

    def __init__(self, records: Nearby) -> None:
        self._records = records

    def measure(self, shapes: Geometries) -> Measured | None:
        """Return how many shapes lie in one parcel, and how far the median one reaches out of its parcel."""
        recorded = self._records.around(shapes)
        usable = shapes[shapely.is_valid(shapes) & (shapely.area(shapes) > 0)]
        if not len(recorded) or not len(usable):
            return None
        tree = shapely.STRtree(recorded)
        ours, theirs = tree.query(usable, predicate="intersects")
        shared = shapely.area(shapely.intersection(usable[ours], recorded[theirs]))
        best = np.zeros(len(usable))
        np.maximum.at(best, ours, shared)
        areas = shapely.area(usable)
        outside = np.sqrt(np.maximum(areas - best, 0.0))
        return float(np.mean(best >= WITHIN * areas)), float(np.median(outside)), len(usable)
