"""FlatGeobuf 3: one file with its spatial index, read piece by piece over a network."""

from __future__ import annotations

from typing import Any

from gis_core.exchange.ogr_out import check_whole, write
from gis_core.exchange.writer import EVERYTHING, Keep, Outgoing, Writer
from layers.base import Label


def _write(outgoing: Outgoing) -> None:
    options: dict[str, Any] = {"DESCRIPTION": outgoing.notice} if outgoing.notice else {}
    rows = write(outgoing, "FlatGeobuf", TITLE=outgoing.layer.label.zh, **options)
    check_whole(outgoing.path, rows)


WRITER = Writer(
    "flatgeobuf",
    Label("FlatGeobuf", "FlatGeobuf"),
    ".fgb",
    "application/vnd.flatgeobuf",
    _write,
    EVERYTHING - {Keep.LABELS, Keep.STYLE},
)
