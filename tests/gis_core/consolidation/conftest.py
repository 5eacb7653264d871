"""Consolidation parcels to record events for, written as the application writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
EAST, NORTH = 500_000, 2_518_000


@pytest.fixture
def parcel(connection: Connection) -> Callable[..., str]:
    """A function that makes a square parcel of a project: `parcel("Z1", east=0, north=0, side=200)`."""

    def make(code: str, *, east: float = 0, north: float = 0, side: float = 200, kind: str = "industrial") -> str:
        connection.execute(
            "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from) SELECT 'X1', '示意项目',"
            " 'interest_sharing', st_multi(st_makeenvelope(0, 0, 1, 1, 4547)), '2022-01-01'"
            " WHERE NOT EXISTS (SELECT FROM consolidation_projects WHERE code = 'X1')"
        )
        x, y = EAST + east, NORTH + north
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from)"
            " VALUES (%s, 'X1', %s, st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2022-01-01')",
            [code, kind, x, y, x + side, y + side],
        )
        return code

    return make


@pytest.fixture
def record(connection: Connection) -> Callable[..., int]:
    """A function that records an event and returns its number: `record("Z1", "signed", "2024-03-01")`."""

    def write(
        code: str,
        stage: str | None = None,
        on: str | None = None,
        *,
        voids: int | None = None,
        reason: str | None = None,
    ) -> int:
        row = connection.execute(
            "INSERT INTO stage_events (parcel, stage, happened_on, voids, override_reason)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [code, stage, None if on is None else dt.date.fromisoformat(on), voids, reason],
        ).fetchone()
        assert row is not None
        return int(row[0])

    return write
