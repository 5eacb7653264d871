"""
Payments to right holders and tenants: due, made, corrected, taken back; and the parties that they go to.

All of it is personal: the database's functions record who read what and why, mask by role, and keep what stood before.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from gis_core.consolidation.records.statements import statement
from gis_core.consolidation.refusals import refusals
from gis_core.errors import NotFoundError, WrongUseError

Connection = psycopg.Connection[Any]
Row = dict[str, Any]


def record_payment(
    connection: Connection, party: uuid.UUID, amount_yuan: Decimal, due_on: dt.date, paid_on: dt.date | None = None
) -> int:
    """
    Record a payment that is due, or was made already, and return its number.

    Raises
    ------
    NotFoundError
        If there is no such right holder or tenant.
    RefusedInputError
        If the amount is nothing, or the day on which it was made is to come.
    """
    values = [party, amount_yuan, due_on, paid_on]
    with refusals(), connection.transaction():
        row = connection.execute("SELECT personal.record_payment(%s, %s, %s, %s)", values).fetchone()
    assert row is not None  # noqa: S101  (a function has a row)
    return int(row[0])


def change_payment(
    connection: Connection,
    number: int,
    *,
    amount_yuan: Decimal | None = None,
    due_on: dt.date | None = None,
    paid_on: dt.date | None = None,
    reason: str | None = None,
) -> None:
    """
    Record that a payment was made, or correct what is on record of it; what isn't given stays.

    Raises
    ------
    NotFoundError
        If there is no such payment.
    RefusedInputError
        If a correction gives no reason, or as `record_payment`.
    WrongUseError
        If nothing is given.
    """
    if amount_yuan is None and due_on is None and paid_on is None:
        raise WrongUseError("say what is to be recorded: amount_yuan, due_on or paid_on")
    values = [number, amount_yuan, due_on, paid_on, reason]
    with refusals(), connection.transaction():
        connection.execute("SELECT personal.change_payment(%s, %s, %s, %s, %s)", values)


def take_back_payment(connection: Connection, number: int, reason: str) -> None:
    """
    Record that a payment never was: it counts no more; what it said is kept with who took it back and why.

    Raises
    ------
    NotFoundError
        If there is no such payment.
    """
    with refusals(), connection.transaction():
        connection.execute("SELECT personal.take_back_payment(%s, %s)", [number, reason])


def payments(connection: Connection, project: str, purpose: str) -> list[Row]:
    """
    Return the payments of a project by the day on which they are due; the reading goes on record, masked by role.

    Raises
    ------
    NotFoundError
        If there is no such project.
    RefusedInputError
        If no purpose is named.
    """
    return _read(connection, "SELECT * FROM personal.read_payments(%(project)s, %(purpose)s)", project, purpose)


def parties(connection: Connection, project: str, purpose: str) -> list[Row]:
    """
    Return the right holders and tenants of a project with name and phone; the reading goes on record, masked by role.

    Raises
    ------
    NotFoundError, RefusedInputError
        As `payments`.
    """
    return _read(connection, statement("parties"), project, purpose)


def _read(connection: Connection, query: str, project: str, purpose: str) -> list[Row]:
    if connection.execute("SELECT FROM consolidation_projects WHERE code = %s", [project]).fetchone() is None:
        raise NotFoundError(f"code: there is no consolidation project {project[:80]!r}", field="code")
    with refusals(), connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, {"project": project, "purpose": purpose}).fetchall()
