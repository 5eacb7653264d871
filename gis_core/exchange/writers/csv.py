"""CSV (RFC 4180) with a head of names, shapes as well-known text in a column `wkt`; UTF-8 with its mark, or GBK."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import shapely

from gis_core.exchange import formulas
from gis_core.exchange.encoding_out import GBK, UTF8, Encoder
from gis_core.exchange.writer import GEOMETRY, Keep, Outgoing, Writer
from layers.base import Label

WKT = "wkt"


def _write(outgoing: Outgoing) -> None:
    fields = [pa.field(column.name, _written_as(column.type)) for column in outgoing.columns]
    schema = pa.schema([*fields, pa.field(WKT, pa.string())])
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    encode = Encoder(outgoing.encoding or UTF8)
    guarded = 0
    with outgoing.path.open("wb") as out:
        out.write(encode.start + encode(",".join(schema.names) + "\r\n"))
        for batch in outgoing.batches:
            sink = pa.BufferOutputStream()
            arrays, count = _texts(batch)
            guarded += count
            arrow_csv.write_csv(pa.record_batch(arrays, schema=schema), sink, options)
            out.write(encode(sink.getvalue().to_pybytes().decode()))
    encode.tell(outgoing)
    formulas.tell(outgoing, guarded)


def _written_as(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind) else kind


def _texts(batch: pa.RecordBatch) -> tuple[list[pa.Array], int]:
    """Return what stands in the cells, and how many texts were kept from running as formulas."""
    arrays, guarded = [], 0
    for field, array in zip(batch.schema, batch.columns, strict=True):
        if field.name == GEOMETRY:
            shapes = shapely.from_wkb(array.to_numpy(zero_copy_only=False))
            arrays.append(pa.array(shapely.to_wkt(shapes, rounding_precision=-1), pa.string()))
        elif pa.types.is_timestamp(field.type):
            arrays.append(pc.strftime(array, "%Y-%m-%dT%H:%M:%SZ"))
        elif pa.types.is_boolean(field.type):
            arrays.append(array.cast(pa.string()))
        elif pa.types.is_string(field.type):
            texts, count = formulas.guarded(array)
            arrays.append(texts)
            guarded += count
        else:
            arrays.append(array)
    return arrays, guarded


WRITER = Writer(
    "csv",
    Label("CSV 台账", "CSV ledger"),
    ".csv",
    "text/csv",
    _write,
    frozenset(
        {Keep.GEOMETRY, Keep.EXACT, Keep.PARTS, Keep.HOLES, Keep.ATTRIBUTES, Keep.NAMES, Keep.TEXT, Keep.NUMBERS}
    ),
    encodings=(UTF8, GBK),
)
