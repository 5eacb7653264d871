"""A tenant's own way out: agreement, payment, vacated, where he moves."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg

from gis_core.consolidation.refusals import refusals
from gis_core.errors import NotFoundError, RefusedInputError, WrongUseError

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Tenant:
    """How far a tenant's way out is, and who recorded the last of it when (`None`: as it came with the project)."""

    id: uuid.UUID
    parcel: str
    kind: str
    agreed_on: dt.date | None
    paid_on: dt.date | None
    vacated_on: dt.date | None
    moves_to: str | None
    recorded_at: dt.datetime | None
    recorded_by: str | None


def record_tenant(
    connection: Connection,
    tenant: str,
    *,
    agreed_on: dt.date | None = None,
    paid_on: dt.date | None = None,
    vacated_on: dt.date | None = None,
    moves_to: str | None = None,
) -> Tenant:
    """
    Record what is given of a tenant's way out; the rest stays. What stood there before is kept (`record_changes`).

    Raises
    ------
    NotFoundError
        If there is no such tenant.
    RefusedInputError
        If the days contradict each other: out before it was agreed, or a day to come.
    WrongUseError
        If nothing is given.
    """
    given = {"agreed_on": agreed_on, "paid_on": paid_on, "vacated_on": vacated_on, "moves_to": moves_to}
    if all(value is None for value in given.values()):
        raise WrongUseError("say what is to be recorded: agreed_on, paid_on, vacated_on or moves_to")
    try:
        number = uuid.UUID(tenant)
    except ValueError as error:
        raise NotFoundError(f"tenant: {tenant[:60]!r} is no tenant's id", field="tenant") from error
    with refusals():
        row = connection.execute(
            "UPDATE tenants SET agreed_on = coalesce(%(agreed_on)s, agreed_on),"
            " paid_on = coalesce(%(paid_on)s, paid_on),"
            " vacated_on = coalesce(%(vacated_on)s, vacated_on), moves_to = coalesce(%(moves_to)s, moves_to)"
            " WHERE id = %(id)s RETURNING id, parcel, kind, agreed_on, paid_on, vacated_on, moves_to, current_date",
            {**given, "id": number},
        ).fetchone()
    if row is None:
        raise NotFoundError(f"tenant: there is no tenant {tenant}", field="tenant")
    *stands, today = row
    for name, day in (("agreed_on", agreed_on), ("paid_on", paid_on), ("vacated_on", vacated_on)):
        if day is not None and day > today:
            raise RefusedInputError(f"{name}: {day} is a day to come; record it when it has happened", field=name)
    agreed, vacated = stands[3], stands[5]
    if agreed is not None and vacated is not None and vacated < agreed:
        raise RefusedInputError(f"vacated_on: the tenant agreed on {agreed} only, after {vacated}", field="vacated_on")
    change = connection.execute(
        "SELECT changed_at, changed_by FROM record_changes WHERE list = 'tenants' AND key = %s"
        " ORDER BY id DESC LIMIT 1",
        [str(number)],
    ).fetchone()
    return Tenant(*stands, *(change or (None, None)))
