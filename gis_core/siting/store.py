"""Runs that are kept: stored, listed, shown, compared, and whether what they stood on has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import shapely
from psycopg import sql
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from gis_core.errors import NotFoundError
from gis_core.instance import Instance
from gis_core.siting.answer import Answer
from gis_core.siting.ground import Connection, Ground
from gis_core.siting.versions import code_version, data_versions

LISTED = (
    "SELECT id, name, preset, at, known, sha256, made_at, made_by, rerun_of,"
    " (result #>> '{sifted,candidates}')::integer AS candidates, (result #>> '{sifted,left}')::integer AS left,"
    " result #>> '{ranked,0,code}' AS first FROM siting_runs"
    " WHERE %(before)s::bigint IS NULL OR id < %(before)s ORDER BY id DESC LIMIT %(most)s"
)
SHAPES = (
    "INSERT INTO siting_shapes (run, code, geom)"
    " SELECT %s, code, st_geomfromwkb(shape, %s) FROM unnest(%s::text[], %s::bytea[]) AS s (code, shape)"
)


@dataclass(frozen=True)
class Run:
    """A run as it is kept."""

    id: int
    name: str
    preset: str | None
    document: dict[str, Any]
    at: dt.date
    known: dt.datetime
    data: dict[str, Any]
    code: str
    result: dict[str, Any]
    sha256: str
    rerun_of: int | None
    made_at: dt.datetime
    made_by: str


def keep(connection: Connection, answer: Answer, *, rerun_of: int | None = None) -> Run:
    """Store an answer under the name of who asks, for good."""
    row = {
        "name": answer.scenario.name,
        "preset": answer.scenario.preset,
        "document": Jsonb(answer.document),
        "at": answer.at,
        "known": answer.known,
        "data": Jsonb(answer.data),
        "code": answer.code,
        "result": Jsonb(answer.result),
        "sha256": answer.sha256,
        "rerun_of": rerun_of,
    }
    statement = sql.SQL("INSERT INTO siting_runs ({}) VALUES ({}) RETURNING id").format(
        sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(sql.Placeholder, row))
    )
    made = connection.execute(statement, row).fetchone()
    assert made is not None  # noqa: S101  (RETURNING)
    shapes = answer.shapes
    srid = shapes.crs.to_epsg()
    connection.execute(SHAPES, [made[0], srid, list(shapes.index), list(shapely.to_wkb(shapes.to_numpy()))])
    return kept(connection, made[0])


def kept(connection: Connection, number: int) -> Run:
    """
    Return a run that was stored.

    Raises
    ------
    NotFoundError
        If there is none of that number.
    """
    with connection.cursor(row_factory=class_row(Run)) as cursor:
        found = cursor.execute("SELECT * FROM siting_runs WHERE id = %s", [number]).fetchone()
    if found is None:
        raise _unknown(number)
    return found


def _unknown(number: int) -> NotFoundError:
    return NotFoundError(f"there is no run {number}; ./matian siting list names them", field="run")


def shapes_of(connection: Connection, number: int, codes: list[str]) -> list[tuple[str, str]]:
    """
    Return shapes of a run's candidates as GeoJSON in degrees (WGS 84), by code; codes that aren't its are left out.

    Raises
    ------
    NotFoundError
        If there is no such run.
    """
    if connection.execute("SELECT FROM siting_runs WHERE id = %s", [number]).fetchone() is None:
        raise _unknown(number)
    return connection.execute(
        "SELECT code, st_asgeojson(st_transform(geom, 4326), 7) FROM siting_shapes"
        ' WHERE run = %s AND code = ANY (%s) ORDER BY code COLLATE "C"',
        [number, codes],
    ).fetchall()


def listed(connection: Connection, *, before: int | None = None, most: int = 100) -> list[dict[str, Any]]:
    """Return the runs, newest first, without their answers: `first` is the code that came out first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(LISTED, {"before": before, "most": most}).fetchall()


def stale(connection: Connection, instance: Instance, old: Run) -> tuple[dict[str, tuple[Any, Any]], bool]:
    """Return which data changed since a run was made, with both states, and whether the program did."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None  # noqa: S101  (a value)
    ground = Ground(connection, instance, old.at, row[0])
    now = data_versions(ground, sorted(old.data))
    return {
        name: (old.data[name], now[name]) for name in now if old.data[name] != now[name]
    }, old.code != code_version()


def compare(one: Run, other: Run, *, first: int = 20) -> dict[str, Any]:
    """
    Put two runs side by side.

    Returns
    -------
    comparison
        `document`: fields that differ, with both values; `common`, `only_one`, `only_other`: numbers of candidates in
        the rankings; `correlation`: Spearman's of the ranks of common ones; `first`: ranks in both of those among the
        first so many of either.
    """
    from scipy import stats  # noqa: PLC0415  (slow to import)

    ranks = [{row["code"]: row["rank"] for row in run.result["ranked"]} for run in (one, other)]
    common = sorted(ranks[0].keys() & ranks[1].keys())
    correlation = None
    if len(common) > 2:
        found = stats.spearmanr([ranks[0][code] for code in common], [ranks[1][code] for code in common]).statistic
        correlation = float(found) if found == found else None  # noqa: PLR0124  (NaN where all ranks are equal)
    shown = {code for table in ranks for code, place in table.items() if place <= first}
    order = sorted(shown, key=lambda code: (min(table.get(code, len(table) + 1) for table in ranks), code))
    return {
        "runs": [one.id, other.id],
        "document": _differences(one.document, other.document),
        "common": len(common),
        "only_one": len(ranks[0].keys() - ranks[1].keys()),
        "only_other": len(ranks[1].keys() - ranks[0].keys()),
        "correlation": correlation,
        "first": [{"code": code, "ranks": [table.get(code) for table in ranks]} for code in order],
    }


def _differences(one: Any, other: Any, where: str = "") -> list[dict[str, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        found = []
        for key in sorted(one.keys() | other.keys()):
            found += _differences(one.get(key), other.get(key), f"{where}.{key}" if where else key)
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            row for n, pair in enumerate(zip(one, other, strict=True)) for row in _differences(*pair, f"{where}[{n}]")
        ]
    return [] if one == other else [{"field": where, "values": [one, other]}]
