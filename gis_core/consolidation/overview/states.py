"""The stage of every parcel on a day, for the map's time slider; or only what a step of the slider changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from gis_core.consolidation.figures.ask import now
from gis_core.consolidation.scope import EVERYWHERE, Scope

FOLDER = Path(__file__).parent
STATES = sql.SQL((FOLDER / "states.sql").read_text(encoding="utf-8"))
CHANGED = sql.SQL((FOLDER / "states_changed.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class States:
    """Stage by parcel code (`None`: none yet), and the parcels that there are no more."""

    stages: dict[str, str | None]
    gone: list[str]


def states(
    connection: psycopg.Connection[Any],
    at: dt.date,
    *,
    since: dt.date | None = None,
    known: dt.datetime | None = None,
    scope: Scope = EVERYWHERE,
) -> States:
    """
    Return the stages at the end of the day `at`.

    With `since` (earlier or later), only parcels that something happened to between the two days: what was shown at the
    end of `since`, with these put over it and `gone` taken away, is what `at` shows.

    Raises
    ------
    WrongUseError
        If the place was never on record.
    """
    scope.check(connection)
    values: dict[str, Any] = {"last": at, "known": known or now(connection), **scope.named()}
    if since is None:
        rows = connection.execute(STATES.format(scope=scope.condition()), values).fetchall()
        return States(dict(rows), [])
    values |= {"earlier": min(since, at), "later": max(since, at)}
    found = connection.execute(CHANGED.format(scope=scope.condition()), values).fetchall()
    return States({code: stage for code, gone, stage in found if not gone}, [code for code, gone, _ in found if gone])
