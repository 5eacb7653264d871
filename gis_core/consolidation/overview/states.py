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


PLACES_CHANGED = sql.SQL(
    "SELECT EXISTS (SELECT FROM {layer} v WHERE v.valid_from > %(earlier)s AND v.valid_from <= %(later)s"
    " OR v.valid_to >= %(earlier)s AND v.valid_to < %(later)s)"
    " OR EXISTS (SELECT FROM {history} v WHERE v.valid_from > %(earlier)s AND v.valid_from <= %(later)s"
    " OR v.valid_to >= %(earlier)s AND v.valid_to < %(later)s"
    " OR v.superseded_on > %(earlier)s AND v.superseded_on <= %(later)s)"
)
PLACE_LAYERS = {"zone": "functional_zones", "community": "communities", "type": "consolidation_projects"}


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
    end of `since`, with these put over it and `gone` taken away, is what `at` shows. That costs what changed, save on
    the rare days on which the places asked for changed themselves: then both days are looked at as a whole.

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
    if _places_changed(connection, scope, values):
        before, after = (states(connection, day, known=values["known"], scope=scope).stages for day in (since, at))
        new = {code: stage for code, stage in after.items() if code not in before or before[code] != stage}
        return States(new, sorted(before.keys() - after.keys()))
    found = connection.execute(CHANGED.format(scope=scope.condition()), values).fetchall()
    return States({code: stage for code, gone, stage in found if not gone}, [code for code, gone, _ in found if gone])


def _places_changed(connection: psycopg.Connection[Any], scope: Scope, values: dict[str, Any]) -> bool:
    for name in scope.named().keys() & PLACE_LAYERS.keys():
        layer = PLACE_LAYERS[name]
        ask = PLACES_CHANGED.format(layer=sql.Identifier(layer), history=sql.Identifier(f"{layer}_history"))
        row = connection.execute(ask, values).fetchone()
        if row is not None and row[0]:
            return True
    return False
