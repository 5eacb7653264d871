"""
Compliance sheet (合规性审查): how many m² of a red line lie in each planning control, title category and present use.

Every polygon layer of the group of controls is asked, by the field that it is drawn by: a control added as a layer file
stands on the sheet without an edit here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import shapely
from psycopg import sql
from psycopg.rows import class_row

from gis_core.consolidation.analysis.questions import Connection, question
from gis_core.consolidation.analysis.red_line import LARGEST_RED_LINE_POINTS, RedLine
from gis_core.errors import GeometryError
from layers.base import Group, Label, Layer
from layers.registry import all_layers

UNNAMED = Label("未注明", "Not stated")
OUTSIDE = Label("范围之外", "Outside of it")
YES_NO = {"true": Label("是", "Yes"), "false": Label("否", "No")}


@dataclass(frozen=True)
class Section:
    """A part of the sheet: which layer is laid over the red line, and by which field its areas are told apart."""

    name: str
    label: Label
    layer: Layer
    field: str | None


@dataclass(frozen=True)
class Overlap:
    """What one value of a section covers: m² and share (0–1) of the red line; `value` is `None` where none stands."""

    section: Section
    value: str | None
    label: Label
    outside: bool
    area_m2: Decimal
    share: float


@dataclass(frozen=True)
class _Found:
    value: str | None
    outside: bool
    area_m2: Decimal


TITLES = Label("权属", "Titles")
USES = Label("现状用地", "Present use")


def sections() -> list[Section]:
    """Return the parts of the sheet: every planning control, then titles, then present use."""
    layers = all_layers()
    controls = sorted(
        (layer for layer in layers.values() if layer.group is Group.CONTROLS and layer.is_polygonal),
        key=lambda layer: -layer.order,
    )
    parts = [Section(layer.name, layer.label, layer, layer.status) for layer in controls]
    titles = [
        Section(f"tenure_{field}", layers["tenure"].field_named(field).label, layers["tenure"], field)
        for field in ("title_category", "ownership", "conversion_completed")
    ]
    return [*parts, *titles, Section("present_use", USES, layers["parcels"], "land_use")]


def compliance(
    connection: Connection, red_line: RedLine, *, at: dt.date, known: dt.datetime, srid: int
) -> list[Overlap]:
    """
    Measure a red line against every control, title category and present use.

    Parameters
    ----------
    connection
        A transaction of any role that may read.
    red_line
        Polygon or multi-polygon in the survey CRS.
    at, known
        The state of the layers.
    srid
        EPSG number of the survey CRS.

    Returns
    -------
    overlaps
        By section, the largest area first, what no feature covers last. Areas are planar, to the square millimetre.

    Raises
    ------
    GeometryError
        If the red line is no valid area.
    """
    _refuse_what_is_no_area(red_line)
    values = {"red_line": shapely.to_wkb(red_line), "srid": srid, "at": at, "known": known}
    found: list[Overlap] = []
    with connection.cursor(row_factory=class_row(_Found)) as cursor:
        for section in sections():
            value = (
                sql.SQL("NULL")
                if section.field is None
                else sql.SQL("f.{}::text").format(sql.Identifier(section.field))
            )
            statement = sql.SQL(question("overlap")).format(
                value=value, source=sql.Identifier(f"{section.layer.name}_as_of")
            )
            rows = cursor.execute(statement, values).fetchall()
            found += [_overlap(section, row, red_line.area) for row in rows if row.area_m2 > 0 or row.outside]
    return found


def _refuse_what_is_no_area(red_line: RedLine) -> None:
    if red_line.geom_type not in ("Polygon", "MultiPolygon") or red_line.is_empty:
        raise _bad(f"it is a {red_line.geom_type}, and a polygon with an area is needed")
    if shapely.get_num_coordinates(red_line) > LARGEST_RED_LINE_POINTS:
        raise _bad(f"it has more than {LARGEST_RED_LINE_POINTS:,} points; simplify it first")
    if not red_line.is_valid:
        raise _bad(f"{shapely.is_valid_reason(red_line)}; mend the polygon first")


def _bad(detail: str) -> GeometryError:
    return GeometryError(f"red line: {detail}", field="red_line")


def _overlap(section: Section, row: _Found, whole: float) -> Overlap:
    return Overlap(
        section, row.value, _label(section, row), row.outside, row.area_m2, float(row.area_m2) / whole if whole else 0.0
    )


def _label(section: Section, row: _Found) -> Label:
    if row.outside:
        return OUTSIDE
    if section.field is None:
        return section.label
    if row.value is None:
        return UNNAMED
    codes = section.layer.field_named(section.field).codes
    known = codes.find(row.value) if codes else None
    if known is not None:
        return known.label
    return YES_NO.get(row.value) or Label(row.value, row.value)
