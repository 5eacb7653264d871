"""Filters find what their words say, and refuse in a sentence what they can't mean; selections stay what they were."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from gis_core import crs, db
from gis_core.errors import NotFoundError, WrongUseError
from gis_core.exchange.write import write_layer
from gis_core.instance import Instance
from gis_core.selection import store
from gis_core.selection.language import LONGEST, parse
from gis_core.selection.selection import Selection, selected_from
from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE, fill

ALL = [f"P-{number:02}" for number in range(1, 12)]
TODAY = dt.date(2025, 6, 30)


@pytest.fixture(scope="module")
def filled(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with the parcels P-01 … P-11 of `serving.fill`."""
    instance = fresh_instance("filters")
    fill(instance)
    return instance


def found(instance: Instance, text: str, layer: str = "parcels", **options: Any) -> list[str]:
    """Return the codes that a filter finds."""
    asked = Selection(layer, (text,), **options).statement(instance.place, [sql.Identifier("r", "code")])
    with db.connect(instance) as connection:
        return [row[0] for row in connection.execute(asked.sql, dict(asked.values))]


def counted(instance: Instance, text: str) -> int:
    """Return how many parcels a filter finds."""
    with db.connect(instance) as connection:
        return store.measure(connection, Selection("parcels", (text,)), instance.place)[0]


def degrees(instance: Instance, x: float, y: float) -> str:
    """Return a point of the survey CRS as longitude and latitude."""
    place = instance.place
    point = crs.transform(shapely.Point(x, y), place.crs.survey, "EPSG:4326")
    return f"{point.x!r} {point.y!r}"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("land_use = '0701'", ["P-01", "P-02", "P-03", "P-04", "P-11"]),
        ("land_use <> '0701' AND area_m2 > 1950", ["P-09", "P-10"]),
        ("code = 'P-01' OR code = 'P-02' AND land_use = '1001'", ["P-01"]),
        ("(code = 'P-01' OR code = 'P-02') AND land_use = '1001'", []),
        ("NOT (land_use = '1001' OR code LIKE 'P-0%')", ["P-11"]),
        ("name IS NULL", ["P-05", "P-06"]),
        ("name LIKE '地块1' AND code NOT IN ('P-01', 'P-04')", ["P-07", "P-10"]),
        ("name LIKE '改_'", ["P-03"]),
        ("CASEI(code) = CASEI('p-07')", ["P-07"]),
        ("CASEI(code) LIKE CASEI('p-1%')", ["P-10", "P-11"]),
        ("area_m2 BETWEEN 1640 AND 1720", ["P-01", "P-02", "P-03"]),
        ("area_m2 / 40 - 40 >= 10", ["P-10", "P-11"]),
        ("1700 < area_m2 AND area_m2 <= 1760.0", ["P-03", "P-04"]),
        ("vacant", ["P-03", "P-06", "P-09"]),
        ("vacant = FALSE", ["P-01", "P-04", "P-07", "P-10"]),
        ("vacant IS NOT NULL AND NOT vacant", ["P-01", "P-04", "P-07", "P-10"]),
        ("valid_from > DATE('2024-01-01')", ["P-10", "P-11"]),
        ("valid_from >= '2024-07-01'", ["P-10", "P-11"]),
        ("T_AFTER(valid_from, DATE('2024-07-01'))", []),
        ("T_DURING(valid_from, INTERVAL('2024-01-01', '..'))", ["P-10", "P-11"]),
        ("updated_at < TIMESTAMP('2001-01-01T00:00:00Z')", []),
        ("registered_area_m2 = 100.25", ["P-01"]),
        ("revision = 2", ["P-03", "P-11"]),
        ("name = '''; DROP TABLE parcels; --'", []),
        ("\"code\" = 'P-05'", ["P-05"]),
        ("code\n=\n'P-05'", ["P-05"]),
        ("TRUE", ALL),
    ],
)
def test_a_filter_finds_what_it_says(filled: Instance, text: str, codes: list[str]) -> None:
    assert found(filled, text) == codes


def test_the_same_filter_as_json_finds_the_same(filled: Instance) -> None:
    text = "land_use = '1001' AND (area_m2 > 1900 OR name IS NULL)"
    assert found(filled, json.dumps(parse(text))) == found(filled, text) == ["P-05", "P-06", "P-08", "P-09", "P-10"]


