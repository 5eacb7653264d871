"""GeoParquet 1.1: columns in Arrow's types, shapes as WKB, with the labels of the fields beside them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from gis_core.exchange.writer import EVERYTHING, GEOMETRY, Keep, Outgoing, Writer
from layers.base import Label

VERSION = "1.1.0"


def _write(outgoing: Outgoing) -> None:
    fields = [
        pa.field(column.name, column.type, metadata={"label": column.label.zh, "label_en": column.label.en})
        for column in outgoing.columns
    ]
    schema = pa.schema([*fields, pa.field(GEOMETRY, pa.binary())])
    box, kinds = np.array([np.inf, np.inf, -np.inf, -np.inf]), set()
    with pq.ParquetWriter(outgoing.path, schema, compression="zstd") as file:
        for batch in outgoing.batches:
            shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
            bounds = shapely.total_bounds(shapes)
            box = np.concatenate([np.fmin(box[:2], bounds[:2]), np.fmax(box[2:], bounds[2:])])
            kinds |= {shape_type for shape_type in np.unique(shapely.get_type_id(shapes)).tolist() if shape_type >= 0}
            file.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
        file.add_key_value_metadata({"geo": json.dumps(_geo(outgoing, box, kinds))})
        file.add_key_value_metadata(
            {"matian": json.dumps([[label.zh, label.en] for label in outgoing.about], ensure_ascii=False)}
        )


TYPES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
"""Shapely's numbers of types."""


def _geo(outgoing: Outgoing, box: np.ndarray[Any, Any], kinds: set[int]) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(TYPES[kind] for kind in kinds),
        "crs": pyproj.CRS.from_user_input(outgoing.wkt).to_json_dict(),
    }
    if np.isfinite(box).all():
        column["bbox"] = box.tolist()
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


WRITER = Writer(
    "geoparquet",
    Label("GeoParquet", "GeoParquet"),
    ".parquet",
    "application/vnd.apache.parquet",
    _write,
    EVERYTHING - {Keep.LABELS, Keep.STYLE},
)
