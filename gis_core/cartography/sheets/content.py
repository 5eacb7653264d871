"""What is on the map: layers of the records within a frame, by one SQL statement each, drawn as their styles say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.placing import Wanted
from gis_core.cartography.sheets.looks import code_look, is_dark, line_width, vivid
from gis_core.cartography.sheets.template import HALO, Brief, Cover, Group, Theme
from layers.base import Code, CodeList, Label, Layer, Style
from layers.registry import all_layers

AROUND = 8.0  # mm beyond the frame that are read too, so that no line of a clipped shape shows
CASING = "#a89f90"


@dataclass(frozen=True)
class Feature:
    """A feature: its code, the values that were read, its shape, and the row of the list that colours it, if any."""

    code: str
    values: Mapping[str, Any]
    shape: BaseGeometry
    listed: Code | None


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
    shapes = shapely.from_wkb(np.array([bytes(row[-1]) for row in rows], dtype=object))
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    shown = ~shapely.is_empty(shapes) & shapely.intersects(shapes, brief.frame.reaching(-0.05))
    lists = _codes(layer, style, brief)
    find = cache(lists.find) if lists else None
    kept: list[Feature] = []
    for at in np.flatnonzero(shown):
        values = dict(zip(fields, rows[at][1:-1], strict=True))
        value = values.get(style.by) if style.by else None
        listed = find(str(value)) if find and value is not None else None
        kept.append(Feature(rows[at][0], values, shapes[at], listed))
    groups = _grouped(theme, (layer, style, label), kept, brief)
    return Cover(layer.name, label, tuple(groups), tuple(_named(theme, kept, style, brief)))


def _codes(layer: Layer, style: Style, brief: Brief) -> CodeList | None:
    """Return the list that colours a layer, as the office edited it."""
    codes = layer.field_named(style.by).codes if style.by else None
    return brief.listed(codes) if codes else None


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


def _grouped(theme: Theme, of: tuple[Layer, Style, Label], kept: Sequence[Feature], brief: Brief) -> Iterable[Group]:
    """Yield groups in the order of the code list."""
    layer, style, label = of
    lists = _codes(layer, style, brief)
    order = {row.code: place for place, row in enumerate(lists.codes)} if lists else {}
    parted: dict[tuple[int, Code | None, float], list[Feature]] = {}
    for one in kept:
        width = line_width(one.values.get(style.width_by), brief.frame.metres) if style.width_by else 0.0
        place = order[one.listed.code] if one.listed else len(order)
        parted.setdefault((place, one.listed, width), []).append(one)
    for (_, listed, width), some in sorted(parted.items(), key=lambda item: (item[0][0], item[0][2])):
        said = (listed.label if listed else theme.without) if style.by else label
        colour = vivid(listed.colour, theme.strength) if listed and listed.colour else None
        look = code_look(style, colour, layer, width, CASING)
        yield Group(look, tuple(one.shape for one in some), said, tuple(one.code for one in some))


def _named(theme: Theme, kept: Sequence[Feature], style: Style, brief: Brief) -> Iterable[Wanted]:
    naming = theme.naming
    if naming is None:
        return
    itself = brief.subject.code if naming.others and brief.subject.layer == theme.layer else None
    largest: dict[str, tuple[float, Wanted]] = {}
    metres, ground = brief.frame.metres, brief.frame.ground
    for one in kept:
        said, shape = {"code": one.code, **one.values}, one.shape
        text = (naming.write(said) if naming.write else str(said.get(naming.fields[0]) or "")).strip()
        if not text or one.code == itself:
            continue
        if naming.within and not brief.subject.shape.intersects(shape.representative_point()):
            continue
        seen = shapely.intersection(shape, ground)
        if seen.area < naming.from_mm2 * metres**2 or seen.length < naming.from_mm * metres:
            continue
        white = naming.on_fill and is_dark(one.listed.colour if one.listed else style.fill)
        wanted = Wanted(
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
            yield wanted
        elif (size := seen.area or seen.length) > largest.get(text, (-1.0, wanted))[0]:
            largest[text] = (size, wanted)
    yield from (wanted for _, wanted in largest.values())
