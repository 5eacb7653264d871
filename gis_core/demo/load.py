"""
Loading the demo: the district as it is generated, then its dated records, all in one transaction.

Interrupted half-way, nothing is left and the next run starts anew; done once, the next run finds that and does nothing.
What is made from the records afterwards (tiles of the town) is made up for when a run was interrupted there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import psycopg

from gis_core import db
from gis_core.demo.codes import feature_id
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.place import Place
from gis_core.tiles.prepare import prepare_all
from layers.registry import all_layers

if TYPE_CHECKING:
    from gis_core.demo.district import Piece

Progress = Callable[[str, float], None]
Connection = psycopg.Connection[Any]

SOURCE = "示意数据"
WHO = "demo"
FIRST_DAY = pd.Timestamp("2021-12-01")  # from which the district stands as it is drawn
PARCELS = 10_000  # of Matian itself, about
# Shares of the time that loading takes, up to the begin of each step.
GENERATED, INDEXED, PAINTED, RECORDED, PREPARED = 0.68, 0.73, 0.81, 0.88, 0.9


def _silent(_text: str, _share: float) -> None:
    return


def load_demo(
    instance: Instance, *, scale: float = 1, seed: int = 7, workers: int = 2, progress: Progress = _silent
) -> bool:
    """
    Fill an instance with the demo district and its records, and tell whether there was anything to do.

    Parameters
    ----------
    instance
        A migrated instance of Matian, empty or with the same demo.
    scale
        How much land: 1 is Matian (about 10,000 parcels), 30 about 300,000.
    seed
        Same seed and scale, same district and records.
    workers
        Processes that generate while this one loads.
    progress
        Is told what happens and which share of the time is behind us (0–1).

    Raises
    ------
    WrongUseError
        If the instance holds another demo, or records of its own.
    """
    loaded = _load(instance, scale, seed, workers, progress)
    progress("preparing the tiles of the town", PREPARED)
    prepare_all(instance)
    return loaded


def _load(instance: Instance, scale: float, seed: int, workers: int, progress: Progress) -> bool:
    with db.connect(instance, who=WHO, role="owner") as connection:
        if not _has_to_be_loaded(connection, instance, scale, seed):
            return False
        # These are slow to import, and a loaded instance doesn't need them.
        from gis_core.demo import district  # noqa: PLC0415
        from gis_core.demo.aerial import paint_aerial  # noqa: PLC0415
        from gis_core.demo.records import write_records  # noqa: PLC0415

        instance.files.mkdir(parents=True, exist_ok=True)
        terrain = instance.files / "terrain.tif"
        pieces = district.build(scale, seed, workers, terrain=terrain)
        with _in_bulk(connection):
            for grown in load_pieces(connection, instance.place, pieces):
                progress("growing the district", GENERATED * min(1, grown / (PARCELS * scale)))
            progress("building the indexes", GENERATED)
        progress("writing the dated records", INDEXED)
        write_records(connection, instance.place, seed)
        progress("painting the aerial picture", PAINTED)
        paint_aerial(connection, terrain, instance.files / "aerial.tif", seed)
        progress("noting what was loaded", RECORDED)
        _note(connection, scale, seed)
        connection.execute("ANALYZE")
    return True


def facts(connection: Connection) -> dict[str, str]:
    """Return the facts that the instance states about itself."""
    return dict(connection.execute("SELECT key, value FROM instance_facts").fetchall())


def _has_to_be_loaded(connection: Connection, instance: Instance, scale: float, seed: int) -> bool:
    """Wait for whoever else is loading, then look what is there."""
    connection.execute("LOCK TABLE instance_facts IN EXCLUSIVE MODE")
    known = facts(connection)
    if known.get("synthetic") == "true":
        if (float(known["scale"]), int(known["seed"])) == (scale, seed):
            return False
        raise WrongUseError(
            f"{instance.home} holds the demo at scale {known['scale']}, seed {known['seed']};"
            f" set MATIAN_HOME to another folder for scale {scale:g}, seed {seed}"
        )
    filled = [name for name in all_layers() if connection.execute(f"SELECT FROM {name} LIMIT 1").rowcount]
    if filled:
        raise WrongUseError(
            f"{instance.home} holds records of its own ({', '.join(filled)});"
            " set MATIAN_HOME to another folder for the demo"
        )
    return True


@contextmanager
def _in_bulk(connection: Connection) -> Iterator[None]:
    """Put triggers and indexes of all layers aside while they are filled."""
    names = list(all_layers())
    for name in names:
        connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        connection.execute("SELECT matian.set_indexes_aside(%s)", [name])
    yield
    for name in names:
        connection.execute("SELECT matian.bring_indexes_back(%s)", [name])
        connection.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def load_pieces(connection: Connection, place: Place, pieces: Iterable[Piece]) -> Iterator[int]:
    """
    Copy pieces of the district into their layers as they come, and yield how many parcels there are by then.

    Each row was recorded at noon of its first day.

    Parameters
    ----------
    connection
        As owner; the layers' triggers are off.
    place
        The instance's place; pieces are in its survey CRS.
    pieces
        Rows by layer, in any order.
    """
    from gis_core.copy import copy_rows  # noqa: PLC0415  (geopandas takes a second)

    parcels = 0
    for piece in pieces:
        rows = piece.rows.rename_geometry("geom")
        first = pd.to_datetime(rows["valid_from"]) if "valid_from" in rows else pd.Series(FIRST_DAY, index=rows.index)
        rows = rows.assign(
            id=[feature_id(piece.layer, code) for code in rows["code"]],
            valid_from=first.fillna(FIRST_DAY).dt.date,
            updated_at=(first.fillna(FIRST_DAY) + pd.Timedelta(hours=12)).dt.tz_localize(place.zone),
            updated_by=WHO,
            source=SOURCE,
        )
        copied = copy_rows(connection, piece.layer, rows)
        parcels += copied if piece.layer == "parcels" else 0
        yield parcels


def _note(connection: Connection, scale: float, seed: int) -> None:
    from gis_core.demo.timeline import DATA_DATE  # noqa: PLC0415

    noted = {"synthetic": "true", "scale": f"{scale:g}", "seed": str(seed), "data_date": str(DATA_DATE)}
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO instance_facts (key, value) VALUES (%s, %s)", list(noted.items()))
