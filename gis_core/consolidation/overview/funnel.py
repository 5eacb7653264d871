"""The funnel of stages (阶段漏斗): how much is at each stage on a day, and how much has come at least that far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from gis_core.consolidation.figures.ask import now
from gis_core.consolidation.scope import EVERYWHERE, Scope
from gis_core.place import Names

FUNNEL = sql.SQL((Path(__file__).parent / "funnel.sql").read_text(encoding="utf-8"))
UNCOLOURED = "#b8bfc6"  # no stage yet, and a stage to which the office gave no colour


@dataclass(frozen=True)
class Reach:
    """Parcels, their area and floor area in m², their right holders."""

    parcels: int
    area_m2: Decimal
    floor_m2: Decimal
    holders: int

    def __add__(self, other: Reach) -> Reach:
        """Return both together."""
        return Reach(
            self.parcels + other.parcels,
            self.area_m2 + other.area_m2,
            self.floor_m2 + other.floor_m2,
            self.holders + other.holders,
        )


@dataclass(frozen=True)
class StageCount:
    """
    A stage (`None`: no stage yet).

    `at_stage` counts parcels that are in it, `reached` those that are in it or in a later one.
    """

    stage: str | None
    label: Names
    colour: str
    at_stage: Reach
    reached: Reach


def funnel(
    connection: psycopg.Connection[Any], at: dt.date, *, known: dt.datetime | None = None, scope: Scope = EVERYWHERE
) -> list[StageCount]:
    """
    Return the stages in order, parcels without a stage first.

    A parcel is in the furthest stage that it has reached by the end of the day `at`.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    scope.check(connection)
    values = {"last": at, "known": known or now(connection), **scope.named()}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(FUNNEL.format(scope=scope.condition()), values).fetchall()
    stages: list[StageCount] = []
    beyond = Reach(0, Decimal(0), Decimal(0), 0)
    for row in reversed(rows):
        here = Reach(row["parcels"], row["area_m2"], row["floor_m2"], row["holders"])
        beyond = beyond + here
        label = Names(zh=row["label_zh"], en=row["label_en"])
        stages.append(StageCount(row["stage"], label, row["colour"] or UNCOLOURED, here, beyond))
    return stages[::-1]
