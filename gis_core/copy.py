"""
Rows into PostgreSQL by binary COPY: the columns of a (Geo)DataFrame are encoded in bulk, each as its column's type.

About ten times quicker than INSERT, and exact: coordinates, areas and instants arrive bit for bit. Every column
becomes an Arrow array of encoded fields (size and bytes); Arrow joins them row by row, which makes the stream itself.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from psycopg import sql
from psycopg.copy import QueuedLibpqWriter

Column = NDArray[Any]
Flags = NDArray[np.bool_]

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
CHUNK = 20_000
EPOCH = np.datetime64("2000-01-01", "D")
INSTANT_EPOCH = pd.Timestamp("2000-01-01", tz="UTC")
UUID_BYTES = 16
WKB_HEAD = 5
SRID_FLAG = 0x20000000
MULTI_OFFSET = 3
"""A multi type's number is its single type's and three."""


def copy_rows(
    connection: psycopg.Connection[Any],
    table: str,
    frame: pd.DataFrame,
    columns: Sequence[str] | None = None,
    pick: Callable[[int, int], Flags | None] = lambda _start, _stop: None,
) -> int:
    """
    Append `frame` to `table` within the connection's transaction and return the number of rows sent.

    Parameters
    ----------
    connection
        An open transaction whose role may insert into the columns.
    table
        Name of the table, with its schema when that is not `public`.
    frame
        Columns named as in the table. Missing values (None, NaN, NaT) become NULL; instants must carry a time zone;
        geometries are taken to be in the column's CRS, single parts are promoted where the column is a multi type.
    columns
        Which columns to write; all of the frame's when not given.
    pick
        Asked before the rows of positions `start` to `stop` (excluded) are sent: a mask of those that go, or `None` for
        all. What it raises ends the copy.

    Raises
    ------
    KeyError
        If the table has no such column.
    TypeError
        If a column's type is none that we encode.
    """
    names = list(columns if columns is not None else frame.columns)
    types = _column_types(connection, table)
    encoders = [_encoder(types[name]) for name in names]
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    series = [frame[name] for name in names]
    sent = 0
    with connection.cursor() as cursor, cursor.copy(statement, writer=QueuedLibpqWriter(cursor)) as copy:
        copy.write(SIGNATURE)
        for start in range(0, len(frame), CHUNK):
            picked = pick(start, min(start + CHUNK, len(frame)))
            if picked is not None and not picked.any():
                continue
            pieces = [column.iloc[start : start + CHUNK] for column in series]
            if picked is not None and not picked.all():
                pieces = [piece[picked] for piece in pieces]
            parts = [part for encode, piece in zip(encoders, pieces, strict=True) for part in encode(piece)]
            copy.write(_rows(len(names), parts))
            sent += len(pieces[0])
        copy.write(TRAILER)
    return sent


def new_ids(count: int) -> pd.Series:
    """
    Return random UUIDs (version 4), as a column that `copy_rows` takes as it is.

    A copy whose ids the server makes (`gen_random_uuid()` is volatile) inserts its rows one at a time; one that brings
    them inserts by the page, for a third less of the server's work. They ascend, so that the index grows at its end
    instead of all over.
    """
    halves = np.frombuffer(os.urandom(UUID_BYTES * count), dtype=">u8").reshape(count, 2)
    octets = halves[np.argsort(halves[:, 0])].view(np.uint8)
    octets[:, 6] = octets[:, 6] & 0x0F | 0x40  # version
    octets[:, 8] = octets[:, 8] & 0x3F | 0x80  # variant (RFC 9562)
    kind = pa.binary(UUID_BYTES)
    ids = pa.FixedSizeBinaryArray.from_buffers(kind, count, [None, pa.py_buffer(octets.tobytes())])
    return pd.Series(ids, dtype=pd.ArrowDtype(kind))


def same_for_all(value: str | dt.date | None, count: int) -> pd.Series:
    """Return a column of one value (or none), which is encoded once instead of `count` times."""
    categories = pd.Index([] if value is None else [value], dtype=object)
    codes = np.full(count, -1 if value is None else 0, dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories))


def _rows(fields: int, parts: list[pa.Array]) -> bytes:
    """Join encoded columns row by row, each row headed by the number of its fields."""
    head = pa.scalar(fields.to_bytes(2, "big"), pa.binary())
    joined = pc.binary_join_element_wise(head, *parts, pa.scalar(b"", pa.binary()))
    start, end = np.frombuffer(joined.buffers()[1], dtype=np.int32)[[joined.offset, joined.offset + len(joined)]]
    return memoryview(joined.buffers()[2])[int(start) : int(end)].tobytes()


def _column_types(connection: psycopg.Connection[Any], table: str) -> dict[str, str]:
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [sql.Identifier(*table.split(".")).as_string(connection)],
    )
    return dict(rows.fetchall())


Encoder = Callable[[pd.Series], list[pa.Array]]
"""Encodes a column as arrays that stand behind each other in a row: sizes and bytes, or both in one."""


def _encoder(kind: str) -> Encoder:
    encode = _plain_encoder(kind)
    return lambda column: _repeated(column, encode) if isinstance(column.dtype, pd.CategoricalDtype) else encode(column)


def _repeated(column: pd.Series, encode: Encoder) -> list[pa.Array]:
    """Encode each category once, missing values as one more, and set them where they stand."""
    codes = column.cat.codes.to_numpy(dtype=np.int64)
    values = pd.Series([*column.cat.categories, None], dtype=object)  # code -1, missing, is the last
    taken = pa.array(codes % len(values))
    return [part.take(taken) for part in encode(values)]


def _plain_encoder(kind: str) -> Encoder:
    if kind.startswith("geometry"):
        multi, srid = "Multi" in kind, int(kind.rstrip(")").rpartition(",")[2])
        return lambda column: _geometries(column, multi=multi, srid=srid)
    if kind.startswith("numeric"):
        return lambda column: _numerics(column, decimals=int(kind.rstrip(")").rpartition(",")[2]))
    try:
        return ENCODERS[kind]
    except KeyError as error:
        raise TypeError(f"columns of type {kind} are not encoded") from error


def _missing(column: pd.Series) -> Flags:
    return np.asarray(column.isna(), dtype=bool)


def _cut(records: NDArray[Any]) -> pa.Array:
    """Return the bytes of each record."""
    width = pa.binary(records.dtype.itemsize)
    return pa.FixedSizeBinaryArray.from_buffers(width, len(records), [None, pa.py_buffer(records.tobytes())]).cast(
        pa.binary()
    )


def _with_nulls(encoded: pa.Array, missing: Flags) -> list[pa.Array]:
    if not missing.any():
        return [encoded]
    return [pc.if_else(pa.array(missing), pa.scalar(NULL, pa.binary()), encoded)]


def _sized(values: pa.Array) -> list[pa.Array]:
    """Return sizes and bytes of binary values, null standing as the size -1 with nothing behind."""
    sizes = pc.fill_null(pc.binary_length(values), -1).to_numpy(zero_copy_only=False)
    return [_cut(sizes.astype(">i4")), pc.fill_null(values, b"")]


def _texts(column: pd.Series) -> list[pa.Array]:
    if isinstance(column.dtype, pd.ArrowDtype) and pa.types.is_string(column.dtype.pyarrow_dtype):
        texts = pa.array(column)
        return _sized((texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).cast(pa.binary()))
    missing = _missing(column)
    texts = [None if none else str(value) for value, none in zip(column, missing, strict=True)]
    return _sized(pa.array(texts, pa.string()).cast(pa.binary()))


def _uuids(column: pd.Series) -> list[pa.Array]:
    if isinstance(column.dtype, pd.ArrowDtype) and column.dtype.pyarrow_dtype == pa.binary(UUID_BYTES):
        octets = pa.array(column)
        return _sized((octets.combine_chunks() if isinstance(octets, pa.ChunkedArray) else octets).cast(pa.binary()))
    return _sized(pa.array([None if value is None else uuid.UUID(str(value)).bytes for value in column], pa.binary()))


def _fixed(dtype: str, read: Callable[[pd.Series], Column]) -> Encoder:
    """Encode columns of fixed width: `read` gives the present values as numbers, `dtype` how they travel."""
    kind = np.dtype([("size", ">i4"), ("value", dtype)])

    def encode(column: pd.Series) -> list[pa.Array]:
        missing = _missing(column)
        records = np.zeros(len(column), dtype=kind)
        records["size"] = kind["value"].itemsize
        if not missing.all():
            records["value"][~missing] = read(column[~missing])
        return _with_nulls(_cut(records), missing)

    return encode


def _as(dtype: type[np.generic]) -> Callable[[pd.Series], Column]:
    return lambda column: np.asarray(column.to_numpy(dtype=dtype))


def _days(column: pd.Series) -> Column:
    return (column.to_numpy(dtype="datetime64[D]") - EPOCH).astype(np.int32)


def _instants(column: pd.Series) -> Column:
    since = pd.to_datetime(column, utc=True) - INSTANT_EPOCH
    return np.asarray(since // pd.Timedelta(microseconds=1), dtype=np.int64)


def _geometries(column: pd.Series, *, multi: bool, srid: int) -> list[pa.Array]:
    """Encode geometries as EWKB; a single part in a column of multi type gets the head of a collection of one."""
    shapes = np.asarray(column, dtype=object)
    wkb = pa.array(shapely.to_wkb(shapes, byte_order=1), pa.binary())
    kinds = _wkb_type(shapes)
    single = multi & (kinds > 0) & (kinds <= MULTI_OFFSET)
    heads = np.zeros(len(shapes), dtype=np.dtype([("order", "u1"), ("kind", "<u4"), ("srid", "<u4")]))
    heads["order"], heads["srid"] = 1, srid
    heads["kind"] = np.where(single, kinds + MULTI_OFFSET, kinds) | SRID_FLAG
    one = pa.scalar((1).to_bytes(4, "little"), pa.binary())
    body = pc.if_else(
        pa.array(single),
        pc.binary_join_element_wise(one, wkb, pa.scalar(b"", pa.binary())),
        pc.binary_replace_slice(wkb, 0, WKB_HEAD, b""),
    )
    return _sized(pc.binary_join_element_wise(_cut(heads), body, pa.scalar(b"", pa.binary())))


def _wkb_type(shapes: Column) -> NDArray[np.int64]:
    """Return the type's number in WKB (shapely counts rings too, and from 0), 0 for missing shapes."""
    kinds = shapely.get_type_id(shapes).astype(np.int64)
    return np.where(kinds <= 1, kinds + 1, kinds)


