"""The log of deliveries, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from gis_core import db
from gis_core.exchange.statements import FOLDER
from gis_core.instance import Instance


@dataclass(frozen=True)
class Logged:
    """One delivery on record: what came, with which result, and by which later entry it was taken back."""

    id: UUID
    layer: str
    file_name: str
    sha256: str
    crs: str
    read: int
    loaded: int
    unchanged: int
    repaired: int
    refused: int
    loaded_at: dt.datetime
    loaded_by: str
    undoes: UUID | None
    undone_by: UUID | None


def list_deliveries(instance: Instance, *, layer: str | None = None, limit: int = 50) -> list[Logged]:
    """Return the newest deliveries, of one layer or of all."""
    with db.connect(instance) as connection, connection.cursor(row_factory=class_row(Logged)) as cursor:
        query = (FOLDER / "list_deliveries.sql").read_text(encoding="utf-8")
        return cursor.execute(query, {"layer": layer, "limit": limit}).fetchall()
