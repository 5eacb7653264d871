"""A sheet of parcels, A3 at 1:2000, for the benchmark of sheets: what `qgis_atlas.py` draws too."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import psycopg
import shapely
from pyproj import CRS
from shapely.geometry import LineString, MultiLineString, box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import tables
from gis_core.cartography.labels.placing import Wanted, place
from gis_core.cartography.scene import Fill, Georeference, Hatch, Item, Scene, SceneLayer, Shapes, Stroke, Text
from layers.base import Label
from layers.codes import LAND_USE

Frame = tuple[float, float, float, float]
WIDTH, HEIGHT, SCALE = 420.0, 297.0, 2.0
MAP = (18.0, 32.0, 318.0, 282.0)  # mm
GROUND = ((MAP[2] - MAP[0]) * SCALE, (MAP[3] - MAP[1]) * SCALE)  # m
STEP = 100.0
ROWS = 28
INK = Stroke("#333333", 0.15)
THIN = Stroke("#000000", 0.12)
HATCHES = {"stored": (45.0, "#bf0000"), "completed": (135.0, "#0033bb"), "negotiating": (90.0, "#00731a")}
STAGES = {"stored": "移交入库", "completed": "整备完成", "negotiating": "协商"}
PARCELS = (
    "SELECT code, land_use, area_m2, ST_AsBinary(geom) FROM parcels WHERE geom && ST_MakeEnvelope({}) ORDER BY code"
)
CONSOLIDATION = (
    "SELECT stage, ST_AsBinary(geom) FROM consolidation_parcels WHERE stage = ANY(%s) AND geom && ST_MakeEnvelope({})"
)
FRAME = "%s, %s, %s, %s, %s"


def parcel_sheet(connection: psycopg.Connection[Any], frame: Frame, number: int, srid: int, wkt: str) -> Scene:
    """Read what a frame shows and lay it out."""
    rows = connection.execute(PARCELS.format(FRAME), (*frame, srid)).fetchall()
    stages = connection.execute(CONSOLIDATION.format(FRAME), (list(HATCHES), *frame, srid)).fetchall()
    shapes = on_paper([row[3] for row in rows], frame)
    hatched = on_paper([row[1] for row in stages], frame)
    window = box(*MAP)
    uses = sorted({row[1] for row in rows if row[1]})
    colours = {use: (found.colour if (found := LAND_USE.find(use)) else None) or "#dddddd" for use in uses}
    areas = [
        Shapes(tuple(s for s, row in zip(shapes, rows, strict=True) if row[1] == use), Fill(colours[use]), stroke=INK)
        for use in uses
    ]
    phases = [
        Shapes(
            tuple(s for s, row in zip(hatched, stages, strict=True) if row[0] == stage),
            hatch=Hatch(Stroke(colour, 0.13), 2.2, angle),
        )
        for stage, (angle, colour) in HATCHES.items()
    ]
    labels = place([Wanted(row[0], shape, 1.9) for row, shape in zip(rows, shapes, strict=True)], window)
    layers = (
        SceneLayer("parcels", Label("地块", "Parcels"), tuple(areas), clip=window),
        SceneLayer("stages", Label("整备阶段", "Stages"), tuple(phases), clip=window),
        SceneLayer("labels", Label("地块注记", "Labels"), (Shapes(labels.leaders, stroke=THIN), *labels.placed)),
        SceneLayer("grid", Label("方里网", "Grid"), tuple(grid(frame)), clip=None),
        SceneLayer("furniture", Label("整饰", "Furniture"), tuple(furniture(rows, colours, number)), optional=False),
    )
    x0, y0, x1, y1 = MAP
    ground = Georeference(
        ((x0, y0), (x1, y0), (x1, y1), (x0, y1)),
        (SCALE, 0, frame[0] - SCALE * x0, 0, SCALE, frame[1] - SCALE * y0),
        wkt,
    )
    return Scene(WIDTH, HEIGHT, f"地块图 {number:03d}", layers, ground, counts=labels.counts())


def wkt_of(srid: int) -> str:
    """Return a CRS as a sheet says it."""
    return CRS(srid).to_wkt("WKT1_ESRI")


def on_paper(binary: list[bytes], frame: Frame) -> list[BaseGeometry]:
    """Read shapes and bring them from the ground to paper."""
    shapes = shapely.from_wkb(binary)
    moved = shapely.transform(shapes, lambda points: (points - frame[:2]) / SCALE + MAP[:2])
    return list(np.atleast_1d(moved))


def grid(frame: Frame) -> list[Item]:
    """Return crosses each 100 m with their coordinates at the frame's sides."""
    east = np.arange(math.ceil(frame[0] / STEP) * STEP, frame[2], STEP)
    north = np.arange(math.ceil(frame[1] / STEP) * STEP, frame[3], STEP)
    xs, ys = (east - frame[0]) / SCALE + MAP[0], (north - frame[1]) / SCALE + MAP[1]
    crosses = [LineString([(x - 2, y), (x + 2, y)]) for x in xs for y in ys]
    crosses += [LineString([(x, y - 2), (x, y + 2)]) for x in xs for y in ys]
    found: list[Item] = [Shapes((MultiLineString(crosses),), stroke=THIN)]
    found += [Text(x, MAP[1] - 4, f"{e / 1000:.1f}", 2.2, across="centre") for x, e in zip(xs, east, strict=True)]
    found += [Text(MAP[0] - 1, y, f"{n / 1000:.1f}", 2.0, across="right") for y, n in zip(ys, north, strict=True)]
    return found


