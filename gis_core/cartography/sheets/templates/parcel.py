"""Parcel plan (宗地图): boundary points with their numbers, lengths of edges, neighbours, boundary-point table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.scene import Fill, Stroke
from gis_core.cartography.sheets.boundary_points import BoundaryPoint, boundary_points, edges, rows
from gis_core.cartography.sheets.ground_themes import ROADS, WATER, style_of
from gis_core.cartography.sheets.naming import serial
from gis_core.cartography.sheets.template import Brief, Cover, Group, Look, Named, Naming, SheetTable, Template, Theme
from gis_core.cartography.tables import Column
from layers.base import Label
from layers.codes import LAND_USE

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
RED = "#b3261e"
BOUNDARY = Look(Fill("#b3261e", 0.05), Stroke(RED, 0.4, join="miter"))
POINTS = Look(Fill("#ffffff"), Stroke(RED, 0.2), radius=0.6)
SHORTEST = 8.0  # mm; the length of a shorter edge stands in the table alone
MU = 2000 / 3  # m²
COLUMNS = (
    Column("点号", 11, across="centre"),
    Column("X（m，北）", across="right", write=".3f"),
    Column("Y（m，东）", across="right", write=".3f"),
    Column("边长（m）", 15, across="right", write=".2f"),
)


def _covers(brief: Brief) -> Iterable[Cover]:
    shape, metres = brief.subject.shape, brief.frame.metres
    found = boundary_points(shape)
    line, point = Label("宗地界线", "Boundary"), Label("界址点", "Boundary point")
    body = (Named(_fraction(brief), shape, 2.6, bold=True, priority=9),)
    yield Cover("boundary", line, (Group(BOUNDARY, tuple(shapely.get_parts(shape)), line),), body)
    lengths = [
        Named(f"{one.edge_m:.2f}", _beside(edge, shape, 1.5 * metres), 1.8, colour="#3e4c59", priority=6)
        for one, edge in edges(found)
        if one.edge_m >= SHORTEST * metres
    ]
    discs = tuple(Point(one.y, one.x) for one in found)
    named = [_name(one, disc) for one, disc in zip(found, discs, strict=True)]
    codes = tuple(one.name for one in found)
    yield Cover("boundary_points", point, (Group(POINTS, discs, point, codes),), (*named, *lengths))


def _name(point: BoundaryPoint, disc: Point) -> Named:
    return Named(point.name, disc, 1.8, colour=RED, priority=7)


def _beside(edge: LineString, shape: BaseGeometry, away: float) -> LineString:
    """Move an edge outwards, so that its length stands beside it."""
    (x0, y0), (x1, y1) = edge.coords
    across = np.array([y1 - y0, x0 - x1]) / edge.length * away
    for way in (across, -across):
        moved = LineString([(x0 + way[0], y0 + way[1]), (x1 + way[0], y1 + way[1])])
        if not shape.contains(moved.interpolate(0.5, normalized=True)):
            return moved
    return edge


def _record(brief: Brief) -> tuple[str, str, str, float | None, float]:
    """Return code, name, use, registered and computed area."""
    subject = brief.subject
    if subject.layer == "parcels":
        asked = {"at": brief.at, "known": brief.known, "code": subject.code}
        row = brief.connection.execute(SQL, asked).fetchone()
        if row is not None:
            use = LAND_USE.find(row[2]) if row[2] else None
            said = f"{row[2]} {use.label.zh}" if use else "未登记"
            return row[0], row[1] or "", said, None if row[3] is None else float(row[3]), float(row[4])
    return subject.code, subject.name, "", None, float(subject.shape.area)


def _fraction(brief: Brief) -> str:
    """Return the parcel's number and use, as they stand in its middle."""
    code, _, use, _, _ = _record(brief)
    return "\n".join(part for part in (serial({"code": code}), use.partition(" ")[0]) if part)


def _tables(brief: Brief) -> Iterable[SheetTable]:
    code, name, use, registered, area = _record(brief)
    about = [("宗地代码", code), ("名称", name), ("用途", use)]
    about += [("登记面积", f"{registered:,.2f} m²")] if registered is not None else []
    about += [("图形面积", f"{area:,.2f} m²（{area / MU:.3f} 亩）")]
    facts = [Column("项目", 17), Column("内容")]
    yield SheetTable(Label("宗地信息", "The parcel"), facts, [row for row in about if row[1]])
    found = rows(boundary_points(brief.subject.shape))
    note = "X 为北坐标，Y 为东坐标（不带带号）；界址点自西北角起顺时针编号。"
    yield SheetTable(Label("界址点坐标表", "Boundary points"), COLUMNS, found, note)


TEMPLATE = Template(
    name="parcel",
    label=Label("宗地图", "Parcel plan"),
    about=Label("宗地的界址点、边长、四至与界址点坐标表", "Boundary points, edges, neighbours and their table"),
    title="{subject}宗地图",
    themes=(
        WATER,
        Theme(
            "buildings",
            style_of("buildings", by=None, fill="#eceae6", line="#a79f93", opacity=1.0, width=0.4),
        ),
        Theme(
            "parcels",
            style_of("parcels", by=None, fill=None, line="#8b857a", width=0.6),
            label=Label("相邻宗地界线", "Adjoining parcels"),
            naming=Naming(("code",), serial, size=1.8, colour="#6b6256", from_mm2=60),
        ),
        ROADS,
    ),
    covers=_covers,
    tables=_tables,
    subjects=("each_feature", "selection", "project"),
    papers=("A3", "A4", "A2", "A1"),
    room=1.35,
    least_m=40.0,
)
