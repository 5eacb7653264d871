"""What a format declares to keep comes back the same, read by another program; what it loses is listed."""

from __future__ import annotations

import datetime as dt
import math
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from gis_core import crs as systems
from gis_core.errors import RefusedInputError
from gis_core.exchange.outgoing import columns_of
from gis_core.exchange.writer import LOSSES, Column, Keep, Writer
from gis_core.exchange.writers import all_writers
from gis_core.exchange.writers.shp import short_names
from gis_core.exchange.writers.xlsx import FIRST_DAY
from layers.base import Label
from tests.gis_core.exchange.coming_back import LAND, READERS, USES, Back, write

COLUMNS = columns_of(LAND)
TXT_HOLDS = {"code", "name", "land_use"}
DXF_HOLDS = {"code", "land_use"}
PLAIN = string.ascii_letters + string.digits + " .-_()'\"=+%;/\\<>&国土用地测绘马田街道（）"
NASTY = (
    "国土𠮷😀",
    'a,b;"c"\r\n第二行',
    "=HYPERLINK(1)",
    "'; DROP TABLE land; --",
    "<b>&amp;]]>",
    "../../etc",
    "NULL",
    "007",
    '{"a": [1, 2]}',
    "[]",
    "_x0041_",
)
ODD_NUMBERS = (0.1 + 0.2, 0.94999999999, -0.0, 5e-324, 1.7976931348623157e308, 2**53 + 1.0, 1e22, -math.inf)
TRUE, FALSE = (True, 1, "true", "是", "1"), (False, 0, "false", "否", "0")
TOLERANCE = {True: 1e-8, False: 7.2e-4}
"""Of a coordinate in degrees and in metres, where a format doesn't keep it exactly."""


def texts(writer: Writer) -> st.SearchStrategy[str]:
    """Return texts that the format promises to keep: any, or those that it doesn't cut, trim or recode."""
    if Keep.CHARACTERS in writer.keeps:
        longest = 300 if Keep.TEXT in writer.keeps else 60
        anything = st.text(
            st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufffe\uffff"), max_size=longest
        )
        return st.one_of(st.sampled_from(NASTY), anything.filter(bool))
    return st.text(PLAIN, min_size=1, max_size=60).map(str.strip).filter(bool)


def shapes(writer: Writer) -> st.SearchStrategy[Any]:
    """Return multi-polygons, with as many parts and holes as the format promises to keep."""
    most_parts = 3 if Keep.PARTS in writer.keeps else 1
    hole = st.booleans() if Keep.HOLES in writer.keeps else st.just(False)
    size = st.floats(1, 30)

    def made(east: float, north: float, parts: list[tuple[float, bool]]) -> Any:
        polygons = []
        for number, (side, pierced) in enumerate(parts):
            west = east + 50 * number
            ring = shapely.box(west, north, west + side, north + side)
            polygons.append(ring.difference(ring.centroid.buffer(side / 4, quad_segs=2)) if pierced else ring)
        return shapely.multipolygons(polygons)

    parts = st.lists(st.tuples(size, hole), min_size=1, max_size=most_parts)
    return st.builds(made, st.floats(486_000, 492_000), st.floats(2_516_000, 2_522_000), parts)