def _scaled(column: pd.Series, missing: Flags, decimals: int) -> NDArray[np.int64]:
    """Return the numbers as multiples of 10⁻⁸, rounded half to even at `decimals`; decimal numbers exactly."""
    if pd.api.types.is_float_dtype(column.dtype):
        numbers = np.where(missing, 0.0, column.to_numpy(dtype=np.float64, na_value=0.0))
        return np.asarray(np.rint(numbers * 10.0**decimals).astype(np.int64) * 10 ** (8 - decimals))
    step = Decimal(1).scaleb(-decimals)
    exact = [
        0 if none else int(Decimal(value).quantize(step) * 10**8) for value, none in zip(column, missing, strict=True)
    ]
    return np.array(exact, dtype=np.int64)


def _numerics(column: pd.Series, *, decimals: int) -> list[pa.Array]:
    """
    Encode numbers below 9·10¹⁰ with at most 8 digits after the point, rounded half to even.

    Digits travel in groups of four: three groups before the point, two after it.
    """
    missing = _missing(column)
    scaled = _scaled(column, missing, decimals)
    kind = np.dtype(
        [("size", ">i4"), ("groups", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">i2"), ("d", ">i2", 5)]
    )
    records = np.zeros(len(column), dtype=kind)
    records["size"], records["groups"], records["weight"] = kind.itemsize - 4, 5, 2
    records["sign"] = np.where(scaled < 0, 0x4000, 0)
    records["scale"] = decimals
    rest = np.abs(scaled)
    for place in range(4, -1, -1):
        records["d"][:, place] = rest % 10_000
        rest //= 10_000
    return _with_nulls(_cut(records), missing)


ENCODERS: dict[str, Encoder] = {
    "text": _texts,
    "uuid": _uuids,
    "boolean": _fixed(">u1", _as(np.bool_)),
    "integer": _fixed(">i4", _as(np.int32)),
    "bigint": _fixed(">i8", _as(np.int64)),
    "double precision": _fixed(">f8", _as(np.float64)),
    "date": _fixed(">i4", _days),
    "timestamp with time zone": _fixed(">i8", _instants),
}
