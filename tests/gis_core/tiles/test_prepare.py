"""Blocks made beforehand: the same as those made from the features, and made anew where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest
import shapely
from shapely.geometry import shape

from gis_core import db
from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.tiles.grid import Tile, tile_at
from gis_core.tiles.prepare import block_zooms, prepare, prepare_all, prepared_layers
from gis_core.tiles.statement import in_blocks, made_now, tile_statement
from layers.registry import all_layers

LAYER = all_layers()["parcels"]
ZOOMS = block_zooms(LAYER)


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Iterator[Instance]:
    """60 × 60 parcels of 40 m over several cells, and one that is larger than a cell."""
    instance = fresh_instance("blocks")
    with db.connect(instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, land_use, geom)"
            " SELECT x || '-' || y, (ARRAY['0701', '1001', '05'])[1 + (x / 7 + y / 5) % 3], st_multi(st_makeenvelope("
            "   489000 + 40 * x, 2517000 + 40 * y, 489040 + 40 * x, 2517040 + 40 * y, 4547))"
            "   FROM generate_series(0, 59) x, generate_series(0, 59) y"
        )
        connection.execute(
            "INSERT INTO parcels (code, land_use, geom) VALUES"
            " ('large', '11', st_multi(st_makeenvelope(492000, 2516000, 499000, 2526000, 4547)))"
        )
    yield instance


def areas(connection: psycopg.Connection[Any], statement: str, tile: Tile) -> dict[str, float]:
    """Return the area of each use inside the tile, in its units, as a tile's bytes say."""
    numbered = {f"${n}": f"%(p{n})s" for n in range(1, 8)}
    for place, name in numbered.items():
        statement = statement.replace(place, name)
    values = dict(zip((f"p{n}" for n in range(1, 8)), (tile.z, tile.x, tile.y, *tile.box), strict=True))
    row = connection.execute(statement.encode(), values).fetchone()
    if row is None or not row[0]:
        return {}
    drawn = mapbox_vector_tile.decode(bytes(row[0]))["parcels"]
    edge = shapely.box(0, 0, drawn["extent"], drawn["extent"])
    found: dict[str, float] = {}
    for feature in drawn["features"]:
        use = feature["properties"]["land_use"]
        pieces = shapely.get_parts(shape(feature["geometry"]))
        found[use] = found.get(use, 0) + float(shapely.area(shapely.intersection(pieces, edge)).sum())
    return found


def tiles(z: int) -> set[Tile]:
    return {tile_at(113.89 + east / 40, 22.745 + north / 40, z) for east in range(4) for north in range(4)}


@pytest.mark.parametrize("z", ZOOMS)
def test_prepared_blocks_cover_what_those_made_now_do(own: Instance, z: int) -> None:
    prepare(own, "parcels")
    statement = tile_statement(("parcels",), z, past=False)
    assert statement is not None
    seen = 0
    with db.connect(own) as connection:
        count = connection.execute("SELECT count(*) FROM matian.tile_blocks WHERE z = %s", [z]).fetchone()
        assert count is not None and count[0] > 3
        for tile in tiles(z):
            kept = areas(connection, statement, tile)
            now = areas(connection, made_now(LAYER, z, '"parcels"'), tile)
            assert kept == pytest.approx(now)
            seen += len(kept)
    assert seen


def test_an_edit_makes_its_cells_anew_and_no_other(own: Instance) -> None:
    prepare(own, "parcels")
    assert prepare(own, "parcels").cells == 0
    rows = "SELECT z, x, y, value, ctid FROM matian.tile_blocks WHERE layer = 'parcels'"
    with db.connect(own) as connection:
        before = set(connection.execute(rows).fetchall())
        connection.execute("UPDATE parcels SET land_use = '03' WHERE code = '30-30'")
    assert 1 <= prepare(own, "parcels").cells <= 4
    with db.connect(own) as connection:
        after = set(connection.execute(rows).fetchall())
        shown = connection.execute("SELECT DISTINCT z FROM matian.tile_blocks WHERE value = '03' AND z > 10").fetchall()
    assert before & after
    assert before - after
    assert {row[0] for row in shown} == {z for z in ZOOMS if z > 10}


def test_what_is_committed_while_blocks_are_made_counts_as_not_in_them(own: Instance) -> None:
    prepare(own, "parcels")
    with db.connect(own) as late:
        late.execute("UPDATE parcels SET land_use = '04' WHERE code = '10-10'")
        assert prepare(own, "parcels").cells == 0
    assert prepare(own, "parcels").cells >= 1


def test_every_layer_that_is_drawn_as_blocks_is_prepared(own: Instance) -> None:
    assert {layer.name for layer in prepared_layers()} >= {"parcels"}
    assert [done.layer for done in prepare_all(own)] == [layer.name for layer in prepared_layers()]
    for layer in prepared_layers():
        assert not in_blocks(layer, layer.detail.single_from)


def test_blocks_from_another_cluster_are_not_believed(own: Instance) -> None:
    """A restored dump numbers its transactions anew, so its snapshots say nothing here."""
    prepare(own, "parcels")
    with db.connect(own) as connection:
        connection.execute("UPDATE matian.tile_preparations SET snapshot = '900000000:900000000:'")
        connection.execute("UPDATE parcels SET land_use = '06' WHERE land_use IS NOT NULL")
        tile = tile_at(113.9, 22.75, 12)
        statement = tile_statement(("parcels",), 12, past=False)
        assert statement is not None
    with db.connect(own) as connection:
        assert set(areas(connection, statement, tile)) == {"06"}
    assert prepare(own, "parcels").cells > 4
    assert prepare(own, "parcels").cells == 0


def test_a_layer_without_blocks_is_refused(own: Instance) -> None:
    with pytest.raises(WrongUseError, match="roads"):
        prepare(own, "roads")
