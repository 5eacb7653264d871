"""A map of selections as one HTML file that holds all it needs and asks no host for anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from branca.element import Element
from psycopg import sql

from gis_core import db
from gis_core.cartography.code_lists import as_edited, lists_on
from gis_core.cartography.pages.leaflet import offline_map
from gis_core.disk import saying_when_full
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.selection.selection import Selection
from gis_core.selection.store import measure
from gis_core.synthetic import synthetic_mark
from layers.base import Layer

BESIDE_ZOOM = "bottom: auto; top: 12px; left: 60px"  # of the legend's card, for the notice
MOST_FEATURES = 20_000
"""More than this a browser draws too slowly from one page; `workspace.look` shows whole layers as tiles."""


def write_map(instance: Instance, selections: Sequence[Selection], out: Path) -> int:
    """
    Write a map of what is selected, in our styles with legend and tooltips; return how many features it shows.

    Parameters
    ----------
    instance
        Whose records.
    selections
        Of which layers which rows, at which two times.
    out
        File to write; replaced as a whole when it exists.

    Raises
    ------
    WrongUseError
        If a layer isn't drawn on any map, there are more than 20,000 features, or `out` can't be written.
    """
    out = _writable(out)
    undrawn = [selection.layer for selection in selections if selection.of.style is None]
    if undrawn:
        raise WrongUseError(f"layer: {undrawn[0]} has no style, so no map shows it", field="layer")
    with db.connect(instance) as connection:
        counts = [measure(connection, selection, instance.place)[0] for selection in selections]
        if sum(counts) > MOST_FEATURES:
            raise WrongUseError(
                f"layer: {sum(counts):,} features are more than one page draws ({MOST_FEATURES:,}); filter them",
                field="layer",
            )
        lists = lists_on(connection)
        shown = {
            as_edited(selection.of, lists): _frame(connection, selection, instance.place) for selection in selections
        }
        notice = synthetic_mark(connection)
    page = offline_map(instance.place, shown)
    root: Any = page.get_root()
    title = f"{instance.place.name.zh} · {instance.place.name.en}"
    root.header.add_child(Element(f"<title>{escape(title)}</title>"), name="title")
    if notice:
        root.html.add_child(Element(f'<div class="legend" style="{BESIDE_ZOOM}">{escape(notice)}</div>'))
    html = root.render()
    part = out.with_name(f".{os.getpid()}.part.html")
    try:
        with saying_when_full(out.parent):
            part.write_text(html, encoding="utf-8")
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return sum(counts)


def _frame(connection: psycopg.Connection[Any], selection: Selection, place: Place) -> gpd.GeoDataFrame:
    layer = selection.of
    names = _told(layer)
    columns: list[sql.Composable] = [sql.Identifier("r", name) for name in names]
    asked = selection.statement(place, [*columns, sql.SQL("ST_AsBinary(r.geom)")])
    rows = connection.execute(sql.Composed([asked.sql]), dict(asked.values), binary=True).fetchall()
    frame = pd.DataFrame([row[:-1] for row in rows], columns=names)
    return gpd.GeoDataFrame(frame, geometry=shapely.from_wkb([row[-1] for row in rows]), crs=place.crs.survey)


def _told(layer: Layer) -> list[str]:
    """Return the columns that the map colours by and tells of."""
    style = layer.style
    wanted = ("code", layer.name_field, style.by if style else None, layer.status)
    return list(dict.fromkeys(name for name in wanted if name))


def _writable(out: Path) -> Path:
    out = out.expanduser().absolute()
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise WrongUseError(f"out: no file can be written at {out}", field="out")
    return out