def furniture(rows: list[Any], colours: dict[str, str], number: int) -> list[Item]:
    """Return frame, title, legend, scale bar, notes and a table of the largest parcels."""
    window = box(*MAP)
    items: list[Item] = [
        Shapes((window,), stroke=Stroke("#000000", 0.1, join="miter")),
        Shapes((window.buffer(5, join_style="mitre"),), stroke=Stroke("#000000", 0.7, join="miter")),
        Text((MAP[0] + MAP[2]) / 2, 290, f"马田街道国土空间现状地块图　第{number:03d}幅", 5.5, across="centre"),
        Text(330, 276, "图　例", 4),
    ]
    y = 266.0
    for use, colour in colours.items():
        known = LAND_USE.find(use)
        items += [Shapes((box(330, y, 340, y + 4),), Fill(colour), stroke=INK)]
        items += [Text(342, y + 1, f"{use} {known.label.zh if known else ''}", 2.6)]
        y -= 5.4
    for stage, (angle, colour) in HATCHES.items():
        items += [Shapes((box(330, y, 340, y + 4),), hatch=Hatch(Stroke(colour, 0.13), 2.2, angle), stroke=INK)]
        items += [Text(342, y + 1, STAGES[stage], 2.6)]
        y -= 5.4
    columns = (
        tables.Column(Label("地块编码", "地块编码"), 34),
        tables.Column(Label("用途", "用途"), 16),
        tables.Column(Label("面积(m²)", "面积(m²)"), across="right", write=",.2f"),
    )
    largest = sorted(rows, key=lambda row: -row[2])[:ROWS]
    (laid,) = tables.lay(columns, [row[:3] for row in largest], [(330, 30, 410, 178)], tables.Look(grid=True))
    items += laid.items
    bar = [box(138 + 15 * at, 14, 153 + 15 * at, 16) for at in range(4)]
    items += [Shapes(tuple(bar[::2]), Fill("#000000")), Shapes(tuple(bar), stroke=THIN)]
    items += [Text(138 + 15 * at, 17.5, f"{30 * at}", 2.4, across="centre") for at in range(5)]
    items += [Text(168, 9, "比例尺 1:2000　单位：米", 2.8, across="centre")]
    items += [Text(18, 16, "2000国家大地坐标系　1985国家高程基准", 2.8), Text(18, 11, "国土空间规划　演示数据", 2.8)]
    return items
