"""What is on record of one project, as the project page shows it; money only to those who may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from gis_core.consolidation.records.statements import statement
from gis_core.consolidation.refusals import refusals
from gis_core.errors import NotFoundError, WrongUseError

Connection = psycopg.Connection[Any]
Row = dict[str, Any]

SORTABLE = (
    *(
        "code",
        "stage",
        "since",
        "days",
        "area_m2",
        "registered_area_m2",
        "floor_area_m2",
        "land_kind",
        "title_category",
    ),
    *("holders", "holders_signed", "tenants", "tenants_vacated", "custody", "cadastral"),
)


@dataclass(frozen=True)
class Project:
    """
    One project at the two times.

    Parameters
    ----------
    facts
        Name, type, community, team, responsible person, dates, areas (m²), box (degrees).
    milestones
        In the order of its type: promised first, promised since and why, reached.
    targets
        Area to be completed (m²) by year, quarter and kind of land.
    funds
        Planned and paid (yuan) by year and quarter; empty where `funds_shown` is false.
    titles, custody
        Parcels and area (m²) by title category, and by custody state of what was handed over.
    notes, documents
        The newest first.
    """

    facts: Row
    milestones: list[Row]
    targets: list[Row]
    funds_shown: bool
    funds: list[Row]
    titles: list[Row]
    custody: list[Row]
    notes: list[Row]
    documents: list[Row]


def project_page(connection: Connection, code: str, at: dt.date, known: dt.datetime) -> Project:
    """
    Return what is on record of a project.

    Raises
    ------
    NotFoundError
        If there is no such project at the two times.
    """
    asked = {"project": code, "at": at, "known": known}
    found = _rows(connection, statement("project"), asked)
    if not found:
        raise NotFoundError(f"code: there is no consolidation project {code[:80]!r} at {at}", field="code")
    shown = connection.execute("SELECT coalesce(current_setting('matian.role', true), '')").fetchone()
    funds = _rows(connection, "SELECT * FROM personal.read_funds(%(project)s, %(at)s)", asked)
    return Project(
        facts=found[0],
        milestones=_rows(connection, statement("milestones"), asked),
        targets=_rows(
            connection,
            "SELECT year, quarter, land_kind, area_m2 FROM project_targets WHERE project = %(project)s"
            " ORDER BY year, quarter, land_kind",
            asked,
        ),
        funds_shown=shown is not None and shown[0] in ("officer", "lead", "administrator"),
        funds=funds,
        titles=_rows(connection, statement("titles"), asked),
        custody=_rows(connection, statement("custody"), asked),
        notes=_rows(connection, statement("notes"), asked),
        documents=_rows(
            connection,
            "SELECT d.id, d.title, d.media_type, d.size_bytes, d.sha256, d.added_at, d.added_by, d.restricted"
            "  FROM project_documents d WHERE d.project = %(project)s AND (NOT d.restricted OR personal.unmasked())"
            "   AND NOT EXISTS (SELECT FROM document_withdrawals w WHERE w.document = d.id)"
            " ORDER BY d.added_at DESC, d.id",
            asked,
        ),
    )


def project_parcels(
    connection: Connection, code: str, at: dt.date, known: dt.datetime, sort: str = "code"
) -> list[Row]:
    """
    Return the parcels of a project with stage, days in it, holders, tenants and custody.

    Parameters
    ----------
    sort
        One of `SORTABLE`, with `-` before it for the greatest first; parcels without a value come last.

    Raises
    ------
    WrongUseError
        If there is no such column to sort by.
    """
    key = sort.removeprefix("-")
    if key not in SORTABLE:
        raise WrongUseError(f"sort: there is no column {key[:40]!r}; there are {', '.join(SORTABLE)}", field="sort")
    rows = _rows(connection, statement("parcels"), {"project": code, "at": at, "known": known})
    if key == "stage":
        order = dict(connection.execute("SELECT code, position FROM stages").fetchall())
        return _sorted(rows, [order.get(row["stage"]) for row in rows], backwards=sort.startswith("-"))
    return _sorted(rows, [row[key] for row in rows], backwards=sort.startswith("-"))


def _sorted(rows: list[Row], keys: list[Any], *, backwards: bool) -> list[Row]:
    told = [(key, row) for key, row in zip(keys, rows, strict=True) if key is not None]
    told.sort(key=lambda pair: pair[0], reverse=backwards)
    return [row for _, row in told] + [row for key, row in zip(keys, rows, strict=True) if key is None]


def negotiations(connection: Connection, code: str, purpose: str) -> list[Row]:
    """
    Return the negotiations of a project, oldest first; the reading goes on record, and is masked by role.

    Raises
    ------
    RefusedInputError
        If no purpose is named.
    """
    with refusals():
        return _rows(
            connection,
            "SELECT * FROM personal.read_negotiations(%(project)s, %(purpose)s)",
            {"project": code, "purpose": purpose},
        )


def record_negotiation(
    connection: Connection,
    party: str,
    kind: str,
    happened_on: dt.date,
    *,
    amount_yuan: Decimal | None = None,
    team: str | None = None,
    note: str | None = None,
) -> int:
    """
    Record a contact, appraisal, offer, counter-offer or refusal, and return its number.

    Raises
    ------
    NotFoundError
        If there is no such right holder or tenant.
    RefusedInputError
        If there is no such kind, or the day is to come.
    """
    values = [party, kind, happened_on, amount_yuan, team, note]
    with refusals(), connection.transaction():
        row = connection.execute("SELECT personal.record_negotiation(%s, %s, %s, %s, %s, %s)", values).fetchone()
    assert row is not None  # noqa: S101  (a function has a row)
    return int(row[0])


def add_note(connection: Connection, project: str, note: str | None, *, voids: int | None = None) -> Row:
    """
    Add a note on a project, take one back, or both.

    Raises
    ------
    NotFoundError
        If there is no such project or note.
    RefusedInputError
        If the note is empty or too long, was taken back already, or is another project's.
    """
    if connection.execute("SELECT FROM consolidation_projects WHERE code = %s", [project]).fetchone() is None:
        raise NotFoundError(f"code: there is no consolidation project {project[:80]!r}", field="code")
    if voids is not None:
        own = connection.execute(
            "SELECT FROM project_notes WHERE id = %s AND project = %s AND note IS NOT NULL", [voids, project]
        ).fetchone()
        if own is None:
            raise NotFoundError(f"voids: project {project} has no note {voids}", field="voids")
    with refusals(), connection.transaction():
        return _rows(
            connection,
            "INSERT INTO project_notes (project, note, voids) VALUES (%(project)s, %(note)s, %(voids)s)"
            " RETURNING id, note, recorded_at, recorded_by",
            {"project": project, "note": note, "voids": voids},
        )[0]


def set_milestone_date(connection: Connection, project: str, milestone: str, adjusted_on: dt.date, reason: str) -> None:
    """
    Promise another day for a milestone; the day that was promised first stays.

    Raises
    ------
    NotFoundError
        If nothing was promised for it yet.
    """
    done = connection.execute(
        "UPDATE project_milestone_dates SET adjusted_on = %s, reason = %s WHERE project = %s AND milestone = %s",
        [adjusted_on, reason, project, milestone],
    )
    if done.rowcount == 0:
        raise NotFoundError(f"milestone: project {project} has no promise for {milestone}", field="milestone")


def _rows(connection: Connection, query: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, values).fetchall()
