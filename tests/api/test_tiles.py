"""Tiles over HTTP: what they hold, how they are cached, and that no stale one is ever given out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import mapbox_vector_tile
import pytest
from pyproj import Transformer

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from gis_core.tiles.grid import Tile, tile_at
from gis_core.tiles.prepare import prepare_on
from tests.api.serving import EAST, NORTH, SIDE, Running, fill, serving

TO_DEGREES = Transformer.from_crs(4547, 4326, always_xy=True)


def tile_of(number: int, z: int) -> Tile:
    """Return the tile that holds the middle of parcel P-`number`."""
    return tile_at(*TO_DEGREES.transform(EAST + SIDE * (number + 0.5), NORTH + SIDE / 2), z)


def ask(client: httpx.Client, tile: Tile, layers: str = "parcels", **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    params = {"layers": layers, **more}
    return client.get(f"/tiles/{tile.z}/{tile.x}/{tile.y}.mvt", params=params, headers=headers)


def decoded(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return mapbox_vector_tile.decode(answer.content)  # type: ignore[no-any-return]


def codes(answer: httpx.Response, layer: str = "parcels") -> set[str]:
    if answer.status_code == 204:
        return set()
    return {feature["properties"]["code"] for feature in decoded(answer)[layer]["features"]}


@pytest.fixture
def own(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """A server on an instance of the test's own."""
    instance = fresh_instance("tiles")
    fill(instance)
    with serving(instance) as running:
        yield running


def test_a_tile_holds_exactly_the_features_that_reach_into_it(viewer: httpx.Client, server: Running) -> None:
    tile = tile_of(6, 17)
    west, south, east, north = tile.box
    margin = (east - west) / 128
    with db.connect(server.instance) as connection:
        rows = connection.execute(
            "SELECT code, land_use FROM parcels WHERE geom_3857 && ST_MakeEnvelope(%s, %s, %s, %s, 3857)",
            [west - margin, south - margin, east + margin, north + margin],
        ).fetchall()
    assert rows
    drawn = decoded(ask(viewer, tile))["parcels"]
    assert drawn["extent"] == 4096
    found = {(f["properties"]["code"], f["properties"]["land_use"]) for f in drawn["features"]}
    assert found == set(rows)
    assert len({feature["id"] for feature in drawn["features"]}) == len(rows)
    assert {frozenset(feature["properties"]) for feature in drawn["features"]} == {frozenset(("code", "land_use"))}


def test_a_feature_has_the_same_id_in_every_tile(viewer: httpx.Client) -> None:
    ids = set()
    for z in (14, 16, 18):
        features = decoded(ask(viewer, tile_of(6, z)))["parcels"]["features"]
        ids.add(next(f["id"] for f in features if f["properties"]["code"] == "P-06"))
    assert len(ids) == 1


def test_blocks_carry_the_dissolved_value_and_nothing_to_pick(viewer: httpx.Client) -> None:
    drawn = decoded(ask(viewer, tile_of(6, 13)))["parcels"]
    assert [feature["properties"] for feature in drawn["features"]] == [{"land_use": "0701"}, {"land_use": "1001"}]


def test_several_layers_stand_in_one_tile(viewer: httpx.Client) -> None:
    drawn = decoded(ask(viewer, tile_of(1, 14), "parcels,pocket_parks"))
    assert set(drawn) == {"parcels", "pocket_parks"}


def test_an_empty_tile_has_no_content(viewer: httpx.Client) -> None:
    assert ask(viewer, Tile(14, 0, 0)).status_code == 204


def test_a_layer_is_drawn_between_its_zooms_only(viewer: httpx.Client) -> None:
    assert ask(viewer, tile_of(1, 5)).status_code == 204


def test_the_past_is_drawn_as_it_was(viewer: httpx.Client) -> None:
    tile = tile_of(11, 18)
    assert "P-12" in codes(ask(viewer, tile_of(12, 18), at="2024-12-31"))
    assert "P-12" not in codes(ask(viewer, tile_of(12, 18), at="2025-01-01"))
    for day, use in (("2024-06-30", "1001"), ("2024-07-01", "0701")):
        features = decoded(ask(viewer, tile, at=day))["parcels"]["features"]
        assert {f["properties"]["land_use"] for f in features if f["properties"]["code"] == "P-11"} == {use}
    assert codes(ask(viewer, tile, known="2020-01-01")) == set()


