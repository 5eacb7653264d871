"""What the database refuses, as errors of ours that name the value that is to blame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from gis_core.errors import MatianError, NotFoundError, RefusedInputError, StageOrderError

OUT_OF_ORDER = "MT001"  # raised by matian.check_stages and its like
IN_TWO_PROJECTS = "MT002"  # raised by matian.one_project


@contextmanager
def refusals() -> Iterator[None]:
    """
    Say in our words what the database refuses in the block.

    Raises
    ------
    NotFoundError
        If something that was named doesn't exist.
    StageOrderError
        If the order of stages is broken without a reason.
    RefusedInputError
        If anything else is refused.
    """
    try:
        yield
    except psycopg.Error as error:
        kind = _kind(error)
        if kind is None:
            raise
        raise kind(_sentence(error), field=field_of(error)) from error


def _kind(error: psycopg.Error) -> type[MatianError] | None:
    if error.sqlstate == OUT_OF_ORDER:
        return StageOrderError
    if error.sqlstate == IN_TWO_PROJECTS:
        return RefusedInputError
    if isinstance(error, errors.ForeignKeyViolation):
        return NotFoundError
    if isinstance(error, errors.CheckViolation | errors.UniqueViolation | errors.NotNullViolation | errors.DataError):
        return RefusedInputError
    return None


def field_of(error: psycopg.Error) -> str | None:
    """Return the column that the database blames: named by our functions, or by the constraint that is broken."""
    if error.diag.column_name:
        return error.diag.column_name
    constraint, table = error.diag.constraint_name, error.diag.table_name
    if constraint and table and (match := re.fullmatch(rf"(?:fk|uq|ck)_{re.escape(table)}_(\w+)", constraint)):
        return match[1]
    return None


def _sentence(error: psycopg.Error) -> str:
    return error.diag.message_detail or error.diag.message_primary or str(error)
