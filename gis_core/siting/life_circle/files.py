"""Isochrones and the homes outside of a circle as layers of a file."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from gis_core.siting.life_circle.answer import LifeCircle
from layers.base import Field, Group, Label, Layer, Style

MINUTES = Field("minutes", "real", Label("步行时间", "Time on foot"), unit="min")
RESIDENTS = Field("residents", "real", Label("常住人口", "Residents"), unit="人")
OVER_60 = Field("residents_over_60", "real", Label("60岁以上人口", "Residents over 60"), unit="人")

ISOCHRONES = Layer(
    name="isochrones",
    label=Label("步行等时圈", "Isochrones on foot"),
    group=Group.MOVEMENT,
    geometry="MultiPolygon",
    fields=(
        MINUTES,
        Field("reach_m", "real", Label("步行距离", "Distance on foot"), unit="m"),
        Field("street_m", "real", Label("可达道路长度", "Length of street reached"), unit="m"),
        Field("area_m2", "area", Label("平面面积", "Planar area"), unit="m²"),
        Field("homes", "integer", Label("住处", "Homes"), unit="处"),
        RESIDENTS,
        OVER_60,
    ),
    style=Style(fill="#41b6c4", line="#225ea8", opacity=0.35),
    source="gis_core.siting.network.isochrones",
)
UNCOVERED_HOMES = Layer(
    name="uncovered_homes",
    label=Label("圈外住处", "Homes outside the circle"),
    group=Group.FACILITIES,
    geometry="Point",
    fields=(
        RESIDENTS,
        OVER_60,
        Field("community", "text", Label("社区", "Community")),
        Field("minutes", "real", Label("到最近设施步行时间", "Time on foot to the nearest facility"), unit="min"),
        Field("station", "text", Label("最近设施", "Nearest facility")),
        Field("access_m", "real", Label("到道路直线距离", "Straight way to a street"), unit="m"),
    ),
    style=Style(fill="#d55e00", line="#ffffff", radius=4),
    source="gis_core.siting.network.circle",
)
DIGITS = 2
"""Decimals of what was worked out: centimetres, hundredths of a person or minute."""


def isochrone_layer(isochrones: gpd.GeoDataFrame) -> tuple[Layer, gpd.GeoDataFrame]:
    """Return isochrones as a layer: `minutes` as the code, single shapes as multi-shapes, none that is empty."""
    found = isochrones[~isochrones.geometry.is_empty]
    shapes = [shapely.multipolygons(shapely.get_parts(shape)) for shape in found.geometry]
    frame = found.round(DIGITS).set_geometry(gpd.GeoSeries(shapes, index=found.index, crs=found.crs))
    return ISOCHRONES, frame.set_index(found["minutes"].map("{:g}min".format))


def gap_layer(answer: LifeCircle) -> tuple[Layer, gpd.GeoDataFrame]:
    """Return the homes that aren't covered as a layer; no time where no way leads to a facility."""
    gaps: pd.DataFrame = answer.circle.gaps
    points = gpd.points_from_xy(gaps["x"], gaps["y"], crs=answer.walked.graph.crs)
    table = gaps[[field.name for field in UNCOVERED_HOMES.fields]].replace(float("inf"), float("nan")).round(DIGITS)
    return UNCOVERED_HOMES, gpd.GeoDataFrame(table, geometry=points)
