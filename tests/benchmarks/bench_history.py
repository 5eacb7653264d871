"""
History: what versioning costs an edit, a bulk update and a tile of the past, against a plain table in the same run.

`./matian bench history [--parcels 300000] [--edits 1000]` works on a cluster of its own, away from any records. The
plain table is the layer's twin (columns, generated columns, indexes) without triggers. Both are written in turn, by one
session, single edits before bulk updates: plans that a session keeps must suit both.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from gis_core import db
from gis_core.opening import hold
from gis_core.settings import Settings

Connection = psycopg.Connection[Any]
VERSIONS = 4  # superseded ones of each parcel when the past is asked
PAST = "2021-06-01"
SQL = Path(__file__).parent / "sql"


def main() -> None:
    """Make a cluster, measure, print the ratios and what is asked of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parcels", type=int, default=300_000)
    options.add_argument("--edits", type=int, default=1000)
    options.add_argument("--tiles", type=int, default=60)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped and swept away
    with TemporaryDirectory(prefix="matian-bench-") as folder:
        held = hold(Settings(home=Path(folder), _env_file=None, database_url=None))
        try:
            with psycopg.connect(db.dsn(held.instance, "owner"), autocommit=True) as connection:
                fill(connection, given.parcels)
                edits(connection, given.edits, given.parcels)
                bulk(connection)
                past(connection, given.tiles)
        finally:
            held.release()


def fill(connection: Connection, count: int) -> None:
    """Lay out `count` parcels of 2,000 m² in the layer and in its plain twin."""
    connection.execute((SQL / "history_fill.sql").read_text(encoding="utf-8").replace("{count}", str(int(count))))
    connection.execute("CREATE TABLE plain_parcels (LIKE parcels INCLUDING ALL)")
    columns = "id, code, name, land_use, geom, valid_from, source"
    connection.execute(f"INSERT INTO plain_parcels ({columns}) SELECT {columns} FROM parcels")
    for table in ("parcels", "plain_parcels"):
        connection.execute(f"VACUUM ANALYZE {table}")


def edits(connection: Connection, count: int, parcels: int) -> None:
    """Time single committed edits of a field, and of a shape, in both tables in turn."""
    changes = {
        "single edit of a field": "UPDATE {} SET name = 'edited' WHERE code = %s",
        "single edit of a shape": "UPDATE {} SET geom = ST_Translate(geom, 0.01, 0) WHERE code = %s",
    }
    for what, change in changes.items():
        took: dict[str, list[float]] = {"parcels": [], "plain_parcels": []}
        for _ in range(count):
            code = f"S{random.randrange(parcels):07d}"
            for table in random.sample(sorted(took), 2):
                took[table].append(timed(connection, change.format(table), [code]))
        tell(what, took["parcels"], took["plain_parcels"], 1.3)


def bulk(connection: Connection) -> None:
    """Time updates of every row in both tables in turn; an update's dead rows are swept before the next one."""
    took: dict[str, list[float]] = {"parcels": [], "plain_parcels": []}
    for use in ("0701", "0901", "1401"):
        for table, times in took.items():
            times.append(timed(connection, f"UPDATE {table} SET land_use = %s", [use]))
            connection.execute(f"VACUUM {table}")
    tell("update of every row", took["parcels"], took["plain_parcels"], 3.5)


def past(connection: Connection, count: int) -> None:
    """Time tiles at zoom 16 of the present and of a past day, with superseded versions of every parcel on record."""
    connection.execute("TRUNCATE parcels_history")
    connection.execute((SQL / "history_versions.sql").read_text(encoding="utf-8"), {"versions": VERSIONS})
    connection.execute("VACUUM ANALYZE parcels_history")
    held = connection.execute("SELECT count(*) FROM parcels_history").fetchone()
    tiles = connection.execute((SQL / "history_tiles.sql").read_text(encoding="utf-8"), {"count": count}).fetchall()
    statement = (SQL / "history_tile.sql").read_text(encoding="utf-8")
    present, gone = (
        statement.replace("{rows}", "parcels"),
        statement.replace("{rows}", f"parcels_as_of('{PAST}', now())"),
    )
    took: dict[str, list[float]] = {present: [], gone: []}
    for x, y in tiles * 2:  # the first round warms both
        for asked, times in took.items():
            times.append(timed(connection, asked, {"x": x, "y": y}))
    assert held is not None
    half = len(tiles)
    tell(f"tile of the past over {held[0]:,} superseded versions", took[gone][half:], took[present][half:], 3)


def timed(connection: Connection, statement: str, values: Any) -> float:
    """Return the seconds that a statement takes, its commit included."""
    begun = time.perf_counter()
    connection.execute(statement, values)
    return time.perf_counter() - begun


def tell(what: str, ours: list[float], peer: list[float], at_most: float) -> None:
    """Print medians in milliseconds and their ratio."""
    mine, theirs = statistics.median(ours) * 1000, statistics.median(peer) * 1000
    print(
        f"{what}: {mine:,.2f} ms against {theirs:,.2f} ms, {mine / theirs:.2f}× (at most {at_most}×)",
        flush=True,
    )


if __name__ == "__main__":
    main()
