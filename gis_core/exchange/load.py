"""
Accepted rows into their layer, in the one transaction that the caller holds.

A layer that never held anything is filled by one COPY with its indexes put aside, begun before the checks are through
(`fill`). Any other is compared first: rows
that are the same stay as they are, rows that differ get a new revision, the rest is added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql

from gis_core.copy import copy_rows, new_ids, same_for_all
from gis_core.exchange.checks.faults import Positions
from gis_core.exchange.delivery import Delivery
from gis_core.exchange.rings import in_one_order
from gis_core.exchange.statements import listed, statement
from gis_core.exchange.stock import Stock
from layers.base import Layer

Connection = psycopg.Connection[Any]

SAME_M = 1e-6
"""Vertices that moved less than this (metres) have not moved: what is left when coordinates go there and back."""

FIRST_STATISTICS = 30
"""Detail of the statistics that a first load takes (9,000 rows looked at); autovacuum soon takes the full ones."""

Verdict = Future[NDArray[np.bool_]]
"""Tells of each row of a delivery whether it is let in, once that is known."""

MANY_NEW = 2.0
"""New rows in proportion to those on record from which indexes are quicker built anew than grown."""


@dataclass(frozen=True)
class Load:
    """
    What is to be loaded, and as what.

    Parameters
    ----------
    layer
        Where to.
    delivery
        The delivery as read.
    geometries
        Its shapes, mended where they are.
    accepted
        Positions of the rows that are let in.
    key
        Key under which it goes on record.
    today
        Day from which new rows and changes speak, unless told otherwise.
    valid_from
        Day from which they speak where the delivery doesn't say (`--valid-from`), or `None`.
    detour
        Carries shapes from the survey CRS to the delivery's and back, or `None` where that is one system.
    """

    layer: Layer
    delivery: Delivery
    geometries: NDArray[Any]
    accepted: Positions
    key: UUID
    today: dt.date
    valid_from: dt.date | None = None
    detour: Callable[[NDArray[Any]], NDArray[Any]] | None = None

    @property
    def fields(self) -> list[str]:
        """Declared fields that the delivery carries; others keep what is stored."""
        return [field.name for field in self.layer.fields if field.name in self.delivery.attributes]

    def frame(self) -> pd.DataFrame:
        """Return the accepted rows: position, code, fields, geom, and what the delivery says of their validity."""
        carried = [name for name in ("valid_from", "valid_to") if name in self.delivery.attributes]
        frame = self.delivery.attributes[["code", *self.fields, *carried]]
        if len(self.accepted) < len(frame):
            frame = frame.iloc[self.accepted]
        frame = frame.reset_index(drop=True)
        frame["position"] = self.accepted
        frame["geom"] = self.geometries[self.accepted]
        return frame


@dataclass(frozen=True)
class Loaded:
    """Rows that were new or changed, rows that stood there already, and rows that were ended."""

    loaded: int
    unchanged: int
    ended: int = 0


def load(
    connection: Connection, job: Load, stock: Stock, *, dry_run: bool, all_codes: Sequence[str] | None = None
) -> Loaded:
    """
    Load the accepted rows; with `dry_run` only find out what would come of it (the caller rolls back).

    Parameters
    ----------
    connection
        An open transaction in which this layer's turn was taken.
    job
        What is to be loaded.
    stock
        How full the layer is.
    dry_run
        Whether to leave the layer alone.
    all_codes
        Every code in the file, when the delivery is the whole of its layer: live rows without one of them are ended.
    """
    if stock.untouched:
        if not dry_run:
            verdict: Verdict = Future()
            verdict.set_result(_mask(job))
            fill(connection, job, verdict)
        return Loaded(len(job.accepted), 0)
    new, differing = _compare(connection, job)
    if not dry_run:
        _write(connection, job, new, stock)
    ended = 0
    if all_codes is not None:
        connection.execute(
            "SELECT set_config('matian.effective', %s, true)", [(job.valid_from or job.today).isoformat()]
        )
        gone = connection.execute(
            statement("end_missing", job.layer), {"today": job.valid_from or job.today, "codes": list(all_codes)}
        )
        ended = gone.rowcount
    loaded = new + differing
    return Loaded(loaded, len(job.accepted) - loaded, ended)


def fill(connection: Connection, job: Load, verdict: Verdict) -> Loaded:
    """
    Fill a layer that never held anything, beginning before it is known which rows are refused.

    Rows go in hope. The verdict is looked at before each piece is sent; if a row is refused that is there already, or
    the database itself refuses one, all of them are taken back (to a savepoint) and the accepted ones are sent anew.

    Parameters
    ----------
    connection
        An open transaction in which this layer's turn was taken.
    job
        What is to be loaded; `accepted` are the rows to send in hope.
    verdict
        Will tell which rows of the delivery are let in.
    """
    name = job.layer.name
    connection.execute("SELECT matian.set_indexes_aside(%s)", [name])
    connection.execute("SELECT matian.set_noting_aside(%s)", [name])
    try:
        with connection.transaction():
            _copy(connection, job, verdict)
    except HOPES:
        if not verdict.result()[job.accepted].all():
            job = replace(job, accepted=np.flatnonzero(verdict.result()))
        _copy(connection, job, verdict)
    connection.execute(sql.SQL("SET LOCAL default_statistics_target = {}").format(FIRST_STATISTICS))
    connection.execute("SELECT matian.bring_indexes_back(%s)", [name])
    return Loaded(int(verdict.result().sum()), 0)


class _SentTooSoonError(Exception):
    """A row was sent that is refused."""


HOPES = (_SentTooSoonError, psycopg.DatabaseError, ValueError, TypeError, OverflowError)
"""What may come of sending rows that were not checked; a fault of another kind comes again at the second try."""


def _copy(connection: Connection, job: Load, verdict: Verdict) -> None:
    frame = job.frame()
    first_day = job.valid_from or job.today
    if "valid_from" in frame:
        frame["valid_from"] = frame["valid_from"].fillna(first_day)
    shared = {
        "valid_from": first_day,
        "valid_to": None,
        "source": job.delivery.file_name,
        "delivery": str(job.key),
    }
    for name, value in shared.items():
        if name not in frame:
            frame[name] = same_for_all(value, len(frame))
    frame["id"] = new_ids(len(frame))
    sent = 0

    def pick(start: int, stop: int) -> NDArray[np.bool_] | None:
        nonlocal sent
        if not verdict.done():
            sent = stop
            return None
        accepted = verdict.result()[job.accepted]
        if not accepted[:sent].all():
            raise _SentTooSoonError
        return accepted[start:stop]

    columns = ["id", "code", *job.fields, "geom", "valid_from", "valid_to", "source", "delivery"]
    copy_rows(connection, job.layer.name, frame, columns, pick)
    if not verdict.result()[job.accepted[:sent]].all():
        raise _SentTooSoonError


def _mask(job: Load) -> NDArray[np.bool_]:
    mask = np.zeros(len(job.delivery), dtype=bool)
    mask[job.accepted] = True
    return mask


def _compare(connection: Connection, job: Load) -> tuple[int, int]:
    """Put the accepted rows beside those on record; return how many are new, and how many differ."""
    fields = job.fields
    connection.execute(statement("incoming", job.layer, fields=listed(fields)))
    frame = job.frame()
    copy_rows(connection, "incoming", frame, list(frame.columns))
    connection.execute("ANALYZE incoming")
    said = [*fields, *(name for name in ("valid_to",) if name in job.delivery.attributes)]
    same: list[sql.Composable] = [sql.SQL("(i.valid_from IS NULL OR i.valid_from = l.valid_from)")]
    same += [sql.SQL("l.{name} IS NOT DISTINCT FROM i.{name}").format(name=sql.Identifier(name)) for name in said]
    connection.execute(statement("verdict", job.layer, same_fields=sql.SQL(" AND ").join(same)))
    _forgive_rounding(connection, job)
    counts = connection.execute(statement("count_verdict", job.layer)).fetchone()
    assert counts is not None  # noqa: S101 - an aggregate has a row
    return int(counts[0]), int(counts[1])


def _forgive_rounding(connection: Connection, job: Load) -> None:
    """
    Let shapes count as the same whose vertices moved less than `SAME_M`, wherever rings begin, however they run.

    Where the datum of the delivery is another one, the way there and back moves a corner by about a millimetre, as
    heights are dropped; what stands on record is then compared as it would come back.
    """
    rows = connection.execute(statement("shapes_that_differ", job.layer)).fetchall()
    if not rows:
        return
    positions = np.array([position for position, _ in rows], dtype=np.int64)
    stored = shapely.from_wkb(np.array([bytes(shape) for _, shape in rows], dtype=object))
    brought = in_one_order(_in_parts(job.geometries[positions], stored))
    alike = shapely.equals_exact(in_one_order(stored), brought, SAME_M)
    if job.detour is not None and not alike.all():
        returned = in_one_order(job.detour(stored[~alike]))
        alike[~alike] = shapely.equals_exact(returned, brought[~alike], SAME_M)
    same = positions[alike]
    connection.execute("UPDATE verdict SET same_shape = true WHERE position = ANY(%s)", [same.tolist()])


def _in_parts(shapes: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
    """Return shapes as multi-part ones where those they are compared with are."""
    kinds, wanted = shapely.get_type_id(shapes), shapely.get_type_id(like)
    promoted = shapes.copy()
    for single, multi, build in ((3, 6, shapely.multipolygons), (1, 5, shapely.multilinestrings)):
        rows = np.flatnonzero((kinds == single) & (wanted == multi))
        if len(rows):
            promoted[rows] = build(shapes[rows], indices=np.arange(len(rows)))
    return promoted


def _write(connection: Connection, job: Load, new: int, stock: Stock) -> None:
    fields = job.fields
    values = {
        "valid_from": job.valid_from,
        "today": job.today,
        "source": job.delivery.file_name,
        "delivery": job.key,
    }
    told_end = [name for name in ("valid_to",) if name in job.delivery.attributes]
    assign = listed([*fields, *told_end], "{} = i.{}, ")
    connection.execute(statement("revise", job.layer, assign=assign), values)
    if not new:
        return
    aside = new > MANY_NEW * stock.live
    if aside:
        connection.execute("SELECT matian.set_indexes_aside(%s)", [job.layer.name])
    connection.execute(
        statement("add", job.layer, fields=listed(fields), incoming_fields=listed(fields, "i.{}, ")), values
    )
    if aside:
        connection.execute("SELECT matian.bring_indexes_back(%s)", [job.layer.name])