def test_shapes_are_in_degrees_and_meet_what_lies_on_them(filled: Instance) -> None:
    inside = degrees(filled, EAST + 2.5 * SIDE, NORTH + 5)
    assert found(filled, f"S_INTERSECTS(geom, POINT({inside}))") == ["P-02"]
    corners = [(2.1, 1), (4.9, 1), (4.9, 30), (2.1, 30), (2.1, 1)]
    ring = ", ".join(degrees(filled, EAST + east * SIDE, NORTH + north) for east, north in corners)
    assert found(filled, f"S_INTERSECTS(geom, POLYGON(({ring})))") == ["P-02", "P-03", "P-04"]
    assert found(filled, f"S_CONTAINS(geom, POINT({inside})) OR S_WITHIN(geom, POLYGON(({ring})))") == ["P-02"]
    assert found(filled, f"S_DWITHIN(geom, POINT({inside}), 30, 'meters')") == ["P-01", "P-02", "P-03"]
    assert found(filled, f"S_DISJOINT(geom, POLYGON(({ring}))) AND code < 'P-06'") == ["P-01", "P-05"]
    assert found(filled, "S_INTERSECTS(geom, BBOX(113, 22, 115, 24))") == ALL


def test_a_filter_asks_at_both_times(filled: Instance) -> None:
    assert found(filled, "land_use = '1001' AND code >= 'P-10'", at=dt.date(2024, 6, 30)) == ["P-11", "P-12"]
    assert found(filled, "TRUE", known=dt.datetime(2001, 1, 1, tzinfo=dt.UTC)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("land_use 1", "line 1, column 10"),
        ("nothing = 1", "parcels has no field 'nothing'"),
        ('land_use = "1001"', "single quotes"),
        ("geom = 1", "S_INTERSECTS"),
        ("area_m2 = 'large'", "area_m2 is compared with 'large'"),
        ("area_m2 = NULL", "IS NULL"),
        ("land_use = 5", "text in single quotes"),
        ("valid_from = DATE('2024-13-01')", "valid_from"),
        ("valid_from = DATE('20240101')", "valid_from"),
        ("valid_from = DATE('2024-W01-1')", "valid_from"),
        ("updated_at > TIMESTAMP('20240101T000000Z')", "updated_at"),
        ("code", "is no condition"),
        ("1 = 1", "compares no field"),
        ("pg_sleep(5) = 1", "there is no pg_sleep"),
        ("code LIKE 'a\\'", "backslash"),
        ("name < vacant", "can't be compared"),
        ("area_m2 + name > 3", "doesn't go with name"),
        ("S_INTERSECTS(geom, POLYGON((0 0, 1 1)))", "filter"),
        ("S_INTERSECTS(geom, POLYGON((113 22, 114 23, 113 23, 114 22, 113 22)))", "not valid"),
        ("S_INTERSECTS(geom, POINT(490000 2519000))", "no degrees"),
        ("S_INTERSECTS(code, POINT(113 22))", "code"),
        ("S_INTERSECTS(geom, BBOX(114, 22, 113, 23))", "west, south, east, north"),
        ("S_DWITHIN(geom, POINT(113 22), -1)", "metres"),
        ("code IN ('" + "','".join(map(str, range(2000))) + "')", "selection of codes"),
        ("(" * 5000 + "code = 'a'" + ")" * 5000, "nested"),
        ("NOT " * 5000 + "vacant", "nested"),
        ("area_m2 = " + "1 + " * 5000 + "1", "nested"),
        ('{"op": "and", "args": [' * 500 + "true" + "]}" * 500, "JSON|nested"),
        ('{"op": "like", "args": [{"property": "code"}, {"op": "x"}]}', "LIKE"),
        ('{"op": "and", "args": [1]}', "no condition"),
        ('{"op": "=", "args": [{"property": "area_m2"}, NaN]}', "JSON"),
        ('{"op": "=", "args": [{"property": ["code"]}, 1]}', "no field"),
        ('{"op": "s_within", "args": [{"property": "geom"}, {"type": "Polygon", "coordinates": "x"}]}', "read"),
        ("code = 'a\0'", "no text"),
        (f'{{"op": "=", "args": [{{"property": "area_m2"}}, {"1" * 400}]}}', "a number in m²"),
        (f'{{"op": "s_within", "args": [{{"property": "geom"}}, {{"bbox": [{"1" * 400}, 1, 2, 3]}}]}}', "four numbers"),
        ('{"op": "like", "args": [{"property": "code"}, {"op": "casei", "args": {"a": 1}}]}', "LIKE"),
        ('{"op": "s_within", "args": [{"property": "geom"}, {"type": ["Point"], "coordinates": [1, 2]}]}', "GeoJSON"),
        ("x" * (LONGEST + 1), "characters"),
    ],
)
def test_what_a_filter_cannot_mean_is_refused_in_one_sentence(filled: Instance, text: str, told: str) -> None:
    with pytest.raises(WrongUseError, match=told) as refused:
        counted(filled, text)
    assert str(refused.value).startswith("filter: ")
    assert "\n" not in str(refused.value)


