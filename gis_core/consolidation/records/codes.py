"""
The code tables of consolidation, as an administrator reads and edits them: checked, and kept with who changed what.

The tables rule: what stands in them is what an event may say, in which order stages come and what a type skips.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from gis_core.consolidation.refusals import refusals
from gis_core.errors import NotFoundError, WrongUseError
from layers.code_tables import CODE_TABLES

Connection = psycopg.Connection[Any]
CHAINS = "project_type_milestones"
FIXED = ("code", "project_type", "milestone")


@dataclass(frozen=True)
class Change:
    """A change of a code table: the row before (`None`: added) and after (`None`: taken away), when and by whom."""

    list: str
    code: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changed_at: dt.datetime
    changed_by: str


def known_list(name: str) -> str:
    """
    Return the name of a code table.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    if name not in CODE_TABLES:
        raise NotFoundError(f"list: there is no code table {name!r}; there are {', '.join(CODE_TABLES)}", field="list")
    return name


def lists(connection: Connection) -> dict[str, int]:
    """Return the code tables and how many rows each has."""
    counts = {}
    for name in CODE_TABLES:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        counts[name] = 0 if row is None else int(row[0])
    return counts


def rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    """Return the rows of a code table in their order."""
    first = sql.SQL("project_type, ") if known_list(name) == CHAINS else sql.SQL("")
    statement = sql.SQL("SELECT * FROM {} ORDER BY {}position").format(sql.Identifier(name), first)
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement).fetchall()


def columns(connection: Connection, name: str) -> list[str]:
    """Return the columns of a code table."""
    described = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(known_list(name))))
    return [column.name for column in described.description or ()]


def add(connection: Connection, name: str, code: str, values: dict[str, str | None]) -> dict[str, Any]:
    """
    Add a row: a new code, at the end unless `position` says where.

    Parameters
    ----------
    connection
        As owner, with the administrator's name.
    name
        The code table.
    code
        The new code; of `project_type_milestones` both parts, joined by `/`.
    values
        Columns and what they are to hold, as text.

    Raises
    ------
    NotFoundError
        If the table, or a code that is named, doesn't exist.
    WrongUseError
        If there is no such column.
    RefusedInputError
        If the row can't be: its code is taken, a label is missing, it requires a later stage.
    """
    key = _key(name, code)
    _refuse_unknown(connection, name, values)
    position = values.get("position")
    whole = {**values, **key, "position": str(_last(connection, name, key) + 1)}
    with refusals(), connection.transaction():
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(name), *(sql.SQL(", ").join(map(kind, whole)) for kind in (sql.Identifier, sql.Placeholder))
        )
        connection.execute(statement, whole)
        if position is not None:
            _move(connection, name, key, position)
    return _row(connection, name, code)


def change(connection: Connection, name: str, code: str, values: dict[str, str | None]) -> dict[str, Any]:
    """
    Change a row; a new `position` shifts the others along, and a new order of stages is brought to the map.

    Raises
    ------
    NotFoundError, WrongUseError, RefusedInputError
        As `add`.
    """
    key = _key(name, code)
    _refuse_unknown(connection, name, values)
    _row(connection, name, code)
    position = values.get("position")
    others = {column: value for column, value in values.items() if column != "position"}
    with refusals(), connection.transaction():
        if position is not None:
            _move(connection, name, key, position)
        if others:
            assign = sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column)) for column in others
            )
            connection.execute(
                sql.SQL("UPDATE {} SET {} WHERE {}").format(sql.Identifier(name), assign, _where(key)),
                {**others, **key},
            )
    return _row(connection, name, code)


def skip(connection: Connection, project_type: str, milestone: str) -> None:
    """
    Let projects of a type skip a milestone from now on (the row goes from `project_type_milestones`).

    Raises
    ------
    NotFoundError
        If the type doesn't pass that milestone anyway.
    """
    _row(connection, CHAINS, f"{project_type}/{milestone}")
    connection.execute(
        "DELETE FROM project_type_milestones WHERE project_type = %s AND milestone = %s", [project_type, milestone]
    )


def changes(connection: Connection, name: str | None = None, *, most: int = 200) -> list[Change]:
    """Return who changed what in the code tables, the newest first."""
    found = connection.execute(
        "SELECT list, code, before, after, changed_at, changed_by FROM code_changes"
        " WHERE %(list)s::text IS NULL OR list = %(list)s ORDER BY id DESC LIMIT %(most)s",
        {"list": None if name is None else known_list(name), "most": most},
    )
    return [Change(*row) for row in found.fetchall()]


def _key(name: str, code: str) -> dict[str, str]:
    parts = code.split("/")
    names = CODE_TABLES[known_list(name)]
    if len(parts) != len(names):
        raise WrongUseError(f"code: {code!r} must name {' and '.join(names)}, joined by /", field="code")
    return dict(zip(names, parts, strict=True))


def _where(key: dict[str, str]) -> sql.Composable:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column)) for column in key
    )


def _row(connection: Connection, name: str, code: str) -> dict[str, Any]:
    key = _key(name, code)
    with connection.cursor(row_factory=dict_row) as cursor:
        statement = sql.SQL("SELECT * FROM {} WHERE {}").format(sql.Identifier(name), _where(key))
        found = cursor.execute(statement, key).fetchone()
    if found is None:
        raise NotFoundError(f"code: {name} has no {code!r}; ./matian codes show {name} lists them", field="code")
    return found


def _refuse_unknown(connection: Connection, name: str, values: dict[str, str | None]) -> None:
    known = [column for column in columns(connection, name) if column not in FIXED]
    for column in values:
        if column not in known:
            raise WrongUseError(f"{column}: {name} has no such column; it has {', '.join(known)}", field=column)


def _scope(name: str, key: dict[str, str]) -> dict[str, str]:
    """Return among which rows positions count: all, or those of one project type."""
    return {"project_type": key["project_type"]} if name == CHAINS else {}


def _last(connection: Connection, name: str, key: dict[str, str]) -> int:
    scope = _scope(name, key)
    where = sql.SQL(" WHERE {}").format(_where(scope)) if scope else sql.SQL("")
    found = connection.execute(
        sql.SQL("SELECT coalesce(max(position), 0) FROM {}{}").format(sql.Identifier(name), where), scope
    ).fetchone()
    return 0 if found is None else int(found[0])


def _move(connection: Connection, name: str, key: dict[str, str], position: str) -> None:
    """Give a row another place; those between move by one. Places are unique, so all step aside first."""
    order = [row for row in rows(connection, name) if _scope(name, key).items() <= row.items()]
    at = next(index for index, row in enumerate(order) if key.items() <= row.items())
    if not position.isascii() or not position.isdigit() or not 1 <= int(position) <= len(order):
        raise WrongUseError(f"position: {position} lies outside 1–{len(order)}", field="position")
    order.insert(int(position) - 1, order.pop(at))
    moved = [(place, row) for place, row in enumerate(order, start=1) if row["position"] != place]
    if name == "stages":
        connection.execute("SET CONSTRAINTS c_order DEFERRED")
    for places in ([-row["position"] for _, row in moved], [place for place, _ in moved]):
        for place, (_, row) in zip(places, moved, strict=True):
            own = {column: row[column] for column in key}
            connection.execute(
                sql.SQL("UPDATE {} SET position = {} WHERE {}").format(
                    sql.Identifier(name), sql.Literal(place), _where(own)
                ),
                own,
            )
    if name == "stages":
        connection.execute("SET CONSTRAINTS c_order IMMEDIATE")
        connection.execute("CALL matian.reorder_stages()")
