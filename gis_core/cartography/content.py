"""What is on the map: layers of the records within a frame, by one SQL statement each, drawn as their styles say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.looks import code_look, line_width
from gis_core.cartography.template import Brief, Cover, Group, Named, Naming, Theme
from layers.base import Label, Layer, Style
from layers.registry import all_layers

AROUND = 8.0  # mm beyond the frame that are read too, so that no line of a clipped shape shows
NOT_SAID = Label("未登记", "Not recorded")
CASING = "#bfb8ac"


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def read_theme(theme: Theme, brief: Brief) -> Cover:
    """Return a theme's features within the frame, grouped by how they are drawn."""
    layer = all_layers()[theme.layer]
    style = theme.style or layer.style or Style(line="#52606d")
    fields = _fields(theme, style)
    rows = _rows(theme, layer, fields, brief)
    label = theme.label or layer.label
    if not rows:
        return Cover(layer.name, label, ())
    codes = tuple(row[0] for row in rows)
    shapes = shapely.from_wkb(np.array([bytes(row[-1]) for row in rows], dtype=object))
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    shown = np.array([not shape.is_empty for shape in shapes]) & shapely.intersects(shapes, brief.frame.reaching(-0.05))
    values = [dict(zip(fields, row[1:-1], strict=True)) for row in rows]
    at = [number for number in range(len(rows)) if shown[number]]
    kept = [(codes[n], values[n], shapes[n]) for n in at]
    groups = _grouped(theme, layer, style, label, kept, brief)
    return Cover(layer.name, label, tuple(groups), tuple(_named(theme.naming, kept, brief)))


def _fields(theme: Theme, style: Style) -> list[str]:
    wanted = [style.by, style.width_by, *(theme.naming.fields if theme.naming else ())]
    return list(dict.fromkeys(name for name in wanted if name and name != "code"))


def _rows(theme: Theme, layer: Layer, fields: Sequence[str], brief: Brief) -> list[tuple[Any, ...]]:
    condition: sql.Composable = sql.SQL("true")
    values: dict[str, Any] = {
        "at": brief.at,
        "known": brief.known,
        "srid": brief.place.srid,
        "frame": shapely.to_wkb(brief.frame.ground),
        "around": shapely.to_wkb(brief.frame.reaching(AROUND)),
    }
    if theme.where is not None:
        condition = sql.SQL("r.{} = ANY(%(among)s)").format(sql.Identifier(theme.where[0]))
        values["among"] = list(theme.where[1])
    if theme.own and brief.subject.project is not None:
        column = "code" if layer.name == "consolidation_projects" else "project"
        condition = sql.SQL("{} AND r.{} = %(project)s").format(condition, sql.Identifier(column))
        values["project"] = brief.subject.project
    statement = sql.SQL(_text("theme")).format(
        columns=sql.SQL("").join(sql.SQL("r.{}, ").format(sql.Identifier(name)) for name in fields),
        relation=sql.Identifier(f"{layer.name}_as_of"),
        condition=condition,
    )
    return brief.connection.execute(statement, values).fetchall()


Kept = tuple[str, Mapping[str, Any], BaseGeometry]


def _grouped(
    theme: Theme, layer: Layer, style: Style, label: Label, kept: Sequence[Kept], brief: Brief
) -> Iterable[Group]:
    """Yield groups in the order of the code list; of lines as wide as on the ground, their casings first."""
    lists = layer.field_named(style.by).codes if style.by and style.by != "code" else None
    order = {row.code: place for place, row in enumerate(lists.codes)} if lists else {}
    parted: dict[tuple[int, str, float], list[Kept]] = {}
    for one in kept:
        value = one[1].get(style.by) if style.by else None
        found = lists.find(str(value)) if lists and value is not None else None
        code = found.code if found else ""
        width = line_width(one[1].get(style.width_by), brief.frame.metres) if style.width_by else 0.0
        parted.setdefault((order.get(code, len(order)), code, width), []).append(one)
    groups = []
    for (_, code, width), some in sorted(parted.items(), key=lambda item: item[0]):
        found = lists.find(code) if lists and code else None
        said = (found.label if found else NOT_SAID) if style.by else label
        look = code_look(style, found.colour if found else None, layer, width, CASING)
        geometries, codes = tuple(one[2] for one in some), tuple(one[0] for one in some)
        groups.append(Group(look, geometries, said if theme.legend else None, codes))
    return groups


def _named(naming: Naming | None, kept: Sequence[Kept], brief: Brief) -> Iterable[Named]:
    if naming is None:
        return
    largest: dict[str, tuple[float, Named]] = {}
    for code, values, shape in kept:
        said = {"code": code, **values}
        text = (naming.write(said) if naming.write else str(said.get(naming.fields[0]) or "")).strip()
        seen = shapely.intersection(shape, brief.frame.ground) if naming.once or naming.from_mm2 else shape
        if not text or (naming.from_mm2 and seen.area < naming.from_mm2 * brief.frame.metres**2):
            continue
        one = Named(text, shape, naming.size, naming.bold, naming.colour, naming.priority, naming.smallest)
        if not naming.once:
            yield one
        elif (size := seen.area or seen.length) > largest.get(text, (-1.0, one))[0]:
            largest[text] = (size, one)
    yield from (one for _, one in largest.values())
