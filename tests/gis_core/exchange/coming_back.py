"""What a file holds, read back by another program than wrote it: GDAL, DuckDB, calamine, Python, our own import."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely

from gis_core import crs as systems
from gis_core.exchange.formulas import bare
from gis_core.exchange.outgoing import columns_of
from gis_core.exchange.raw import Source
from gis_core.exchange.target import wkt_of
from gis_core.exchange.writer import GEOMETRY, Column, Outgoing, Writer
from layers.base import Code, CodeList, Field, Group, Label, Layer, Style

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
USES = CodeList(
    "use",
    (
        Code("01", Label("耕地", "Farm land"), "#ffff00"),
        Code("0701", Label("城镇住宅用地", "Housing"), "#ffcc00"),
        Code("1001", Label("工业用地", "Industry"), "#aa5500"),
    ),
    "test",
)
LAND = Layer(
    name="land",
    label=Label("地块", "Land"),
    group=Group.LAND,
    geometry="MultiPolygon",
    fields=(
        Field("name", "text", Label("地块名称与坐落位置", "Name")),
        Field("note", "text", Label("地块名称与坐落备注", "Note")),
        Field("land_use", "text", Label("用途", "Use"), codes=USES),
        Field("storeys", "integer", Label("层数", "Storeys")),
        Field("ratio", "real", Label("容积率", "Ratio")),
        Field("registered_m2", "area", Label("登记面积", "Registered"), unit="m²"),
        Field("signed_on", "date", Label("签约日期", "Signed on")),
        Field("vacant", "boolean", Label("是否空置", "Vacant")),
    ),
    style=Style(fill="#eeeeee", by="land_use"),
    name_field="name",
)


@dataclass(frozen=True)
class Back:
    """Rows of a file: values by our names of columns (what the file has of them), and shapes, by code."""

    values: dict[str, dict[str, Any]]
    shapes: dict[str, Any]
    crs: str | None


def write(
    writer: Writer, rows: Sequence[dict[str, Any]], path: Path, *, crs: str = "EPSG:4547", **options: Any
) -> Outgoing:
    """Write rows (values by column, `geom` a shape) as the format does."""
    columns = columns_of(LAND)
    schema = pa.schema([*(pa.field(each.name, each.type) for each in columns), pa.field(GEOMETRY, pa.binary())])
    system = systems.parse(writer.crs or crs)
    data = {each.name: [row.get(each.name) for row in rows] for each in columns}
    shapes = systems.transform(np.array([row["geom"] for row in rows], dtype=object), "EPSG:4547", system)
    data[GEOMETRY] = shapely.to_wkb(shapes).tolist()
    batches = pa.table(data, schema=schema).to_batches(max_chunksize=3)
    encoding = options.pop("encoding", writer.encodings[0] if writer.encodings else None)
    outgoing = Outgoing(LAND, columns, iter(batches), system, wkt_of(system), path, encoding=encoding)
    writer.write(outgoing)
    return outgoing


def by_ogr(
    path: Path, columns: Sequence[Column], *, layer: str | None = None, names: dict[str, str] | None = None
) -> Back:
    """Read by GDAL."""
    meta, table = pyogrio.read_arrow(path, layer=layer)
    geometry = meta["geometry_name"] or "wkb_geometry"
    shapes = shapely.from_wkb(table[geometry].to_pylist())
    ours = {theirs: name for name, theirs in (names or {}).items()}
    table = table.rename_columns([ours.get(name, name) for name in table.column_names])
    return _by_code(table.drop_columns([geometry]).to_pylist(), shapes, meta["crs"])


def _by_code(rows: Sequence[dict[str, Any]], shapes: Sequence[Any], crs: str | None) -> Back:
    codes = [str(row["code"]) for row in rows]
    return Back(dict(zip(codes, rows, strict=True)), dict(zip(codes, shapes, strict=True)), crs)


def shapefile(path: Path, columns: Sequence[Column]) -> Back:
    """Read by GDAL, the names of fields by the codebook."""
    with (path / f"{path.name}.codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row[1]: row[0] for row in list(csv.reader(file))[1:]}
    return by_ogr(path / f"{path.name}.shp", columns, names=names)


def comma_separated(path: Path, columns: Sequence[Column]) -> Back:
    """Read by Python's own reader; values are what their texts write, without the apostrophe that guards a formula."""
    octets = path.read_bytes()
    text = octets.decode("utf-8-sig" if octets.startswith(b"\xef\xbb\xbf") else "gbk")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    shapes = [shapely.from_wkt(row.pop("wkt")) for row in rows]
    numbers = {column.name for column in columns if column.kind in ("integer", "real", "area")}
    told = [
        {name: float(value) if name in numbers and value else bare(value) for name, value in row.items()}
        for row in rows
    ]
    return _by_code(told, shapes, None)


