"""
Drafts of projects (项目建议): sites of a run of site selection, handed over to the consolidation team.

A draft stands in no layer and no figure. The team takes it up, naming the project that it became part of, or it is
withdrawn; each step is a row that stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from gis_core.consolidation.records.statements import statement
from gis_core.errors import NotFoundError, RefusedInputError, WrongUseError
from layers.project_drafts import STATES, State
from layers.stages import PROJECT_TYPES

Connection = psycopg.Connection[Any]
MOST_SITES = 500


@dataclass(frozen=True)
class Draft:
    """
    A draft and where it stands.

    Parameters
    ----------
    codes
        Of the run's candidates that it is made of.
    area_m2
        Planar, in the survey CRS, of the sites together.
    status
        `draft`, `taken_up` or `withdrawn`.
    project
        Code of the project that it became part of.
    shape
        GeoJSON in degrees (WGS 84).
    bbox
        West, south, east, north in degrees.
    """

    id: int
    run: int
    name: str
    codes: list[str]
    project_type: str | None
    note: str | None
    area_m2: float
    made_at: dt.datetime
    made_by: str
    status: State
    project: str | None
    reason: str | None
    changed_at: dt.datetime | None
    changed_by: str | None
    shape: dict[str, Any]
    bbox: list[float]


def hand_over(
    connection: Connection,
    run: int,
    codes: Sequence[str],
    name: str,
    *,
    project_type: str | None = None,
    note: str | None = None,
) -> Draft:
    """
    Hand sites of a run over to the consolidation team as the draft of a project.

    Raises
    ------
    NotFoundError
        If there is no such run.
    WrongUseError
        If no site is named, or too many.
    RefusedInputError
        If the run has no such candidate, a site is a point and no land, or there is no such type of project.
    """
    wanted = sorted(set(codes))
    if not 1 <= len(wanted) <= MOST_SITES:
        raise WrongUseError(f"codes: name 1 to {MOST_SITES} sites, not {len(wanted)}", field="codes")
    if project_type is not None and not PROJECT_TYPES.knows(project_type):
        known = ", ".join(row.code for row in PROJECT_TYPES.codes)
        raise RefusedInputError(
            f"project_type: there is no type of project {project_type!r}; there are {known}", field="project_type"
        )
    if connection.execute("SELECT FROM siting_runs WHERE id = %s", [run]).fetchone() is None:
        raise NotFoundError(f"there is no run {run}; the list of runs names them", field="run")
    _refuse_strange(connection, run, wanted)
    made = connection.execute(
        statement("hand_over"), {"run": run, "codes": wanted, "name": name, "type": project_type, "note": note}
    ).fetchone()
    assert made is not None  # noqa: S101  (RETURNING)
    return draft(connection, made[0])


def drafts(connection: Connection) -> list[Draft]:
    """Return all drafts, those that wait first, the newest first."""
    with connection.cursor(row_factory=class_row(Draft)) as cursor:
        return cursor.execute(statement("drafts"), {"id": None}).fetchall()


def draft(connection: Connection, number: int) -> Draft:
    """
    Return one draft.

    Raises
    ------
    NotFoundError
        If there is none of that number.
    """
    with connection.cursor(row_factory=class_row(Draft)) as cursor:
        found = cursor.execute(statement("drafts"), {"id": number}).fetchone()
    if found is None:
        raise NotFoundError(f"there is no draft {number}; the list of drafts names them", field="id")
    return found


def move_on(
    connection: Connection, number: int, state: str, *, project: str | None = None, reason: str | None = None
) -> Draft:
    """
    Record what becomes of a draft: taken up into a project, withdrawn for a reason, or a draft again.

    Raises
    ------
    NotFoundError
        If there is no such draft, or no such project.
    WrongUseError
        If a draft that is taken up names no project, or one that isn't names one.
    RefusedInputError
        If there is no such state, the draft stands there already, or a withdrawal gives no reason.
    """
    if state not in STATES:
        raise RefusedInputError(f"status: there is no state {state!r}; there are {', '.join(STATES)}", field="status")
    connection.execute("SELECT pg_advisory_xact_lock('project_drafts'::regclass::oid::int, hashint8(%s))", [number])
    stands = draft(connection, number)
    if stands.status == state:
        raise RefusedInputError(f"status: draft {number} is {state} already", field="status")
    if (state == "taken_up") != (project is not None):
        raise WrongUseError("project: name the project with taken_up, and only then", field="project")
    if state == "withdrawn" and reason is None:
        raise RefusedInputError("reason: say why the draft is withdrawn", field="reason")
    if project is not None and not _exists(connection, project):
        raise NotFoundError(f"project: there is no consolidation project {project[:80]!r}", field="project")
    connection.execute(
        "INSERT INTO draft_states (draft, state, project, reason) VALUES (%s, %s, %s, %s)",
        [number, state, project, reason],
    )
    return draft(connection, number)


def _exists(connection: Connection, project: str) -> bool:
    found = connection.execute("SELECT FROM consolidation_projects WHERE code = %s", [project]).fetchone()
    return found is not None


def _refuse_strange(connection: Connection, run: int, codes: list[str]) -> None:
    rows = dict(
        connection.execute(
            "SELECT code, st_dimension(geom) FROM siting_shapes WHERE run = %s AND code = ANY (%s)", [run, codes]
        ).fetchall()
    )
    strange = [code for code in codes if code not in rows]
    if strange:
        raise RefusedInputError(
            f"codes: run {run} has no candidate {strange[0][:80]!r} that passed its constraints", field="codes"
        )
    points = [code for code in codes if rows[code] < 2]
    if points:
        raise RefusedInputError(
            f"codes: {points[0]} is a point and no land; only sites with an area become a project", field="codes"
        )
