"""
What opened when in the demo: parks upgraded, roads, car parks and elderly-care stations, 2022–2025.

The numbers of 2024 are those that the office reported; they steer which features get a date of that year, and what is
reported is counted from the dates. The other years are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import psycopg
from psycopg import sql

from gis_core.demo.statements import statement
from gis_core.errors import RefusedInputError

YEARS = (2024, 2023, 2025, 2022)  # the reported year chooses first
PARKS = {2022: 2, 2023: 3, 2024: 4, 2025: 3}
ROADS = {2022: 5, 2023: 6, 2024: 10, 2025: 7}
SPACES = {2022: 2_200, 2023: 3_100, 2024: 6_000, 2025: 3_900}
STATIONS = {2022: 4, 2023: 9, 2024: 40, 2025: 6}
REPORTED_ROAD = "上石家路"  # among those of 2024
DATED = {"industrial_parks": "upgraded_on", "roads": "opened_on", "parking": "opened_on", "facilities": "opened_on"}
Connection = psycopg.Connection[Any]


def write_openings(connection: Connection, rng: np.random.Generator) -> None:
    """
    Date what opened, in the connection's transaction (as owner, triggers off).

    Raises
    ------
    RefusedInputError
        If the district has too few of a kind for 2024.
    """
    for layer, column in DATED.items():
        forget = sql.SQL("UPDATE {layer} SET {column} = NULL WHERE {column} >= '2022-01-01'")
        connection.execute(forget.format(layer=sql.Identifier(layer), column=sql.Identifier(column)))
    _upgrade_parks(connection, rng)
    _open_roads(connection, rng)
    _open_parking(connection, rng)
    _open_stations(connection, rng)


def _codes(connection: Connection, layer: str, kind: str) -> list[str]:
    """Return the codes of the subdistrict's features of a kind."""
    found = connection.execute(statement("kind_at_home", layer=sql.Identifier(layer)), {"kind": kind})
    return [str(code) for (code,) in found]


def _dated(codes: list[str], year: int, rng: np.random.Generator) -> pd.DataFrame:
    start = dt.date(year, 1, 8)
    days = [start + dt.timedelta(days=int(day)) for day in rng.integers(0, 350, len(codes))]
    return pd.DataFrame({"code": codes, "day": days})


def _share(found: list[str], wanted: dict[int, int], what: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give each year as many as it wants while they last: rows `code`, `day`."""
    if len(found) < wanted[YEARS[0]]:
        raise RefusedInputError(
            f"the district has {len(found)} {what}, the records of {YEARS[0]} need {wanted[YEARS[0]]};"
            " choose a larger scale"
        )
    rest, parts = found, []
    for year in YEARS:
        parts.append(_dated(rest[: wanted[year]], year, rng))
        rest = rest[wanted[year] :]
    return pd.concat(parts, ignore_index=True)


def _mixed(found: list[str], rng: np.random.Generator) -> list[str]:
    return [str(code) for code in rng.permutation(np.array(found, dtype=object))]


def _open(connection: Connection, layer: str, dated: pd.DataFrame) -> None:
    opened = statement("open", layer=sql.Identifier(layer))
    connection.execute(opened, {"codes": dated["code"].tolist(), "days": dated["day"].tolist()})


def _upgrade_parks(connection: Connection, rng: np.random.Generator) -> None:
    found = _mixed(_codes(connection, "industrial_parks", "old"), rng)
    dated = _share(found, PARKS, "industrial parks", rng)
    names = shared_columns(connection, "industrial_parks")
    upgraded = statement(
        "upgrade_parks",
        columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        qualified=sql.SQL(", ").join(sql.Identifier("p", name) for name in names),
    )
    connection.execute(upgraded, {"codes": dated["code"].tolist(), "days": dated["day"].tolist()})


def _open_roads(connection: Connection, rng: np.random.Generator) -> None:
    """Date roads by name: all stretches of one open on one day. Main roads were there before."""
    lengths = connection.execute(statement("roads_at_home")).fetchall()
    stretches = {str(name): list(codes) for name, codes, _ in lengths}
    longest = {str(name) for name, _, length in lengths if length > 3_000}
    found = _mixed([name for name in stretches if name not in longest and name != REPORTED_ROAD], rng)
    if REPORTED_ROAD not in stretches and found:
        stretches[REPORTED_ROAD] = stretches.pop(found.pop())
        connection.execute("UPDATE roads SET name = %s WHERE code = ANY(%s)", [REPORTED_ROAD, stretches[REPORTED_ROAD]])
    dated = _share([REPORTED_ROAD, *found], ROADS, "roads with a name", rng)
    dated["code"] = dated["code"].map(stretches)
    dated = dated.explode("code", ignore_index=True)
    connection.execute("UPDATE roads SET municipal = true WHERE code = ANY(%s)", [dated["code"].tolist()])
    _open(connection, "roads", dated)


def _open_parking(connection: Connection, rng: np.random.Generator) -> None:
    """Date car parks until a year has its spaces; the last one of a year is made to fit."""
    rows = connection.execute(statement("parking_at_home")).fetchall()
    total = sum(spaces for _, spaces in rows)
    if not rows:
        raise RefusedInputError("the district has no car parks; choose a larger scale")
    factor = max(1.0, 1.2 * sum(SPACES.values()) / total)
    rest = [(str(code), round(spaces * factor)) for code, spaces in rows]
    rest = [rest[i] for i in rng.permutation(len(rest))]
    for year in YEARS:
        missing, mine = SPACES[year], []
        while rest and missing > 0:
            code, spaces = rest.pop()
            spaces = min(spaces, missing)
            mine.append((code, spaces))
            missing -= spaces
        connection.execute(
            "UPDATE parking p SET spaces = u.spaces FROM unnest(%s::text[], %s::int[]) AS u (code, spaces)"
            " WHERE u.code = p.code",
            [[code for code, _ in mine], [spaces for _, spaces in mine]],
        )
        _open(connection, "parking", _dated([code for code, _ in mine], year, rng))


def _open_stations(connection: Connection, rng: np.random.Generator) -> None:
    short = sum(STATIONS.values()) - len(_codes(connection, "facilities", "elderly_station"))
    if short > 0:
        connection.execute(statement("more_stations"), {"count": short})
    found = _mixed(_codes(connection, "facilities", "elderly_station"), rng)
    _open(connection, "facilities", _share(found, STATIONS, "elderly stations", rng))


def shared_columns(connection: Connection, layer: str) -> list[str]:
    """Return the columns that a version of a layer carries, live and in its history."""
    rows = connection.execute(
        "SELECT attname FROM pg_attribute h WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND EXISTS (SELECT FROM pg_attribute l WHERE l.attrelid = %s::regclass AND l.attname = h.attname)"
        " ORDER BY attnum",
        [f"{layer}_history", layer],
    )
    return [str(name) for (name,) in rows]
