"""The statements of all layers at all zooms: PostgreSQL takes each, and neighbours stay neighbours."""

from __future__ import annotations

from datetime import date
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest

from gis_core.tiles.grid import LAST_ZOOM, Tile, tile_at
from gis_core.tiles.statement import drawn_at, single_properties, tile_statement
from layers.registry import all_layers

DRAWN = tuple(layer.name for layer in all_layers().values() if layer.style is not None)
INSIDE = "POINT(490000 2519000)"
SHAPES = {
    "Point": INSIDE,
    "LineString": "LINESTRING(490000 2519000,490500 2519200)",
    "MultiLineString": "MULTILINESTRING((490000 2519000,490500 2519200))",
    "Polygon": "POLYGON((490000 2519000,490500 2519000,490500 2519500,490000 2519000))",
    "MultiPolygon": "MULTIPOLYGON(((490000 2519000,490500 2519000,490500 2519500,490000 2519000)))",
}


def draw(connection: psycopg.Connection[Any], names: tuple[str, ...], tile: Tile, *, past: bool = False) -> bytes:
    statement = tile_statement(names, tile.z, past=past)
    if statement is None:
        return b""
    given = [tile.z, tile.x, tile.y, *tile.box, *((date(2200 - 1, 1, 1), None) if past else ())]
    for number in range(len(given), 0, -1):
        statement = statement.replace(f"${number}", f"%(p{number})s")
    row = connection.execute(statement.encode(), {f"p{n}": value for n, value in enumerate(given, 1)}).fetchone()
    assert row is not None
    return bytes(row[0])


def add(connection: psycopg.Connection[Any], name: str) -> None:
    """Insert a feature with the fields that it must carry; the triggers of events alone write some, so they wait."""
    layer = all_layers()[name]
    samples = {"text": "x", "integer": 1, "real": 1.0, "area": 1, "date": date(2024, 1, 1), "boolean": True}
    values = {
        field.name: field.codes.codes[0].code if field.codes else samples[field.kind]
        for field in layer.fields
        if field.required
    }
    columns = ["code", "geom", "valid_from", *values]
    row = ["1", f"SRID=4547;{SHAPES[layer.geometry]}", date(2024, 1, 1), *values.values()]
    connection.execute(
        psycopg.sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            psycopg.sql.Identifier(name),
            psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns)),
            psycopg.sql.SQL(", ").join(psycopg.sql.Placeholder() * len(columns)),
        ),
        row,
    )


@pytest.mark.parametrize("past", [False, True])
def test_every_layer_is_drawn_at_every_zoom_of_its_own(connection: psycopg.Connection[Any], past: bool) -> None:
    assert len(DRAWN) > 15
    for name in DRAWN:
        add(connection, name)
        layer = all_layers()[name]
        first = max(layer.zooms[0], layer.detail.single_from, 12)
        for z in range(LAST_ZOOM + 1):
            tile = tile_at(113.9028, 22.7659, z)
            bytes_ = draw(connection, (name,), tile, past=past)
            if not drawn_at(layer, z):
                assert bytes_ == b""
            elif z == first:
                drawn = mapbox_vector_tile.decode(bytes_)[name]["features"]
                assert set(drawn[0]["properties"]) <= set(single_properties(layer))
                assert drawn[0]["properties"]["code"] == "1"


def test_what_only_its_bounds_reach_into_a_tile_is_not_drawn(connection: psycopg.Connection[Any]) -> None:
    """A large corner shape: the tile lies inside its bounds and outside of itself."""
    connection.execute(
        "INSERT INTO pocket_parks (code, kind, geom) VALUES ('corner', 'community_park', st_multi(st_geomfromtext("
        "'POLYGON((489000 2518000,491000 2518000,489000 2518010,489000 2520000,488990 2520000,489000 2518000))',4547)))"
    )
    tile = tile_at(113.9067, 22.7698, 16)
    assert draw(connection, ("pocket_parks",), tile) == b""
    connection.execute(
        "INSERT INTO pocket_parks (code, kind, geom) SELECT 'inside', 'community_park', st_multi(st_transform("
        "st_buffer(st_centroid(st_makeenvelope(%s, %s, %s, %s, 3857)), 20), 4547))",
        tile.box,
    )
    drawn = mapbox_vector_tile.decode(draw(connection, ("pocket_parks",), tile))["pocket_parks"]["features"]
    assert [feature["properties"]["code"] for feature in drawn] == ["inside"]


@pytest.mark.parametrize("z", [12, 13, 14, 16, 18])
def test_neighbours_share_their_corners_within_and_across_tiles(connection: psycopg.Connection[Any], z: int) -> None:
    """Four plots meet in a point; each tile that shows several of them shows that point once."""
    connection.execute(
        "INSERT INTO pocket_parks (code, kind, geom) SELECT 'q' || x || y, 'community_park', st_multi(st_makeenvelope("
        "490000.123 + 301.7 * x, 2519000.456 + 287.3 * y, 490301.823 + 301.7 * x, 2519287.756 + 287.3 * y, 4547))"
        " FROM generate_series(0, 1) x, generate_series(0, 1) y"
    )
    middle = tile_at(113.9057, 22.7685, z)
    corners: dict[str, set[tuple[int, int]]] = {}
    for x in (middle.x - 1, middle.x, middle.x + 1):
        for y in (middle.y - 1, middle.y, middle.y + 1):
            drawn = draw(connection, ("pocket_parks",), Tile(z, x, y))
            if not drawn:
                continue
            options = {"y_coord_down": True}
            for feature in mapbox_vector_tile.decode(drawn, default_options=options)["pocket_parks"]["features"]:
                geometry = feature["geometry"]
                polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
                points = corners.setdefault(feature["properties"]["code"], set())
                points.update((4096 * x + p[0], 4096 * y + p[1]) for polygon in polygons for p in polygon[0])
    if z <= 16:
        assert len(corners) == 4
    for one, other in (("q00", "q10"), ("q00", "q01"), ("q10", "q11"), ("q01", "q11")):
        if one in corners and other in corners:
            near = [
                (a, b) for a in corners[one] for b in corners[other] if abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1
            ]
            assert len(near) >= 2


@pytest.mark.parametrize("z", [11, 13])
def test_an_area_of_which_the_grid_leaves_nothing_is_left_out_and_what_is_beside_it_stays(
    connection: psycopg.Connection[Any], z: int
) -> None:
    """A feature without a shape would keep a browser from drawing the whole tile."""
    connection.execute(
        "INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from) VALUES ('X1', 'X1',"
        " 'interest_sharing', st_multi(st_makeenvelope(489000, 2518000, 492000, 2521000, 4547)), '2022-01-01')"
    )
    for code, width in (("sliver", 0.3), ("field", 400)):
        connection.execute(
            "INSERT INTO consolidation_parcels (code, project, land_kind, geom, valid_from) VALUES (%s, 'X1',"
            " 'industrial', st_multi(st_makeenvelope(%s, 2519000, %s, 2519300, 4547)), '2022-01-01')",
            [code, 490000 - width, 490000] if code == "sliver" else [code, 490001, 490001 + width],
        )
    drawn = draw(connection, ("consolidation_parcels",), tile_at(113.9028, 22.7659, z), past=True)
    features = mapbox_vector_tile.decode(drawn)["consolidation_parcels"]["features"]
    assert [feature["properties"]["code"] for feature in features] == ["field"]
    assert all(feature["geometry"]["coordinates"] for feature in features)