def rows(writer: Writer) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return rows of the layer for a format."""
    wide = Keep.NUMBERS in writer.keeps
    number = st.one_of(st.sampled_from(ODD_NUMBERS), st.floats(allow_nan=False)) if wide else st.floats(-1e20, 1e20)
    day = st.dates(FIRST_DAY if writer.name == "xlsx" else dt.date.min)
    # of when a record was written: GDAL misspells the fractions of seconds before 1970
    instant = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 12, 30)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=dt.UTC)
    )
    maybe = (lambda given: st.one_of(st.none(), given)) if Keep.NULLS in writer.keeps else (lambda given: given)
    text = texts(writer)
    row = st.fixed_dictionaries(
        {
            "name": maybe(st.one_of(st.just(""), text) if Keep.EMPTY in writer.keeps else text),
            "note": maybe(text),
            "land_use": maybe(st.sampled_from([code.code for code in USES.codes])),
            "storeys": maybe(st.integers(-(2**31), 2**31 - 1)),
            "ratio": maybe(number),
            "registered_m2": maybe(st.integers(0, 10**18).map(lambda n: n / 10**6)),
            "signed_on": maybe(day),
            "vacant": maybe(st.booleans()),
            "area_m2": st.integers(0, 10**9).map(lambda n: n / 16),
            "valid_from": day,
            "valid_to": maybe(day),
            "source": text,
            "revision": st.integers(1, 10**6),
            "updated_at": instant,
            "updated_by": text,
            "geom": shapes(writer),
        }
    )
    return st.lists(row, min_size=1, max_size=5).map(
        lambda found: [  # apart from each other: a drawing's texts tell which parcel they are of by where they lie
            {"code": f"G{number:03}", **each, "geom": translate(each["geom"], yoff=100.0 * number)}
            for number, each in enumerate(found)
        ]
    )


@pytest.mark.parametrize("name", all_writers())
def test_what_a_format_declares_to_keep_comes_back(name: str) -> None:
    writer = all_writers()[name]

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(rows(writer))
    def proved(given_rows: list[dict[str, Any]]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / ("land" if writer.folder and not writer.bundle else f"land{writer.extension}")
            write(writer, given_rows, path)
            back = READERS[name](path, COLUMNS)
            hold_to(writer, given_rows, back)

    proved()


BOX = shapely.multipolygons([shapely.box(488_000, 2_519_000, 488_010, 2_519_010)])
USUAL = {
    "code": "G1",
    "name": "甲",
    "note": "n",
    "land_use": "01",
    "storeys": 1,
    "ratio": 1.5,
    "registered_m2": 2.0,
    "signed_on": dt.date(2024, 1, 1),
    "vacant": True,
    "area_m2": 1.0,
    "valid_from": dt.date(2023, 1, 1),
    "valid_to": None,
    "source": "s",
    "revision": 1,
    "updated_at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    "updated_by": "u",
    "geom": BOX,
}


@pytest.mark.parametrize(
    ("name", "given_as", "found", "told"),
    [
        ("shp", {"ratio": 1e300}, None, "1 numbers too large"),
        ("shp", {"ratio": math.inf}, None, "1 numbers too large"),
        ("shp", {"ratio": -9.9e22}, -9.9e22, None),
        ("shp", {"name": "土" * 300}, "土" * 127, "1 texts of more than 254 bytes"),
        ("xlsx", {"signed_on": dt.date(1899, 12, 31)}, "1899-12-31", "1 values that a sheet can't hold"),
        ("xlsx", {"signed_on": dt.date(1, 1, 1)}, "0001-01-01", "1 values that a sheet can't hold"),
        ("xlsx", {"ratio": math.inf}, "inf", "1 values that a sheet can't hold"),
        ("xlsx", {"ratio": 1.7e308}, "1.7e+308", "1 values that a sheet can't hold"),
        ("xlsx", {"ratio": 1e-310}, "1e-310", "1 values that a sheet can't hold"),
        ("xlsx", {"updated_at": dt.datetime(1, 2, 3, 4, 5, 6, tzinfo=dt.UTC)}, "0001-02-03T04:05:06Z", None),
        ("geojson", {"ratio": math.inf}, None, "1 numbers too large (or endless)"),
        ("geojson", {"ratio": math.nan}, None, "1 numbers too large (or endless)"),
        ("geojson", {"name": '{"a": [1, 2]}'}, '{"a": [1, 2]}', None),
        ("geojson", {"name": "[1,2]"}, "[1,2]", None),
        ("gpkg", {"ratio": math.nan}, None, "1 numbers too large (or endless)"),
        ("gpkg", {"ratio": math.inf}, math.inf, None),
        ("txt", {"name": "a\x0bb\x1cc\x01@"}, "a b c ＠", "commas, @ and the like"),
        ("txt", {"code": "G\x0c1"}, "G 1", "commas, @ and the like"),
        ("csv", {"name": "＝1+1"}, "＝1+1", "1 texts that begin with = + - @"),
        ("xlsx", {"name": "😀" * 20_000}, "😀" * 16_383, "1 texts of more than 32,767"),
        ("kml", {"name": "a\r\nb\tc"}, "a\r\nb\tc", None),
        ("kml", {"name": "a\x01b\uffff"}, "ab", "2 control characters"),
        ("dxf", {"code": "G\n0\nENDSEC"}, "G 0 ENDSEC", "1 codes with control characters"),
        ("dxf", {"code": "地块𠮷"}, "地块？", "1 characters that GBK lacks"),
        ("gpkg", {"name": "a\x01b\uffff\r\n"}, "a\x01b\uffff\r\n", None),
        ("csv", {"name": "a\x01b\uffff\r\n"}, "a\x01b\uffff\r\n", None),
    ],
)
def test_what_a_format_cannot_hold_is_counted_and_nothing_else_is_touched(
    tmp_path: Path, name: str, given_as: dict[str, Any], found: Any, told: str | None
) -> None:
    (field,) = given_as
    writer = all_writers()[name]
    path = tmp_path / ("land" if writer.folder and not writer.bundle else f"land{writer.extension}")
    met = [label.en for label in write(writer, [USUAL | given_as], path).met]
    assert [sentence[: len(told)] for sentence in met] == [told] if told else met == []
    (row,) = READERS[name](path, COLUMNS).values.values()
    got = row[field].date() if isinstance(row[field], dt.datetime) else row[field]
    assert got == found or (name == "dxf" and str(got).rstrip() == found)


@pytest.mark.parametrize("name", ["gpkg", "gdb", "geojson", "geoparquet", "csv", "xlsx", "kml", "shp"])
@pytest.mark.parametrize("empty", ["MULTIPOLYGON EMPTY", "MULTIPOLYGON (EMPTY, EMPTY)"])
def test_a_record_whose_shape_is_empty_keeps_its_row(tmp_path: Path, name: str, empty: str) -> None:
    writer = all_writers()[name]
    path = tmp_path / ("land" if writer.folder and not writer.bundle else f"land{writer.extension}")
    write(writer, [USUAL, USUAL | {"code": "G2", "geom": shapely.from_wkt(empty)}], path)
    back = READERS[name](path, COLUMNS)
    assert set(back.values) == {"G1", "G2"}
    assert back.shapes["G2"] is None or back.shapes["G2"].is_empty


def test_flatgeobuf_names_the_record_whose_shape_is_empty(tmp_path: Path) -> None:
    empty = USUAL | {"code": "G'2", "geom": shapely.MultiPolygon()}
    with pytest.raises(RefusedInputError, match=r"land \"G'2\": its shape is empty"):
        write(all_writers()["flatgeobuf"], [USUAL, empty], tmp_path / "land.fgb")


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_names_of_ten_bytes_are_all_different_whatever_the_labels(encoding: str) -> None:
    labels = [*["土地权属来源证明"] * 12, "土地权属", "土地权属", "𠮷𠮷", "AREA", "area", "Ａｒｅａ㎡"]
    columns = tuple(
        Column(f"c{number}", Label(label, label), "text", pa.string()) for number, label in enumerate(labels)
    )
    names = short_names(columns, encoding)
    assert len({name.casefold() for name in names.values()}) == len(labels)
    assert all(0 < len(name.encode(encoding)) <= 10 for name in names.values())


def hold_to(writer: Writer, given_rows: list[dict[str, Any]], back: Back) -> None:
    """Assert each promise of the format."""
    assert set(back.values) == {row["code"] for row in given_rows}
    held = {"txt": TXT_HOLDS, "dxf": DXF_HOLDS}.get(writer.name, {column.name for column in COLUMNS})
    if Keep.ATTRIBUTES in writer.keeps:
        assert held == {column.name for column in COLUMNS}
    if Keep.CRS in writer.keeps:
        assert back.crs is not None
        assert systems.parse(back.crs).name == {"kml": "EPSG:4326", "txt": "EPSG:4526"}.get(writer.name, "EPSG:4547")
    for row in given_rows:
        found = back.values[row["code"]]
        for column in COLUMNS:
            if column.name in held:
                assert column.name in found, (writer.name, column.name)
                same_value(writer, column, row[column.name], found[column.name])
        same_shape(writer, row["geom"], back.shapes[row["code"]], back.crs)


def same_value(writer: Writer, column: Column, ours: Any, theirs: Any) -> None:
    told = (writer.name, column.name, ours, theirs)
    if ours is None:
        assert theirs is None, told
    elif column.kind in COMPARED:
        assert COMPARED[column.kind](writer, ours, theirs), told
    else:
        assert theirs == ours, told


def _same_date(writer: Writer, ours: dt.date, theirs: Any) -> bool:
    if Keep.DATES not in writer.keeps and isinstance(theirs, str):
        return theirs == ours.isoformat()
    return (theirs.date() if isinstance(theirs, dt.datetime) else theirs) == ours


def _same_instant(writer: Writer, ours: dt.datetime, theirs: Any) -> bool:
    moment = dt.datetime.fromisoformat(theirs) if isinstance(theirs, str) else theirs
    assert Keep.INSTANTS not in writer.keeps or not isinstance(theirs, str)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return abs(moment - ours) <= dt.timedelta(seconds=0 if Keep.INSTANTS in writer.keeps else 1)


def _same_number(writer: Writer, ours: float, theirs: Any) -> bool:
    if Keep.NUMBERS in writer.keeps:
        return float(theirs) == ours
    return math.isclose(float(theirs), ours, rel_tol=1e-12, abs_tol=1e-12)


def _same_truth(writer: Writer, ours: bool, theirs: Any) -> bool:
    if Keep.BOOLEANS in writer.keeps:
        return theirs is ours
    return theirs in (TRUE if ours else FALSE)


COMPARED: Mapping[str, Callable[[Writer, Any, Any], bool]] = {
    "date": _same_date,
    "instant": _same_instant,
    "real": _same_number,
    "area": _same_number,
    "integer": lambda _writer, ours, theirs: int(theirs) == ours,
    "boolean": _same_truth,
}


def same_shape(writer: Writer, ours: Any, theirs: Any, crs: str | None) -> None:
    target = systems.parse({"kml": "EPSG:4326", "txt": "EPSG:4526"}.get(writer.name, "EPSG:4547"))
    wanted, found = shapely.normalize([systems.transform(ours, "EPSG:4547", target), theirs])
    assert shapely.get_num_geometries(found) == shapely.get_num_geometries(wanted)
    for one, other in zip(shapely.get_parts(wanted), shapely.get_parts(found), strict=True):
        assert shapely.get_num_interior_rings(other) == shapely.get_num_interior_rings(one)
        if Keep.EXACT in writer.keeps:  # vertex by vertex: a distance between the two would be rounded itself
            assert shapely.equals_exact(one, other, tolerance=0.0), (writer.name, one.wkt, other.wkt)
        else:
            assert shapely.hausdorff_distance(one, other) <= TOLERANCE[target.geographic], (
                writer.name,
                one.wkt,
                other.wkt,
            )


def test_every_loss_has_a_sentence_in_both_languages() -> None:
    assert set(LOSSES) == set(Keep)
    writers = all_writers()
    assert set(writers) == {
        *("csv", "dxf", "flatgeobuf", "gdb", "geojson", "geoparquet", "gpkg", "kml", "shp", "txt", "xlsx")
    }
    for writer in writers.values():
        assert len(writer.lost()) == len(set(Keep) - writer.keeps)
        assert Keep.GEOMETRY in writer.keeps
        assert all(loss.zh and loss.en for loss in writer.lost())
    assert writers["gpkg"].lost() == []