LEAVES = st.sampled_from(
    [
        *(None, True, 1, 1.5, 10**400, "x", "2024-01-01", [], {}),
        *({"property": name} for name in ("code", "geom", "area_m2", "valid_from", "vacant", ["code"], None)),
        *({"date": "2024-01-01"}, {"date": 1}, {"timestamp": "x"}, {"interval": ["..", "2024-01-01"]}),
        *({"bbox": [113, 22, 114, 23]}, {"bbox": ["a"]}, {"type": {}}, {"type": "GeometryCollection"}),
        {"type": "Point", "coordinates": [113.9, 22.77]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3]]]},
        {"type": "MultiPolygon", "coordinates": {}},
    ]
)
OPERATORS = st.sampled_from(
    [
        *("and", "or", "not", "=", "<>", "<", ">=", "like", "in", "between", "isNull", "casei", "accenti"),
        *("+", "-", "*", "/", "^", "div", "s_intersects", "s_dwithin", "s_equals", "t_after", "t_during", "x"),
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda op, args: {"op": op, "args": args}, OPERATORS, st.one_of(st.lists(parts, max_size=4), parts)),
        st.lists(parts, max_size=3),
        st.builds(lambda box, kind: {"bbox": box, "type": kind}, parts, parts),
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.builds(lambda tree: {"op": "and", "args": [tree]}, TREES))
def test_whatever_is_put_together_is_read_or_refused_and_never_breaks(filled: Instance, tree: Any) -> None:
    try:
        counted(filled, json.dumps(tree))
    except WrongUseError as refused:
        assert "\n" not in str(refused)


def test_a_selection_of_many_codes_is_held_for_its_owner(filled: Instance) -> None:
    at, known = TODAY, dt.datetime.now(dt.UTC)
    codes = [*ALL[:3], *(f"X-{number}" for number in range(200_000))]
    with db.connect(filled, who="anna") as connection:
        made = store.make(connection, filled.place, layer="parcels", codes=codes, at=at, known=known)
        assert (made.count, made.who) == (3, "anna")
        assert made.bbox is not None
        assert 113 < made.bbox[0] < made.bbox[2] < 115
        both = store.make(
            connection, filled.place, layer="parcels", filters=["vacant"], codes=codes, at=at, known=known
        )
        assert both.count == 1
        assert store.find(connection, made.id, who="anna") == made
        with pytest.raises(NotFoundError):
            store.find(connection, made.id, who="berta")
    with db.connect(filled, role="owner") as connection:
        connection.execute("UPDATE selections SET expires_at = now() - interval '1 second' WHERE id = %s", [made.id])
    with db.connect(filled, who="anna") as connection:
        with pytest.raises(NotFoundError, match="over"):
            store.find(connection, made.id)
        store.make(connection, filled.place, layer="parcels", at=at, known=known)
    with db.connect(filled) as connection:
        assert _members(connection, made.id) == 0
        assert _members(connection, both.id) == len(codes)


def _members(connection: psycopg.Connection[Any], number: object) -> int:
    row = connection.execute("SELECT count(*) FROM selection_members WHERE selection = %s", [number]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_selection_stays_what_it_was_when_the_records_change(fresh_instance: Callable[..., Instance]) -> None:
    instance = fresh_instance("stays")
    fill(instance)
    with db.connect(instance, who="anna") as connection:
        made = store.make(
            connection,
            instance.place,
            layer="parcels",
            filters=["land_use = '1001'"],
            at=TODAY,
            known=dt.datetime.now(dt.UTC),
        )
    with db.connect(instance, who="berta") as connection:
        connection.execute("UPDATE parcels SET land_use = '0701'")
    with db.connect(instance) as connection:
        table = selected_from(connection, made.selection, instance.place)
        rows = connection.execute(sql.SQL("SELECT code, land_use FROM {} ORDER BY code").format(table)).fetchall()
    assert len(rows) == made.count == 6
    assert {use for _, use in rows} == {"1001"}


@pytest.mark.parametrize("format_name", ["gpkg", "xlsx", "csv"])
def test_a_product_that_its_column_cannot_hold_is_told_in_a_sentence(
    filled: Instance, tmp_path: Path, format_name: str
) -> None:
    with db.connect(filled, who="tester") as connection:
        connection.execute(
            "INSERT INTO roads (code, class, width_m, geom, valid_from) SELECT 'R-1', 'local', 8,"
            " st_setsrid(st_makeline(st_makepoint(500000, 2518000), st_makepoint(500100, 2518000)), 4547), '2020-01-01'"
            " WHERE NOT EXISTS (SELECT FROM roads WHERE code = 'R-1')"
        )
    out = tmp_path / f"a.{format_name}"
    with pytest.raises(WrongUseError, match=r"filter: a sum in it can't be worked out for some row .{,100}$"):
        write_layer(
            filled,
            all_layers()["roads"],
            out=out,
            format_name=format_name,
            filters=["width_m * 1e308 * 1e308 = width_m"],
        )
    assert list(tmp_path.iterdir()) == []
