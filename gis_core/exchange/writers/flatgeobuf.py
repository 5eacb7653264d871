"""FlatGeobuf 3: one file with its spatial index, read piece by piece over a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa

from gis_core.errors import RefusedInputError
from gis_core.exchange.ogr_out import check_whole, codes_without_shape, write
from gis_core.exchange.writer import EVERYTHING, Keep, Outgoing, Writer
from layers.base import Label


def _write(outgoing: Outgoing) -> None:
    options: dict[str, Any] = {"DESCRIPTION": outgoing.notice} if outgoing.notice else {}
    rows = write(
        replace(outgoing, batches=_with_shapes(outgoing)), "FlatGeobuf", TITLE=outgoing.layer.label.zh, **options
    )
    check_whole(outgoing.path, rows)


def _with_shapes(outgoing: Outgoing) -> Iterator[pa.RecordBatch]:
    """Yield the batches, all of whose records must have a place in the index."""
    for batch in outgoing.batches:
        if bare := codes_without_shape(batch):
            raise RefusedInputError(
                f"{outgoing.layer.name} {bare[0]!r}: its shape is empty, and flatgeobuf's index holds none such;"
                " correct the record, filter it away, or take gpkg"
            )
        yield batch


WRITER = Writer(
    "flatgeobuf",
    Label("FlatGeobuf", "FlatGeobuf"),
    ".fgb",
    "application/vnd.flatgeobuf",
    _write,
    EVERYTHING - {Keep.LABELS, Keep.STYLE},
)
