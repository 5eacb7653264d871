"""A run of site selection for sheets, kept in a transaction that is rolled back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

AT = "2024-12-31"


def a_run(records: psycopg.Connection[Any]) -> int:
    """Keep a run whose sites are three parcels of the demo, the second of them chosen."""
    rows = records.execute(
        "SELECT code FROM parcels_as_of(%s, now()) WHERE area_m2 BETWEEN 4000 AND 9000 ORDER BY code LIMIT 3", [AT]
    ).fetchall()
    return keep_run(records, [code for (code,) in rows])


def keep_run(records: psycopg.Connection[Any], codes: Sequence[str], *, chosen: int = 1) -> int:
    """Keep a run that ranks parcels in this order and chose one of them, the second if it isn't said."""
    ranked = [{"code": code, "score": 0.9 - n / 10, "rank": n + 1} for n, code in enumerate(codes)]
    result = {"ranked": ranked, "allocation": {"sites": [{"code": codes[chosen], "served": 1.0}]}}
    columns = "name, document, at, known, data, code, result, sha256"
    made = records.execute(
        f"INSERT INTO siting_runs ({columns}) VALUES ('口袋公园选址', '{{}}', %s, now(), '{{}}', 'c', %s, 's')"
        " RETURNING id",
        [dt.date.fromisoformat(AT), Jsonb(result)],
    ).fetchone()
    assert made is not None
    shapes = "SELECT %s::bigint, code, geom FROM parcels_as_of(%s, now()) WHERE code = ANY (%s)"
    records.execute(f"INSERT INTO siting_shapes (run, code, geom) {shapes}", [made[0], AT, list(codes)])
    return int(made[0])
