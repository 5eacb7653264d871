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

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.sheets.looks import code_look, is_dark, line_width, vivid
from gis_core.cartography.sheets.template import HALO, Brief, Cover, Group, Naming, Theme
from layers.base import Label, Layer, Style
from layers.registry import all_layers

AROUND = 8.0  # mm beyond the frame that are read too, so that no line of a clipped shape shows
CASING = "#a89f90"

Kept = tuple[str, Mapping[str, Any], BaseGeometry]
"""A feature: its code, the values that were read, its shape."""


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
    colours = _colours(style, layer, kept)
    groups = _grouped(theme, (layer, style, label), kept, brief)
    return Cover(layer.name, label, tuple(groups), tuple(_named(theme.naming, kept, colours, brief)))


def _colours(style: Style, layer: Layer, kept: Sequence[Kept]) -> list[str | None]:
    """Return the fill that each feature has."""
    lists = layer.field_named(style.by).codes if style.by else None
    found = [lists.find(str(one[1][style.by])) if lists and style.by else None for one in kept]
    return [code.colour if code else style.fill for code in found]


def _fields(theme: Theme, style: Style) -> list[str]:
    wanted = [style.by, style.width_by, *(theme.naming.fields if theme.naming else ())]
    return list(dict.fromkeys(name for name in wanted if name and name != "code"))


def _rows(theme: Theme, layer: Layer, fields: Sequence[str], brief: Brief) -> list[tuple[Any, ...]]:
    condition: sql.Composable = sql.SQL("true")
    values = {**brief.asked, "around": shapely.to_wkb(brief.frame.reaching(AROUND))}
    if theme.where is not None:
        condition = sql.SQL("r.{} = ANY(%(among)s)").format(sql.Identifier(theme.where[0]))
        values["among"] = list(theme.where[1])
    if theme.own and brief.subject.project is not None:
        column = "code" if layer.name == "consolidation_projects" else "project"
        condition = sql.SQL("{} AND r.{} = %(project)s").format(condition, sql.Identifier(column))
    statement = sql.SQL(_text("theme")).format(
        columns=sql.SQL("").join(sql.SQL("r.{}, ").format(sql.Identifier(name)) for name in fields),
        relation=sql.Identifier(f"{layer.name}_as_of"),
        condition=condition,
    )
    return brief.connection.execute(statement, values).fetchall()


def _grouped(theme: Theme, of: tuple[Layer, Style, Label], kept: Sequence[Kept], brief: Brief) -> Iterable[Group]:
    """Return groups in the order of the code list."""
    layer, style, label = of
    lists = layer.field_named(style.by).codes if style.by else None
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
        said = (found.label if found else theme.without) if style.by else label
        colour = vivid(found.colour, theme.strength) if found and found.colour else None
        look = code_look(style, colour, layer, width, CASING)
        geometries, codes = tuple(one[2] for one in some), tuple(one[0] for one in some)
        groups.append(Group(look, geometries, said if theme.legend else None, codes))
    return groups


def _named(
    naming: Naming | None, kept: Sequence[Kept], colours: Sequence[str | None], brief: Brief
) -> Iterable[Wanted]:
    if naming is None:
        return
    largest: dict[str, tuple[float, Wanted]] = {}
    metres, ground = brief.frame.metres, brief.frame.ground
    for (code, values, shape), fill in zip(kept, colours, strict=True):
        said = {"code": code, **values}
        text = (naming.write(said) if naming.write else str(said.get(naming.fields[0]) or "")).strip()
        if not text:
            continue
        if naming.within and not brief.subject.shape.intersects(shape.representative_point()):
            continue
        seen = shapely.intersection(shape, ground)
        if seen.area < naming.from_mm2 * metres**2 or seen.length < naming.from_mm * metres:
            continue
        white = naming.on_fill and is_dark(fill)
        one = Wanted(
            text,
            shape,
            size=naming.size,
            bold=naming.bold,
            colour="#ffffff" if white else naming.colour,
            halo=0.0 if white else HALO,
            smallest=naming.smallest,
            priority=naming.priority,
        )
        if not naming.once:
            yield one
        elif (size := seen.area or seen.length) > largest.get(text, (-1.0, one))[0]:
            largest[text] = (size, one)
    yield from (one for _, one in largest.values())
