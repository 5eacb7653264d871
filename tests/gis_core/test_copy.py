"""Rows copied in binary come back as they were."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import pytest
from shapely import MultiPolygon, Polygon, box, wkb

from gis_core.copy import CHUNK, copy_rows, new_ids, same_for_all

HOLED = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)]])


def _all_kinds(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "CREATE TEMP TABLE kinds (id uuid, name text, n integer, big bigint, yes boolean, width double precision,"
        " area numeric(18,6), day date, instant timestamptz, geom geometry(MultiPolygon, 4547))"
    )


def test_every_kind_of_column_comes_back_as_it_was(owner_connection: psycopg.Connection[Any]) -> None:
    _all_kinds(owner_connection)
    key = uuid.uuid4()
    instant = dt.datetime(2024, 3, 1, 9, 30, 0, 250, tzinfo=dt.UTC)
    row = {
        "id": key,
        "name": "马田 “A”",
        "n": -7,
        "big": 2**40,
        "yes": True,
        "width": 0.1,
        "area": Decimal("123456789.000001"),
        "day": dt.date(2024, 2, 29),
        "instant": instant,
        "geom": HOLED,
    }
    frame = pd.DataFrame([row, dict.fromkeys(row)])
    assert copy_rows(owner_connection, "pg_temp.kinds", frame) == 2
    full, empty = owner_connection.execute(
        "SELECT id, name, n, big, yes, width, area, day, instant, ST_AsBinary(geom) FROM kinds ORDER BY id NULLS LAST"
    ).fetchall()
    assert full[:9] == tuple(row[name] for name in list(row)[:9])
    assert wkb.loads(full[9]).equals_exact(MultiPolygon([HOLED]))
    assert empty == (None,) * 10


@pytest.mark.parametrize("text", ["0", "0.000001", "-0.5", "9999", "10000", "99999999.999999", "-12345678.9"])
def test_numbers_are_exact(owner_connection: psycopg.Connection[Any], text: str) -> None:
    _all_kinds(owner_connection)
    copy_rows(owner_connection, "pg_temp.kinds", pd.DataFrame({"area": [Decimal(text)]}))
    row = owner_connection.execute("SELECT area, area = %s::numeric FROM kinds", [text]).fetchone()
    assert row is not None and row[0] == Decimal(text) and row[1]


def test_frames_longer_than_a_chunk_arrive_whole(owner_connection: psycopg.Connection[Any]) -> None:
    _all_kinds(owner_connection)
    count = CHUNK + 5
    frame = gpd.GeoDataFrame({"n": range(count)}, geometry=[box(i, 0, i + 1, 1) for i in range(count)], crs=4547)
    copy_rows(owner_connection, "pg_temp.kinds", frame.rename_geometry("geom"))
    row = owner_connection.execute("SELECT count(*), sum(n), sum(ST_Area(geom)) FROM kinds").fetchone()
    assert row == (count, count * (count - 1) // 2, count)


def test_only_picked_rows_are_sent_and_counted(owner_connection: psycopg.Connection[Any]) -> None:
    _all_kinds(owner_connection)

    def pick(start: int, stop: int) -> Any:
        return None if start == 0 else np.arange(start, stop) % 2 == 0

    sent = copy_rows(owner_connection, "pg_temp.kinds", pd.DataFrame({"n": range(CHUNK + 4)}), pick=pick)
    assert sent == CHUNK + 2
    row = owner_connection.execute("SELECT count(*), max(n) FROM kinds").fetchone()
    assert row == (CHUNK + 2, CHUNK + 2)


def test_a_column_that_the_table_lacks_is_refused(owner_connection: psycopg.Connection[Any]) -> None:
    _all_kinds(owner_connection)
    with pytest.raises(KeyError, match="colour"):
        copy_rows(owner_connection, "pg_temp.kinds", pd.DataFrame({"colour": ["red"]}))


def test_repeated_values_and_made_ids_arrive_row_by_row(owner_connection: psycopg.Connection[Any]) -> None:
    owner_connection.execute("CREATE TEMP TABLE repeated (id uuid, delivery uuid, source text, number integer)")
    key, count = "0f7c1c5e-3a43-4b0e-8f6e-1d1f0a2b3c4d", CHUNK + 3
    frame = pd.DataFrame(
        {
            "id": new_ids(count),
            "delivery": same_for_all(key, count),
            "source": pd.Categorical(["甲", None, "乙"] * (count // 3) + ["乙"] * (count % 3)),
            "number": range(count),
        }
    )
    copy_rows(owner_connection, "pg_temp.repeated", frame)
    told = owner_connection.execute("SELECT id, delivery, source FROM repeated ORDER BY number").fetchall()
    assert [source for _, _, source in told] == [None if pd.isna(name) else name for name in frame["source"]]
    assert {delivery for _, delivery, _ in told} == {uuid.UUID(key)}
    assert len({made for made, _, _ in told}) == count
    assert all(made.version == 4 and made.variant == uuid.RFC_4122 for made, _, _ in told)
