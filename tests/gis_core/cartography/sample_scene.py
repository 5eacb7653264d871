"""A small sheet with one of everything, for the tests of the engines."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
from pyproj import CRS
from shapely.geometry import LineString, MultiPoint, Polygon, box

from gis_core.cartography.scene import (
    Fill,
    Georeference,
    Hatch,
    Picture,
    Scene,
    SceneLayer,
    Shapes,
    Stroke,
    Text,
)
from layers.base import Label

DATE = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WIDTH, HEIGHT = 210.0, 148.0
WINDOW = (20.0, 30.0, 170.0, 130.0)
SCALE = 2.0  # metres on the ground for a millimetre on paper
ORIGIN = (484000.0, 2510000.0)
CODE = "GM-2024-0131"
WKT = CRS(4547).to_wkt("WKT1_ESRI")
HOLED = Polygon([(30, 40), (90, 40), (90, 100), (30, 100)], [[(50, 60), (70, 60), (70, 80), (50, 80)]])


def georeference(turn: float = 0.0) -> Georeference:
    """Return a frame whose map is turned by degrees."""
    x0, y0, x1, y1 = WINDOW
    c, s = SCALE * math.cos(math.radians(turn)), SCALE * math.sin(math.radians(turn))
    return Georeference(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (c, -s, ORIGIN[0], s, c, ORIGIN[1]), WKT)


def sample(*, turn: float = 0.0, title: str = "国土空间规划宗地图", extra: tuple[SceneLayer, ...] = ()) -> Scene:
    """Return the sheet."""
    pixels = np.zeros((40, 60, 4), np.uint8)
    pixels[..., 0], pixels[..., 2], pixels[..., 3] = 200, np.arange(60) * 4, 255
    pixels[:20, :30, 3] = 90
    frame = box(*WINDOW)
    areas = (HOLED, box(95, 40, 165, 100), box(-500, 110, 900, 900))
    ink = Stroke("#333333", 0.15)
    layers = (
        SceneLayer(
            "land_use",
            Label("地类图斑", "Land use"),
            (Shapes(areas, Fill("#ffd699", 0.8), stroke=ink, codes=("甲", "乙", "丙")),),
            clip=frame,
        ),
        SceneLayer(
            "phases",
            Label("规划分期", "Phases"),
            (Shapes(areas[:2], hatch=Hatch(Stroke("#bf0000", 0.2), 3.0, 45)),),
            clip=frame,
        ),
        SceneLayer(
            "aerial", Label("影像", "Aerial picture"), (Picture(pixels, (100, 45, 130, 65), angle=15),), visible=False
        ),
        SceneLayer(
            "roads",
            Label("道路", "Roads"),
            (
                Shapes(
                    (LineString([(20, 35), (100, 110), (170, 120)]),),
                    stroke=Stroke("#0055aa", 0.8, dash=(3, 1.5), cap="round"),
                ),
                Shapes(
                    (MultiPoint([(120, 80), (150, 90)]),),
                    fill=Fill("#aa0000"),
                    stroke=Stroke("#ffffff", 0.2),
                    radius=1.5,
                ),
            ),
            clip=frame,
        ),
        SceneLayer(
            "labels",
            Label("注记", "Labels"),
            (
                Text(60, 90, CODE, 3.0, across="centre", halo=0.4),
                Text(130, 55, "斜着的路名", 3.0, angle=35, opacity=0.6),
                Text(400, 400, "图外保密地名", 3.0),
            ),
            clip=frame,
        ),
        *extra,
        SceneLayer(
            "furniture",
            Label("图廓整饰", "Furniture"),
            (
                Shapes((frame,), stroke=Stroke("#000000", 0.3, join="miter")),
                Shapes((LineString([(40, 18), (140, 18)]),), stroke=Stroke("#ff0000", 1.0)),
                Text(WIDTH / 2, 138, title, 6.0, across="centre", bold=True),
                Text(20, 10, "2000国家大地坐标系（EPSG:4547）", 2.5, upright="middle"),
            ),
            optional=False,
        ),
    )
    return Scene(WIDTH, HEIGHT, title, layers, georeference(turn), "宗地图", "测绘组", "国土;宗地")
