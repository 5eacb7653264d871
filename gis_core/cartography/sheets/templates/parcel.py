"""Parcel plan (宗地图): boundary points with their numbers, lengths of edges, neighbours, boundary-point table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.scene import Fill, Stroke
from gis_core.cartography.sheets.boundary_points import boundary_points, edges, rows
from gis_core.cartography.sheets.ground_themes import ROADS, WATER, style_of
from gis_core.cartography.sheets.naming import MU_M2, serial
from gis_core.cartography.sheets.template import (
    HALO,
    NOT_SAID,
    Brief,
    Cover,
    Group,
    Look,
    Naming,
    SheetTable,
    Template,
    Theme,
)
from gis_core.cartography.tables import Column
from gis_core.place import Axis
from layers.base import Label, Language
from layers.codes import LAND_USE

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
RED = "#b3261e"
BOUNDARY = Look(Fill("#b3261e", 0.05), Stroke(RED, 0.4, join="miter"))
POINTS = Look(Fill("#ffffff"), Stroke(RED, 0.2), radius=0.6)
SHORTEST = 8.0  # mm; the length of a shorter edge stands in the table alone
LINE, POINT = Label("宗地界线", "Boundary"), Label("界址点", "Boundary point")
FACTS = (Column(Label("项目", "Item"), 17), Column(Label("内容", "Record")))
CODE, NAME, USE = Label("宗地代码", "Parcel code"), Label("名称", "Name"), Label("用途", "Use")
REGISTERED, SHAPE = Label("登记面积", "Registered area"), Label("图形面积", "Area of shape")
IN_MU = Label("{m2:,.2f} m²（{mu:.3f} 亩）", "{m2:,.2f} m² ({mu:.3f} mu)")
NORTH, EAST = Label("北", "north"), Label("东", "east")
COORDINATE = Label("{letter}（m，{way}）", "{letter} (m, {way})")
NOTE = Label(
    "{north} 为北坐标，{east} 为东坐标；界址点自西北角起顺时针编号。",
    "{north} is the northing, {east} the easting; points are numbered clockwise from the north-western corner.",
)


def _covers(brief: Brief) -> Iterable[Cover]:
    shape, metres = brief.subject.shape, brief.frame.metres
    found = boundary_points(shape)
    said = _fraction(brief)  # several parcels together have none
    body = (Wanted(said, shape, size=2.6, bold=True, halo=HALO, priority=9),) if said else ()
    yield Cover("boundary", LINE, (Group(BOUNDARY, tuple(shapely.get_parts(shape)), LINE),), body)
    lengths = [
        Wanted(
            f"{one.edge_m:.2f}", _beside(edge, shape, 1.5 * metres), size=1.8, colour="#3e4c59", halo=HALO, priority=6
        )
        for one, edge in edges(found)
        if one.edge_m >= SHORTEST * metres
    ]
    discs = tuple(Point(one.east, one.north) for one in found)
    named = [
        Wanted(one.name, disc, size=1.8, colour=RED, halo=HALO, priority=7)
        for one, disc in zip(found, discs, strict=True)
    ]
    codes = tuple(one.name for one in found)
    yield Cover("boundary_points", POINT, (Group(POINTS, discs, POINT, codes),), (*named, *lengths))


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
        row = brief.connection.execute(SQL, {**brief.asked, "code": subject.code}).fetchone()
        if row is not None:
            said = f"{row[2] or ''} {brief.called(LAND_USE, row[2], NOT_SAID)}".strip()
            return row[0], row[1] or "", said, None if row[3] is None else float(row[3]), float(row[4])
    return subject.code, subject.name, "", None, float(subject.shape.area)


def _fraction(brief: Brief) -> str:
    """Return the parcel's number and the code of its use, as they stand in its middle; nothing without a code."""
    code, _, use, _, _ = _record(brief)
    return "\n".join(part for part in (serial({"code": code}), use.partition(" ")[0]) if part) if code else ""


def _tables(brief: Brief) -> Iterable[SheetTable]:
    code, name, use, registered, area = _record(brief)
    about = [(CODE, code), (NAME, name), (USE, use)]
    about += [(REGISTERED, f"{registered:,.2f} m²")] if registered is not None else []
    about += [(SHAPE, brief.said(IN_MU).format(m2=area, mu=area / MU_M2))]
    facts = [(brief.said(label), said) for label, said in about if said]
    yield SheetTable(Label("宗地信息", "The parcel"), FACTS, facts)
    crs = brief.place.crs
    columns = (
        Column(Label("点号", "Point"), 11, across="centre"),
        *(_coordinate(axis) for axis in crs.axes),
        Column(Label("边长（m）", "Length (m)"), 15, across="right", write=".2f"),
    )
    letters = {"north": crs.letter(northing=True), "east": crs.letter(northing=False)}
    note = Label(NOTE.zh.format(**letters), NOTE.en.format(**letters))
    found = rows(boundary_points(brief.subject.shape), crs.axes)
    yield SheetTable(Label("界址点坐标表", "Boundary points"), columns, found, note)


def _coordinate(axis: Axis) -> Column:
    """Return the column of an axis, whose letter means the northing in one survey CRS and the easting in another."""
    way = NORTH if axis.northing else EAST
    zh, en = (COORDINATE.said(one).format(letter=axis.letter, way=way.said(one)) for one in get_args(Language))
    return Column(Label(zh, en), across="right", write=".3f")


TEMPLATE = Template(
    name="parcel",
    label=Label("宗地图", "Parcel plan"),
    about=Label("宗地的界址点、边长、四至与界址点坐标表", "Boundary points, edges, neighbours and their table"),
    title=Label("{subject}宗地图", "Parcel plan: {subject}"),
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
            naming=Naming(("code",), serial, size=1.8, colour="#6b6256", from_mm2=60, others=True),
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
