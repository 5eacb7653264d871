"""What is asked of a layer, read from text: boxes, coordinates, values, cursors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from gis_core.errors import CrsError, WrongUseError
from gis_core.features import Cursor, read_box, read_crs, read_cursor
from gis_core.features.columns import SQL_TYPES, columns, read_value
from gis_core.features.statement import Values
from gis_core.instance import Instance
from layers.registry import all_layers

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
BOUNDS = (datetime(1900, 1, 2), datetime(2199, 12, 30))  # noqa: DTZ001  (hypothesis adds the zone)
instants = st.datetimes(*BOUNDS, timezones=st.just(UTC))


@given(st.builds(Cursor, texts, st.lists(st.none() | texts, max_size=3).map(tuple), days, instants))
def test_a_cursor_is_read_back_as_it_was_written(cursor: Cursor) -> None:
    assert read_cursor(cursor.written()) == cursor


@given(st.text(max_size=60))
def test_what_is_no_cursor_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(WrongUseError, match=r"^after: "):
        read_cursor(text)


@given(st.tuples(st.floats(113, 114), st.floats(22, 23)))
def test_a_box_in_degrees_is_looked_for_at_the_same_place_in_web_mercator(
    instance: Instance, corner: tuple[float, float]
) -> None:
    west, south = corner
    box = read_box(f"{west},{south},{west + 0.5},{south + 0.5}", read_crs(None, instance.place, field="crs"), field="b")
    values = Values()
    condition = box.condition(all_layers()["parcels"], instance.place, values)
    assert "f.geom_3857" in condition
    there = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)
    expected = [*there.transform(west, south), *there.transform(west + 0.5, south + 0.5)]
    assert values.given == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    "name",
    ["EPSG:4547", "epsg:4547", "4547", "urn:ogc:def:crs:EPSG::4547", "http://www.opengis.net/def/crs/EPSG/0/4547"],
)
def test_a_system_has_several_spellings(instance: Instance, name: str) -> None:
    assert read_crs(name, instance.place, field="crs").srid == 4547


@pytest.mark.parametrize("name", ["", "EPSG:", "EPSG:2326", "BD-09", "4547; DROP TABLE", "WGS84"])
def test_a_system_that_is_not_served_is_refused(instance: Instance, name: str) -> None:
    with pytest.raises(CrsError, match=r"^crs: "):
        read_crs(name, instance.place, field="crs")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "地块", "地块"),
        ("integer", "-12", -12),
        ("real", "1e3", 1000.0),
        ("area", "12.345678", Decimal("12.345678")),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("instant", "2024-01-01T00:00:00Z", datetime(2024, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_value_is_read_by_the_kind_of_its_column(kind: str, text: str, value: Any) -> None:
    assert read_value("x", kind, text) == value


@pytest.mark.parametrize("kind", sorted(set(SQL_TYPES) - {"text"}))
@pytest.mark.parametrize("text", ["", " ", "x", "NaN", "1_0", "１", "1e999", "9" * 400, "0000-01-01", "\ud800"])
def test_a_value_of_another_kind_is_refused_by_name(kind: str, text: str) -> None:
    with pytest.raises(WrongUseError, match=r"^x: "):
        read_value("x", kind, text)


def test_every_column_of_every_layer_is_of_a_kind_that_can_be_read() -> None:
    layers = all_layers()
    assert layers
    for layer in layers.values():
        assert set(columns(layer).values()) <= set(SQL_TYPES), layer.name
