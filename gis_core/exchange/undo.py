"""
Take a whole delivery back, as new revisions: nothing of what was recorded is lost, it only ceases to be believed.

Rows that the delivery added are deleted as if they had never been, changed rows say again what they said before, and
ended rows come back with their old ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from gis_core import db
from gis_core.errors import NotFoundError, RefusedInputError
from gis_core.exchange.statements import listed, statement
from gis_core.exchange.stock import take_turn
from gis_core.instance import Instance
from layers.base import Layer
from layers.registry import all_layers

Connection = psycopg.Connection[Any]
NAMED = 5


@dataclass(frozen=True)
class Undone:
    """
    What was taken back.

    Parameters
    ----------
    delivery
        Key under which the taking back is on record.
    undoes
        The delivery taken back.
    layer, file_name
        Its layer and file.
    removed, restored, revived
        Rows that it had added, changed and ended.
    """

    delivery: UUID
    undoes: UUID
    layer: str
    file_name: str
    removed: int
    restored: int
    revived: int


def undo(instance: Instance, delivery: UUID, *, who: str | None = None) -> Undone:
    """
    Take a delivery back in one transaction.

    Raises
    ------
    NotFoundError
        If no such delivery is on record.
    RefusedInputError
        If it is a taking back itself, was taken back already, or later revisions stand on it; they are named.
    """
    with db.connect(instance, who=who) as connection:
        layer, record = _on_record(connection, delivery)
        take_turn(connection, layer)
        _refuse_twice(connection, delivery)
        values = {"layer": layer.name, "delivery": delivery, "loaded_at": record["loaded_at"]}
        _refuse_blocked(connection, layer, values)
        connection.execute(statement("undo_pieces", layer), values)
        revived = _count(connection, "SELECT count(DISTINCT id) FROM pieces WHERE ended")
        restored = _count(connection, "SELECT count(DISTINCT id) FROM pieces WHERE NOT ended")
        connection.execute(statement("undo_removals", layer), values)
        removed = _count(connection, "SELECT count(*) FROM removals WHERE added")
        _remove(connection, layer)
        _put_back(connection, layer)
        done = Undone(uuid4(), delivery, layer.name, record["file_name"], removed, restored, revived)
        _log(connection, layer, done, record)
    return done


def _on_record(connection: Connection, delivery: UUID) -> tuple[Layer, dict[str, Any]]:
    row = connection.execute(
        "SELECT layer, file_name, sha256, crs, loaded_at, undoes FROM deliveries WHERE id = %s", [delivery]
    ).fetchone()
    if row is None:
        raise NotFoundError(f"there is no delivery {delivery}; ./matian import list shows those on record")
    record = dict(zip(("layer", "file_name", "sha256", "crs", "loaded_at", "undoes"), row, strict=True))
    if record["undoes"] is not None:
        raise RefusedInputError(f"{delivery} is the taking back of {record['undoes']}; import that file again instead")
    if record["layer"] not in all_layers():
        raise NotFoundError(f"delivery {delivery} belongs to the layer {record['layer']}, which is no more")
    return all_layers()[record["layer"]], record


def _refuse_twice(connection: Connection, delivery: UUID) -> None:
    row = connection.execute("SELECT loaded_at::date FROM deliveries WHERE undoes = %s", [delivery]).fetchone()
    if row is not None:
        raise RefusedInputError(f"delivery {delivery} was taken back already, on {row[0]}")


def _refuse_blocked(connection: Connection, layer: Layer, values: dict[str, Any]) -> None:
    later = connection.execute(statement("undo_blocked", layer), values).fetchall()
    if not later:
        return
    named = "; ".join(f"{code} ({who}, {when:%Y-%m-%d %H:%M})" for code, who, when in later[:NAMED])
    more = f" and {len(later) - NAMED} more" if len(later) > NAMED else ""
    raise RefusedInputError(
        f"later revisions stand on delivery {values['delivery']} in {layer.name}: {named}{more}; take those back first"
    )


def _count(connection: Connection, query: Any) -> int:
    row = connection.execute(query).fetchone()
    return 0 if row is None else int(row[0])


def _remove(connection: Connection, layer: Layer) -> None:
    """Delete rows as if they had never been: each as of the first day of which anything was said."""
    days = connection.execute("SELECT DISTINCT day FROM removals").fetchall()
    for (day,) in days:
        connection.execute("SELECT set_config('matian.effective', %s, true)", [day.isoformat()])
        connection.execute(statement("undo_remove", layer), {"day": day})


def _put_back(connection: Connection, layer: Layer) -> None:
    columns = ["code", *(field.name for field in layer.fields), "geom", "valid_to", "source", "delivery"]
    steps = _count(connection, "SELECT coalesce(max(step), 0) FROM pieces")
    connection.execute(statement("undo_absent", layer))
    connection.execute(
        statement("undo_put_back", layer, columns=listed(columns), piece_columns=listed(columns, "p.{}, "))
    )
    assign = listed(columns, "{} = p.{}, ")
    for step in range(1, steps + 1):
        connection.execute(statement("undo_restore", layer, assign=assign), {"step": step})


def _log(connection: Connection, layer: Layer, done: Undone, record: dict[str, Any]) -> None:
    taken = done.removed + done.restored + done.revived
    counts = {"removed": done.removed, "restored": done.restored, "revived": done.revived}
    connection.execute(
        statement("log_delivery", layer),
        {
            "id": done.delivery,
            "layer": layer.name,
            "file_name": record["file_name"],
            "sha256": record["sha256"],
            "crs": record["crs"],
            "read": taken,
            "loaded": taken,
            "unchanged": 0,
            "repaired": 0,
            "refused": 0,
            "options": Jsonb(counts),
            "undoes": done.undoes,
        },
    )