def parquet(path: Path, columns: Sequence[Column]) -> Back:
    """Read by DuckDB."""
    import duckdb

    names = [column.name for column in columns]
    listed = ", ".join(
        f"epoch_us({column.name}) AS {column.name}" if column.kind == "instant" else column.name for column in columns
    )
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {listed}, geom FROM read_parquet(?)", [str(path)]).fetchall()
    rows = [dict(zip(names, row[:-1], strict=True)) for row in found]
    for row in rows:
        row["updated_at"] = EPOCH + dt.timedelta(microseconds=row["updated_at"])
    told = json.loads(pq.read_metadata(path).metadata[b"geo"])["columns"]["geom"]["crs"]
    return _by_code(
        rows, [shapely.from_wkb(bytes(row[-1])) for row in found], pyproj.CRS.from_json_dict(told).to_string()
    )


def drawing(path: Path, columns: Sequence[Column]) -> Back:
    """Read by GDAL: closed lines are parcels, the text inside is the code, the layer's first word the use."""
    _, table = pyogrio.read_arrow(path)
    entities = table.to_pylist()
    shapes = shapely.from_wkb([entity["wkb_geometry"] for entity in entities])
    texts = [(entity["Text"], shape) for entity, shape in zip(entities, shapes, strict=True) if entity["Text"]]
    rows, outlines = [], []
    for entity, shape in zip(entities, shapes, strict=True):
        if not entity["Text"]:
            outlines.append(shapely.polygons(shapely.get_coordinates(shape)))
            inside = next(text for text, point in texts if outlines[-1].contains(point))
            rows.append({"code": inside, "land_use": entity["Layer"].split(" ")[0], "handle": entity["EntityHandle"]})
    return _by_code(rows, outlines, None)


def workbook(path: Path, columns: Sequence[Column]) -> Back:
    """Read by calamine."""
    from python_calamine import CalamineWorkbook

    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("台账").to_python()
    names = {column.title: column.name for column in columns}
    told = [dict(zip([names.get(title, title) for title in head], row, strict=True)) for row in rows]
    return _by_code(told, [shapely.from_wkt(row["wkt"]) for row in told], None)


def our_own(path: Path, columns: Sequence[Column]) -> Back:
    """Read by the project's import."""
    from gis_core.exchange.formats import recognise

    source = Source(path, path.name, path.parent / "scratch")
    source.scratch.mkdir(exist_ok=True)
    raw = recognise(source).open(source)
    table = raw.columns
    rename = {"地块编号": "code", "地块名称": "name", "地类编码": "land_use"}
    table = table.rename_columns([rename.get(name, name) for name in table.column_names])
    shapes = shapely.from_wkb(raw.shapes.to_pylist())
    return _by_code(table.to_pylist(), shapes, raw.crs)


READERS: dict[str, Callable[[Path, Sequence[Column]], Back]] = {
    "csv": comma_separated,
    "dxf": drawing,
    "flatgeobuf": by_ogr,
    "gdb": by_ogr,
    "geojson": by_ogr,
    "geoparquet": parquet,
    "gpkg": lambda path, columns: by_ogr(path, columns, layer="land"),
    "kml": lambda path, columns: by_ogr(path, columns, names={"name": "Name"}),  # as GDAL calls a placemark's own
    "shp": shapefile,
    "txt": our_own,
    "xlsx": workbook,
}
