"""Small deliveries of two parcels (and one with a hole) in every format, made as the offices' programs make them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import ezdxf
import geopandas as gpd
import openpyxl
import shapely

from gis_core import crs

EAST, NORTH = 488000.0, 2517000.0
"""South-west corner of the parcels in EPSG:4547: inside Matian."""

SHAPES = (
    shapely.box(EAST, NORTH, EAST + 60, NORTH + 40),
    shapely.Polygon(
        shapely.box(EAST + 60, NORTH, EAST + 120, NORTH + 40).exterior,
        [shapely.box(EAST + 80, NORTH + 10, EAST + 90, NORTH + 20).exterior],
    ),
)
CODES = ("440309001001GB00001", "440309001001GB00002")
NAMES = ("一号地块", "马田工业园")
USES = ("0701", "1001")
AREAS = (2400.0, 2300.0)


def frame(system: str = "EPSG:4547", epsg: int = 4547) -> gpd.GeoDataFrame:
    """Return the parcels under the names of a survey office, carried into `system`, called EPSG:`epsg`."""
    columns = {"ZDDM": CODES, "ZDMC": NAMES, "DLBM": USES, "ZDMJ": AREAS}
    return gpd.GeoDataFrame(columns, geometry=list(crs.transform(list(SHAPES), "EPSG:4547", system)), crs=epsg)


def write_shapefile(folder: Path, encoding: str = "GBK") -> Path:
    """Write a Shapefile with .cpg and .prj."""
    path = folder / "宗地.shp"
    frame().to_file(path, encoding=encoding)
    return path


def write_gpkg(folder: Path) -> Path:
    """Write a GeoPackage."""
    path = folder / "parcels.gpkg"
    frame().to_file(path, layer="parcels")
    return path


def write_geojson(folder: Path) -> Path:
    """Write GeoJSON in degrees."""
    path = folder / "parcels.geojson"
    frame("EPSG:4490", 4326).to_file(path)
    return path


def write_fgb(folder: Path) -> Path:
    """Write FlatGeobuf in file order."""
    path = folder / "parcels.fgb"
    frame().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    return path


def write_gdb(folder: Path) -> Path:
    """Write a File Geodatabase."""
    path = folder / "parcels.gdb"
    frame().to_file(path, driver="OpenFileGDB", layer="ZD")
    return path


def write_kml(folder: Path) -> Path:
    """Write KML."""
    path = folder / "parcels.kml"
    frame("EPSG:4490", 4326).to_file(path, driver="LIBKML", layer="parcels")
    return path


def write_kmz(folder: Path) -> Path:
    """Write a KML packed as KMZ."""
    path = folder / "parcels.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(write_kml(folder), "doc.kml")
    return path


def write_dxf(folder: Path) -> Path:
    """Write closed polylines on one layer (the hole can't be drawn) with the codes as text inside."""
    path = folder / "parcels.dxf"
    drawing = ezdxf.new("R2010")
    space = drawing.modelspace()
    for shape, code in zip(SHAPES, CODES, strict=True):
        space.add_lwpolyline(list(shape.exterior.coords)[:-1], close=True, dxfattribs={"layer": "JZD"})
        inside = shape.bounds[0] + 30, shape.bounds[1] + 30
        space.add_text(code, dxfattribs={"layer": "ZJ", "insert": inside, "height": 3})
    drawing.saveas(path)
    return path


def write_wkt_csv(folder: Path, encoding: str = "utf-8-sig") -> Path:
    """Write a ledger with well-known text."""
    path = folder / "ledger.csv"
    lines = ["宗地代码,地块名称,地类编码,面积(亩),WKT"]
    for code, name, use, area, shape in zip(CODES, NAMES, USES, AREAS, SHAPES, strict=True):
        lines.append(f'{code},{name},{use},{area * 3 / 2000},"{shapely.to_wkt(shape, rounding_precision=-1)}"')
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def write_xlsx(folder: Path) -> Path:
    """Write a spreadsheet with a title above its header, outlines as text, X (northing) first."""
    path = folder / "ledger.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["马田街道地块台账"])
    sheet.append([])
    sheet.append(["宗地代码", "地块名称", "地类编码", "宗地面积(公顷)", "界址点坐标"])
    for code, name, use, area, shape in zip(CODES, NAMES, USES, AREAS, SHAPES, strict=True):
        rings = [shape.exterior, *shape.interiors]
        text = "|".join(";".join(f"{y:.3f},{x:.3f}" for x, y in ring.coords) for ring in rings)
        sheet.append([code, name, use, area / 1e4, text])
    book.create_sheet("说明").append(["坐标为 CGCS2000"])
    book.save(path)
    return path


def boundary_points(
    shapes: tuple[shapely.Geometry, ...] = SHAPES,
    *,
    codes: tuple[str, ...] = CODES,
    prefix: int | None = 38,
    header: str = "坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=38\n转换参数=,,,,,,",
    close: bool = True,
) -> str:
    """Return the boundary-point text of some (multi)polygons in EPSG:4547."""
    lines = ["[属性描述]", "格式版本号=1.01版本", "数据产生日期=2024-6-30", *header.splitlines(), "[地块坐标]"]
    for shape, code in zip(shapes, codes, strict=True):
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        points = [
            (number, *point) for number, ring in enumerate(rings, 1) for point in ring.coords[: None if close else -1]
        ]
        lines.append(f"{len(points)},{shape.area / 1e4:.6f},{code},{code}号地,面,F-49,工业用地,1001,@")
        for at, (number, x, y) in enumerate(points, 1):
            lines.append(f"J{at},{number},{y:.3f},{x + (prefix or 0) * 1e6:.3f}")
    return "\n".join(lines) + "\n"


def write_boundary_points(folder: Path, encoding: str = "gbk") -> Path:
    """Write the boundary-point text file."""
    path = folder / "界址点.txt"
    path.write_text(boundary_points(), encoding=encoding)
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "shapefile": write_shapefile,
    "gpkg": write_gpkg,
    "geojson": write_geojson,
    "flatgeobuf": write_fgb,
    "filegdb": write_gdb,
    "kml": write_kml,
    "dxf": write_dxf,
    "csv": write_wkt_csv,
    "xlsx": write_xlsx,
    "boundary-points": write_boundary_points,
}
"""A writer for every format that is read, by the format's name."""


def zipped(path: Path, name: str = "delivery.zip") -> Path:
    """Zip a file with what belongs to it (same stem), or a folder."""
    archive_path = path.parent / name
    parts = sorted(path.rglob("*")) if path.is_dir() else sorted(path.parent.glob(f"{path.stem}.*"))
    with zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            if part != archive_path and part.is_file():
                archive.write(part, part.relative_to(path.parent))
    return archive_path