def test_blocks_of_the_past_are_made_from_the_past(viewer: httpx.Client) -> None:
    for day, uses in (("2023-01-01", {"1001"}), ("2025-06-01", {"0701", "1001"})):
        features = decoded(ask(viewer, tile_of(11, 13), at=day))["parcels"]["features"]
        assert {feature["properties"]["land_use"] for feature in features} == uses


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/tiles/23/0/0.mvt?layers=parcels", "z"),
        ("/tiles/3/8/0.mvt?layers=parcels", "x"),
        ("/tiles/3/0/8.mvt?layers=parcels", "y"),
        ("/tiles/3/-1/0.mvt?layers=parcels", "x"),
        ("/tiles/3/0/zero.mvt?layers=parcels", "y"),
        ("/tiles/3/0/0.mvt", "layers"),
        ("/tiles/3/0/0.mvt?layers=,", "layers"),
        ("/tiles/3/0/0.mvt?layers=parcels,nothing", "layers"),
        ("/tiles/3/0/0.mvt?layers=parcels&at=yesterday", "at"),
        ("/tiles/3/0/0.mvt?layers=parcels&known=yesterday", "known"),
        ("/tiles/3/0/0.mvt?layers=parcels&colour=red", "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_name(viewer: httpx.Client, path: str, field: str) -> None:
    answer = viewer.get(path)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_nobody_gets_a_tile_without_a_token(server: Running) -> None:
    with server.client() as client:
        assert ask(client, tile_of(6, 16)).status_code == 401
        assert client.get("/tiles.json").status_code == 401


def test_who_holds_the_tile_already_gets_no_body(viewer: httpx.Client) -> None:
    tag = ask(viewer, tile_of(6, 16)).headers["etag"]
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = ask(viewer, tile_of(6, 16), headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
    assert ask(viewer, tile_of(6, 16), headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tile_is_zipped_for_those_who_can_read_it(own: Running) -> None:
    with db.connect(own.instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, land_use, geom) SELECT 'Z' || n, '0701', st_multi(st_makeenvelope("
            "490000 + n * 2, 2519100, 490001 + n * 2, 2519101, 4547)) FROM generate_series(1, 200) n"
        )
    with own.client(Role.VIEWER) as client:
        zipped = ask(client, tile_of(1, 16), headers={"Accept-Encoding": "gzip"})
        plain = ask(client, tile_of(1, 16), headers={"Accept-Encoding": "identity"})
    assert (zipped.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert zipped.content == plain.content


def test_one_changed_parcel_changes_its_tiles_only(own: Running) -> None:
    near, far = tile_of(2, 18), tile_of(9, 18)
    assert near != far
    with own.client(Role.VIEWER) as client:
        before = {tile: ask(client, tile) for tile in (near, far)}
        assert {ask(client, tile).headers["x-tile-cache"] for tile in (near, far)} == {"hit"}
        with db.connect(own.instance) as connection:
            connection.execute("UPDATE parcels SET land_use = '1001' WHERE code = 'P-02'")
        after = {tile: ask(client, tile) for tile in (near, far)}
    assert after[near].headers["x-tile-cache"] == "miss"
    assert after[near].headers["etag"] != before[near].headers["etag"]
    assert after[far].headers["x-tile-cache"] == "hit"
    assert after[far].headers["etag"] == before[far].headers["etag"]


def test_a_moved_parcel_leaves_the_tile_where_it_was(own: Running) -> None:
    old, new = tile_of(2, 18), tile_of(40, 18)
    with own.client(Role.VIEWER) as client:
        assert "P-02" in codes(ask(client, old))
        assert ask(client, new).status_code == 204
        with db.connect(own.instance) as connection:
            connection.execute("UPDATE parcels SET geom = st_translate(geom, 38 * 40, 0) WHERE code = 'P-02'")
        assert "P-02" not in codes(ask(client, old))
        assert codes(ask(client, new)) == {"P-02"}
        with db.connect(own.instance) as connection:
            connection.execute("DELETE FROM parcels WHERE code = 'P-02'")
        assert ask(client, new).status_code == 204


def test_a_change_counts_when_it_is_committed_however_long_that_takes(own: Running) -> None:
    tile = tile_of(2, 18)
    with own.client(Role.VIEWER) as client:
        neighbours = codes(ask(client, tile)) - {"P-02"}
        assert neighbours
        with db.connect(own.instance) as slow:
            slow.execute("UPDATE parcels SET land_use = '1001' WHERE code = 'P-02'")
            with db.connect(own.instance) as quick:  # a later transaction that is committed first
                quick.execute("UPDATE parcels SET land_use = '1001' WHERE code = ANY(%s)", [list(neighbours)])
            assert ask(client, tile).headers["x-tile-cache"] == "miss"
            kept = ask(client, tile)
            assert kept.headers["x-tile-cache"] == "hit"
        seen = ask(client, tile)
    assert seen.headers["x-tile-cache"] == "miss"
    assert seen.headers["etag"] != kept.headers["etag"]


def test_every_process_sees_what_another_one_wrote(own: Running) -> None:
    tile = tile_of(2, 18)
    with serving(own.instance) as other, own.client(Role.VIEWER) as one, other.client(Role.VIEWER) as two:
        assert ask(one, tile).headers["etag"] == ask(two, tile).headers["etag"]
        with db.connect(own.instance) as connection:
            connection.execute("UPDATE parcels SET land_use = '1001' WHERE code = 'P-02'")
        assert {ask(client, tile).headers["x-tile-cache"] for client in (one, two)} == {"miss"}
        assert ask(one, tile).headers["etag"] == ask(two, tile).headers["etag"]


def test_the_past_changes_when_it_is_corrected(own: Running) -> None:
    tile = tile_of(2, 18)
    with own.client(Role.VIEWER) as client:
        before = ask(client, tile, at="2023-01-01")
        assert ask(client, tile, at="2023-01-01").headers["x-tile-cache"] == "hit"
        with db.connect(own.instance) as connection:
            connection.execute("UPDATE parcels SET land_use = '1001' WHERE code = 'P-02'")
        after = ask(client, tile, at="2023-01-01")
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize("z", [9, 12, 13])
def test_blocks_show_a_change_before_and_after_they_are_made_anew(own: Running, z: int) -> None:
    def uses(client: httpx.Client) -> set[str]:
        features = decoded(ask(client, tile_of(6, z)))["parcels"]["features"]
        return {feature["properties"]["land_use"] for feature in features}

    with db.connect(own.instance) as connection:
        connection.execute(
            "INSERT INTO parcels (code, land_use, geom) VALUES ('large', '0701',"
            " st_multi(st_makeenvelope(490000, 2519100, 490900, 2520000, 4547)))"
        )
    with db.connect(own.instance) as connection:
        prepare_on(connection, "parcels")
    with own.client(Role.VIEWER) as client:
        assert "05" not in uses(client)
        with db.connect(own.instance) as connection:
            connection.execute("UPDATE parcels SET land_use = '05' WHERE code <> 'P-01'")
        assert "05" in uses(client)
        with db.connect(own.instance) as connection:
            prepare_on(connection, "parcels")
            connection.execute("INSERT INTO pocket_parks (code, kind, geom) SELECT 'G-2', kind, geom FROM pocket_parks")
        assert "05" in uses(client)


def test_the_document_describes_every_drawn_layer(viewer: httpx.Client) -> None:
    document = viewer.get("/tiles.json", params={"at": "2024-12-31"}).json()
    named = {layer["id"]: layer for layer in document["vector_layers"]}
    assert named["parcels"]["fields"] == {"code": "String", "land_use": "String"}
    address = document["tiles"][0]
    assert "at=2024-12-31" in address
    for layer in named:
        assert layer in address
    tile = tile_of(6, 16)
    filled = address.replace("{z}", str(tile.z)).replace("{x}", str(tile.x)).replace("{y}", str(tile.y))
    assert "parcels" in decoded(viewer.get(filled))
