"""Every format that the offices send gives the same parcels; what can't be read says what to ask for instead."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.errors import CrsError, RefusedInputError
from gis_core.exchange import formats
from gis_core.exchange.delivery import Delivery
from gis_core.exchange.formats import boundary_points as boundary_format
from gis_core.exchange.raw import Raw, Source
from gis_core.exchange.read import read_delivery
from gis_core.instance import Instance
from layers.registry import all_layers
from tests.gis_core.exchange.deliveries import (
    AREAS,
    CODES,
    EAST,
    NAMES,
    NORTH,
    SHAPES,
    USES,
    WRITERS,
    boundary_points,
    write_boundary_points,
    write_gdb,
    write_kmz,
    write_shapefile,
    write_wkt_csv,
    zipped,
)

PARCELS = all_layers()["parcels"]
NEEDS_FLAG = {"dxf", "csv", "xlsx"}


def read(path: Path, instance: Instance, crs: str | None = None, layer: str = "parcels") -> Delivery:
    """Read a delivery of a layer, parcels unless another is named."""
    return read_delivery(path, layer=all_layers()[layer], instance=instance, crs=crs)


def in_scratch(path: Path, **more: str) -> Raw:
    """Read a file by its format, in this process."""
    source = Source(path, path.name, path.parent, **more)  # type: ignore[arg-type]
    return formats.recognise(source).open(source)


def assert_same_parcels(delivery: Delivery, *, holes: bool = True, attributes: bool = True) -> None:
    """Compare with what the fixtures wrote."""
    expected = SHAPES if holes else tuple(shapely.Polygon(shape.exterior) for shape in SHAPES)
    for shape, wanted in zip(delivery.geometries, expected, strict=True):
        assert shapely.hausdorff_distance(shape, wanted) < 1e-3
        assert shape.symmetric_difference(wanted).area < 0.05
    assert list(delivery.attributes["code"]) == list(CODES)
    if attributes:
        assert list(delivery.attributes["name"]) == list(NAMES)
        assert list(delivery.attributes["land_use"]) == list(USES)
        assert list(delivery.attributes["registered_area_m2"]) == pytest.approx(AREAS)
    assert not delivery.findings


def test_every_format_that_is_read_has_a_writer_here() -> None:
    readable = {item.name for item in formats.all_formats() if item.read}
    assert readable == set(WRITERS)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_same_parcels_come_out_of_every_format(name: str, tmp_path: Path, instance: Instance) -> None:
    flag = "EPSG:4547" if name in NEEDS_FLAG else None
    delivery = read(WRITERS[name](tmp_path), instance, flag)
    assert delivery.format == name
    whole = name not in ("dxf", "boundary-points")
    assert_same_parcels(delivery, holes=name != "dxf", attributes=whole)


def test_the_command_loads_the_same_parcels_from_any_format(
    tmp_path: Path, fresh_instance: Callable[..., Instance], matian: Callable[..., Any]
) -> None:
    """Each format after the other into one instance: what the first loaded, the others find unchanged."""
    instance = fresh_instance("formats")
    loaded = {}
    for name in ("gpkg", "shapefile", "xlsx"):
        flag = ["--crs", "EPSG:4547"] if name in NEEDS_FLAG else []
        ran = matian(instance, "import", WRITERS[name](tmp_path), "--layer", "parcels", "--json", *flag)
        assert ran.code == 0, ran.err
        loaded[name] = {key: ran.json[key] for key in ("read", "loaded", "unchanged", "refused")}
    same = {"read": 2, "loaded": 0, "unchanged": 2, "refused": 0}
    assert loaded == {"gpkg": {**same, "loaded": 2, "unchanged": 0}, "shapefile": same, "xlsx": same}


@pytest.mark.parametrize("name", sorted(NEEDS_FLAG))
def test_a_format_that_tells_no_crs_is_never_guessed(name: str, tmp_path: Path, instance: Instance) -> None:
    with pytest.raises(CrsError, match=r"does not say in which CRS.*--crs EPSG:4547"):
        read(WRITERS[name](tmp_path), instance)


@pytest.mark.parametrize("item", [item for item in formats.all_formats() if not item.read], ids=lambda item: item.name)
def test_what_is_only_recognised_says_what_to_ask_for(item: formats.Format, tmp_path: Path) -> None:
    beginnings = {
        "dwg": b"AC1027\0\0\0",
        "cass": b"CASS7.0\r\n[END]\r\n",
        "vct": b"HeadBegin\r\nDataMark: LANDUSE-VCT\r\n",
    }
    for path in (tmp_path / f"x{item.suffixes[0]}", tmp_path / "x.dat"):
        path.write_bytes(beginnings[item.name])
        with pytest.raises(RefusedInputError, match="ask the surveyor"):
            in_scratch(path)


def test_a_new_format_is_one_added_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "points_xyz.py").write_text(
        textwrap.dedent(
            """
            import pyarrow as pa, shapely
            from gis_core.exchange.raw import Format, Raw
            from layers.base import Label

            def _read(source):
                points = [tuple(map(float, line.split())) for line in source.path.read_text().splitlines()]
                shapes = shapely.to_wkb(shapely.points(points)).tolist()
                return Raw(pa.table({"code": ["1"]}), pa.array(shapes, pa.binary()), pa.array([1]))

            FORMAT = Format("xyz", Label("XYZ", "XYZ"), (".xyz",), lambda source: source.suffix == ".xyz", _read)
            """
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    formats.all_formats.cache_clear()
    try:
        (tmp_path / "a.xyz").write_text("488000 2517000\n")
        raw = in_scratch(tmp_path / "a.xyz")
    finally:
        formats.all_formats.cache_clear()
    assert shapely.from_wkb(raw.shapes.to_pylist()[0]) == shapely.Point(488000, 2517000)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("cpg", ["right", "missing", "wrong"])
def test_chinese_comes_right_out_of_a_shapefile(encoding: str, cpg: str, tmp_path: Path, instance: Instance) -> None:
    path = write_shapefile(tmp_path, encoding)
    if cpg == "missing":
        path.with_suffix(".cpg").unlink()
    if cpg == "wrong":
        path.with_suffix(".cpg").write_text("UTF-8" if encoding == "GBK" else "936")
    delivery = read(path, instance)
    assert_same_parcels(delivery)
    assert delivery.encoding == encoding
    assert bool(delivery.notes) == (cpg != "right")


def test_a_shapefile_comes_out_of_its_zip_and_a_geodatabase_of_both_kinds(tmp_path: Path, instance: Instance) -> None:
    assert_same_parcels(read(zipped(write_shapefile(tmp_path), "a.zip"), instance))
    folder = write_gdb(tmp_path)
    assert_same_parcels(read(zipped(folder, "b.zip"), instance))


def test_kmz_is_kml_in_a_zip(tmp_path: Path, instance: Instance) -> None:
    assert_same_parcels(read(write_kmz(tmp_path), instance))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_csv_ledger_in_any_encoding(encoding: str, tmp_path: Path, instance: Instance) -> None:
    assert_same_parcels(read(write_wkt_csv(tmp_path, encoding), instance, "EPSG:4547"))


def test_points_below_each_other_make_a_parcel_whichever_coordinate_is_called_x(
    tmp_path: Path, instance: Instance
) -> None:
    ring = list(SHAPES[0].exterior.coords)
    for order, file_name in (("X坐标,Y坐标", "survey.csv"), ("Y坐标,X坐标", "map.csv")):
        lines = [f"地块编号,点号,{order}"]
        for at, (x, y) in enumerate(ring):
            lines.append(f"{'A1' if at == 0 else ''},J{at},{y},{x}")
        path = tmp_path / file_name
        path.write_text("\n".join(lines), encoding="gbk")
        delivery = read(path, instance, "EPSG:4547")
        assert shapely.equals(delivery.geometries[0], SHAPES[0])
        assert list(delivery.row_numbers) == [2]
        assert delivery.identified.said_by == "flag"
        turned = order.startswith("X")
        assert any("northing" in note.en for note in delivery.notes) == turned


def test_longitude_and_latitude_in_degrees_and_minutes_are_points(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "aed.csv"
    path.write_text("AED 清单\n编号,名称,经度,纬度\nP1,东门,113°53′24″,22.77\nP2,西门,113.88,\n", encoding="utf-8")
    delivery = read(path, instance, "EPSG:4490", "facilities")
    assert delivery.geometries[0].geom_type == "Point"
    assert delivery.geometries[1] is None
    assert delivery.geometries[0].x == pytest.approx(488704.0, abs=200)
    assert list(delivery.row_numbers) == [3, 4]


def test_a_code_that_a_spreadsheet_has_shortened_is_told(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "codes.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["宗地代码", "x", "y"])
    book.active.append([4403090010010000123, EAST, NORTH])
    book.save(path)
    delivery = read(path, instance, "EPSG:4547", "facilities")
    assert [finding.rule for finding in delivery.findings] == ["value"]
    assert "lost digits" in delivery.findings[0].message.en


def test_dxf_arcs_keep_their_area_and_texts_find_their_parcel(tmp_path: Path, instance: Instance) -> None:
    drawing = ezdxf.new("R2000")
    space = drawing.modelspace()
    half_circle = [(EAST, NORTH, 0), (EAST + 20, NORTH, 1.0), (EAST + 20, NORTH + 20, 0), (EAST, NORTH + 20, 0)]
    space.add_lwpolyline(half_circle, format="xyb", close=True)
    space.add_mtext("{\\fSimSun|b0;DK-7}", dxfattribs={"insert": (EAST + 10, NORTH + 10)})
    space.add_text("工业", dxfattribs={"insert": (EAST + 5, NORTH + 5)})
    space.add_polyline2d([(EAST + 50, NORTH), (EAST + 60, NORTH), (EAST + 60, NORTH + 9), (EAST + 50, NORTH)])
    space.add_line((EAST, NORTH), (EAST + 5, NORTH))
    drawing.saveas(tmp_path / "arc.dxf")
    delivery = read(tmp_path / "arc.dxf", instance, "EPSG:4547")
    assert delivery.geometries[0].area == pytest.approx(400 + np.pi * 100 / 2, abs=0.2)
    assert [delivery.code_of(0), delivery.code_of(1)] == ["DK-7", None]
    assert any("LINE" in note.en for note in delivery.notes)


def test_dxf_with_two_texts_that_might_be_codes_takes_neither(tmp_path: Path, instance: Instance) -> None:
    drawing = ezdxf.new()
    space = drawing.modelspace()
    space.add_lwpolyline(list(SHAPES[0].exterior.coords)[:-1], close=True)
    for at, text in enumerate(("A1", "A2")):
        space.add_text(text, dxfattribs={"insert": (EAST + 10 + at, NORTH + 10)})
    drawing.saveas(tmp_path / "two.dxf")
    delivery = read(tmp_path / "two.dxf", instance, "EPSG:4547")
    assert delivery.code_of(0) is None
    assert "A1, A2" in delivery.findings[0].message.en


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
@pytest.mark.parametrize(("prefix", "expected"), [(38, "EPSG:4526"), (None, "EPSG:4547")])
def test_boundary_points_with_and_without_prefix(
    encoding: str, prefix: int | None, expected: str, tmp_path: Path, instance: Instance
) -> None:
    path = tmp_path / "points.txt"
    path.write_text(boundary_points(prefix=prefix), encoding=encoding)
    delivery = read(path, instance)
    assert delivery.identified.crs == expected
    assert shapely.equals(delivery.geometries[1].normalize(), SHAPES[1].normalize()) or (
        shapely.hausdorff_distance(delivery.geometries[1], SHAPES[1]) < 1e-6
    )
    assert len(delivery.geometries[1].interiors) == 1
    assert list(delivery.attributes["registered_area_m2"]) == pytest.approx(AREAS)


def test_the_flag_may_name_the_system_with_or_without_prefix(tmp_path: Path, instance: Instance) -> None:
    path = write_boundary_points(tmp_path)
    delivery = read(path, instance, "EPSG:4547")
    assert delivery.identified.crs == "EPSG:4526"
    assert any("prefix" in note.en for note in delivery.notes)
    assert delivery.geometries[0].centroid.distance(SHAPES[0].centroid) < 1e-3


def test_boundary_points_hold_several_outlines_islands_and_unclosed_rings(tmp_path: Path, instance: Instance) -> None:
    lake_with_island = shapely.Polygon(
        shapely.box(EAST, NORTH, EAST + 90, NORTH + 90).exterior,
        [shapely.box(EAST + 10, NORTH + 10, EAST + 80, NORTH + 80).exterior],
    )
    far = shapely.box(EAST + 200, NORTH, EAST + 230, NORTH + 30)
    island = shapely.box(EAST + 40, NORTH + 40, EAST + 50, NORTH + 50)
    shape = shapely.MultiPolygon([lake_with_island, island, far])
    path = tmp_path / "points.txt"
    path.write_text(boundary_points((shape,), codes=("A",), close=False), encoding="utf-8")
    delivery = read(path, instance)
    assert delivery.geometries[0].area == pytest.approx(shape.area, abs=1e-3)
    assert shapely.get_num_geometries(delivery.geometries[0]) == 3
    assert any("first point" in note.en for note in delivery.notes)


def test_a_wrong_count_of_points_is_found_on_its_row(tmp_path: Path, instance: Instance) -> None:
    lines = boundary_points().splitlines()
    lines.remove(next(line for line in lines if line.startswith("J3,1,")))
    path = tmp_path / "points.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    delivery = read(path, instance)
    assert [(finding.rule, finding.code) for finding in delivery.findings] == [("point_count", CODES[0])]
    assert delivery.findings[0].place is not None


@pytest.mark.parametrize(
    ("header", "prefix"),
    [
        ("坐标系=2000国家大地坐标系\n几度分带=3\n计量单位=米\n带号=39", 38),
        ("坐标系=2000国家大地坐标系\n几度分带=3\n计量单位=米", None),
        ("坐标系=地方坐标系\n几度分带=3\n计量单位=米\n带号=38", 38),
    ],
)
def test_a_header_that_contradicts_or_says_too_little_is_asked_about(
    header: str, prefix: int | None, tmp_path: Path, instance: Instance
) -> None:
    path = tmp_path / "points.txt"
    path.write_text(boundary_points(header=header, prefix=prefix), encoding="utf-8")
    with pytest.raises(CrsError, match="give --crs"):
        read(path, instance)


def test_a_line_that_is_no_point_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "points.txt"
    path.write_text("[地块坐标]\n3,0.1,A,B,面,,,,@\nJ1,1,abc,def\n", encoding="utf-8")
    with pytest.raises(RefusedInputError, match="line 3"):
        in_scratch(path)


corners = st.tuples(st.integers(0, 1_500_000), st.integers(0, 1_500_000), st.integers(1000, 90_000))


@settings(deadline=None)
@given(st.lists(corners, min_size=1, max_size=5), st.sampled_from([38, None]), st.sampled_from(["utf-8", "gbk"]))
def test_boundary_points_written_and_read_are_the_same_to_the_millimetre(
    tmp_path_factory: pytest.TempPathFactory, squares: list[tuple[int, int, int]], prefix: int | None, encoding: str
) -> None:
    shapes = tuple(
        shapely.box(EAST + x / 1000, NORTH + y / 1000, EAST + (x + size) / 1000, NORTH + (y + size) / 1000)
        for x, y, size in squares
    )
    codes = tuple(f"地块{at}" for at in range(len(shapes)))
    path = tmp_path_factory.mktemp("points") / "p.txt"
    path.write_text(boundary_points(shapes, codes=codes, prefix=prefix), encoding=encoding)
    raw = boundary_format.FORMAT.open(Source(path, path.name, path.parent))
    back = shapely.from_wkb(raw.shapes.to_pylist())
    shift = (prefix or 0) * 1e6
    moved = shapely.transform(back, lambda points: points - [shift, 0])
    assert max(shapely.hausdorff_distance(moved, shapes)) < 0.0011
    assert raw.columns["地块编号"].to_pylist() == list(codes)
    assert raw.crs == ("EPSG:4526" if prefix else "EPSG:4547")
    assert not raw.faults
