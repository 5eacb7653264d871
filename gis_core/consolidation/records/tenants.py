"""A tenant's own way out: agreement, payment, vacated, where he moves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import psycopg

from gis_core.errors import NotFoundError, RefusedInputError, WrongUseError

Connection = psycopg.Connection[Any]


def record_tenant(
    connection: Connection,
    tenant: str,
    *,
    agreed_on: dt.date | None = None,
    paid_on: dt.date | None = None,
    vacated_on: dt.date | None = None,
    moves_to: str | None = None,
) -> None:
    """
    Record what is given of a tenant's way out; the rest stays.

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
        raise WrongUseError("say what is to be recorded: agreed, paid, vacated or where the tenant moves")
    try:
        number = uuid.UUID(tenant)
    except ValueError as error:
        raise NotFoundError(f"tenant: {tenant[:60]!r} is no tenant's id", field="tenant") from error
    row = connection.execute(
        "UPDATE tenants SET agreed_on = coalesce(%(agreed_on)s, agreed_on), paid_on = coalesce(%(paid_on)s, paid_on),"
        " vacated_on = coalesce(%(vacated_on)s, vacated_on), moves_to = coalesce(%(moves_to)s, moves_to)"
        " WHERE id = %(id)s RETURNING agreed_on, greatest(agreed_on, paid_on, vacated_on) > current_date,"
        " vacated_on < agreed_on",
        {**given, "id": number},
    ).fetchone()
    if row is None:
        raise NotFoundError(f"tenant: there is no tenant {tenant}", field="tenant")
    if row[1]:
        raise RefusedInputError("a day lies in the days to come; record it when it has happened")
    if row[2]:
        raise RefusedInputError(f"vacated_on: the tenant agreed on {row[0]} only, after that day", field="vacated_on")
