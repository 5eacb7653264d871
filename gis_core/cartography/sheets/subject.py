"""What sheets are about: a project, a selection, each feature of a layer, the place as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.sheets.template import Subject
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.place import Place
from gis_core.selection.selection import Selection
from layers.base import Language, Layer
from layers.registry import all_layers

SINGLY = 5_000
"""So many selected features are outlined one by one; of more, only the box around them is taken."""
Connection = psycopg.Connection[Any]
_TOGETHER: tuple[Any, ...] = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
"""By dimension: what makes several shapes one, without merging them."""
PROJECT = "SELECT name, st_asbinary(geom) FROM consolidation_projects_as_of(%s, %s) WHERE code = %s"
PLACE = "SELECT st_asbinary(st_union(geom)) FROM subdistrict_as_of(%s, %s)"
RUN = (Path(__file__).parent / "sql" / "run.sql").read_text(encoding="utf-8")
SELECTED = (Path(__file__).parent / "sql" / "selected.sql").read_text(encoding="utf-8")


def project_subject(connection: Connection, place: Place, code: str, at: dt.date, known: dt.datetime) -> Subject:
    """
    Return a project.

    Raises
    ------
    NotFoundError
        If there is none of that code on the day, as it was known.
    """
    row = connection.execute(PROJECT, [at, known, code]).fetchone()
    if row is None:
        raise NotFoundError(f"project: there is no project {code[:60]!r} {_when(place, at, known)}", field="project")
    return Subject("project", row[0], code, shapely.from_wkb(bytes(row[1])), "consolidation_projects", code)


def place_subject(connection: Connection, place: Place, at: dt.date, known: dt.datetime, language: Language) -> Subject:
    """
    Return the place as a whole.

    Raises
    ------
    NotFoundError
        If its boundary isn't recorded for the day, as it was known.
    """
    row = connection.execute(PLACE, [at, known]).fetchone()
    if row is None or row[0] is None:
        raise NotFoundError(
            f"the boundary of {place.name.zh} isn't recorded {_when(place, at, known)}; name a project or a selection"
        )
    return Subject("place", place.name.said(language), "", shapely.from_wkb(bytes(row[0])), "subdistrict")


def run_subject(connection: Connection, place: Place, run: int, language: Language) -> Subject:
    """
    Return the ground of the first sites of a run of site selection, and of those chosen together.

    Raises
    ------
    NotFoundError
        If there is no such run, or it left no site.
    """
    row = connection.execute(RUN, [run]).fetchone()
    if row is None or row[1] is None:
        raise NotFoundError(f"run: there is no run {run} with sites; ./matian siting list names them", field="run")
    own = row[0].removesuffix("选址")  # the Chinese title ends so
    name = f"{place.name.zh}{own}" if language == "zh" else f"{place.name.en}, {row[0]}"
    return Subject("place", name, "", shapely.from_wkb(bytes(row[1])), called=f"run-{run}")


def selection_subject(connection: Connection, place: Place, selection: Selection, language: Language) -> Subject:
    """
    Return what is selected as one subject.

    Raises
    ------
    NotFoundError
        If nothing is.
    WrongUseError
        If the filter can't be read.
    """
    rows = selection.rows(place)
    statement = sql.SQL(SELECTED).format(rows.sql)
    row = connection.execute(statement, {**rows.values, "singly": SINGLY}).fetchone()
    if row is None or not row[0]:
        raise NotFoundError(f"selection: no feature of {selection.layer} is selected", field="selection")
    count, shape, code = row
    layer = selection.of
    name = _feature(layer, code, language) if count == 1 else _several(layer, count, language)
    flat = shapely.get_parts(shapely.get_parts(shapely.from_wkb(bytes(shape))))
    together: BaseGeometry = _TOGETHER[int(shapely.get_dimensions(flat[0]))](flat)
    return Subject("selection", name, code if count == 1 else "", together, layer.name, called=layer.name)


def feature_subjects(
    connection: Connection, place: Place, selection: Selection, language: Language
) -> Iterator[Subject]:
    """
    Yield each selected feature as a subject, in order of code.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    layer = selection.of
    name = sql.SQL("r.{}").format(sql.Identifier(layer.name_field)) if layer.name_field else sql.SQL("NULL::text")
    project = sql.SQL("NULL::text")
    if layer.name == "consolidation_projects":
        project = sql.SQL("r.code")
    statement = selection.statement(place, [sql.SQL("r.code"), name, project, sql.SQL("st_asbinary(r.geom)")])
    rows = connection.execute(sql.Composed([statement.sql]), statement.values).fetchall()
    if not rows:
        raise NotFoundError(f"each_feature: no feature of {layer.name} is selected", field="each_feature")
    for code, called, own, shape in rows:
        yield Subject(
            "project" if own else "each_feature",
            called or _feature(layer, code, language),
            code,
            shapely.from_wkb(bytes(shape)),
            layer.name,
            own,
        )


def _when(place: Place, at: dt.date, known: dt.datetime) -> str:
    return f"on {at}, as known on {known.astimezone(place.zone):%Y-%m-%d at %H:%M}"


def _feature(layer: Layer, code: str, language: Language) -> str:
    return f"{layer.label.zh}{code}" if language == "zh" else code  # the English names of layers are plural


def _several(layer: Layer, count: int, language: Language) -> str:
    return f"{layer.label.zh}（{count:,} 个）" if language == "zh" else f"{layer.label.en} ({count:,})"


def layer_called(name: str, field: str) -> Layer:
    """
    Return a layer by its name.

    Raises
    ------
    WrongUseError
        If there is none.
    """
    found = all_layers().get(name)
    if found is None:
        known = ", ".join(sorted(all_layers()))
        raise WrongUseError(f"{field}: there is no layer {name[:40]!r}; there are {known}", field=field)
    return found
