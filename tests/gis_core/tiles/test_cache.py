"""The cache of tiles: bounded by bytes, and true to the changes it is told of."""

from __future__ import annotations

import math

from gis_core.tiles.cache import Content, Key, TileCache, content_of
from gis_core.tiles.changes import Change
from gis_core.tiles.grid import Box

HERE: Box = (0, 0, 10, 10)
THERE: Box = (20, 20, 30, 30)
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


def key(x: int, *, at: str | None = None) -> Key:
    return Key(("parcels",), 14, x, 0, at)


def kept(cache: TileCache, x: int, box: Box = HERE, *, at: str | None = None) -> Content:
    content = content_of(bytes([x]) * 100, zipped=False)
    assert cache.keep(key(x, at=at), content, box, cache.begin())
    return content


def test_what_was_used_least_recently_goes_first() -> None:
    one = content_of(bytes(100), zipped=False)
    cache = TileCache(limit=2 * one.size)
    kept(cache, 1)
    kept(cache, 2)
    assert cache.find(key(1)) is not None
    kept(cache, 3)
    assert cache.find(key(2)) is None
    assert cache.find(key(1)) is not None
    assert cache.size == 2 * one.size


def test_a_tile_larger_than_the_cache_is_not_kept() -> None:
    cache = TileCache(limit=10)
    assert not cache.keep(key(1), content_of(bytes(100), zipped=False), HERE, cache.begin())
    assert (len(cache), cache.size) == (0, 0)


def test_a_change_takes_just_the_tiles_of_its_layer_that_it_touches() -> None:
    cache = TileCache(limit=10_000)
    kept(cache, 1, HERE)
    kept(cache, 2, THERE)
    cache.forget([Change("roads", EVERYWHERE, past_only=False)])
    assert len(cache) == 2
    cache.forget([Change("parcels", (9, 9, 11, 11), past_only=False)])
    assert cache.find(key(1)) is None
    assert cache.find(key(2)) is not None


def test_a_change_of_history_alone_leaves_the_present() -> None:
    cache = TileCache(limit=10_000)
    kept(cache, 1)
    kept(cache, 2, at="2024-12-31")
    cache.forget([Change("parcels", EVERYWHERE, past_only=True)])
    assert cache.find(key(1)) is not None
    assert cache.find(key(2, at="2024-12-31")) is None


def test_a_tile_that_changed_while_it_was_made_is_not_kept() -> None:
    cache = TileCache(limit=10_000)
    begun, elsewhere = cache.begin(), cache.begin()
    cache.forget([Change("parcels", HERE, past_only=False)])
    content = content_of(b"x", zipped=False)
    assert not cache.keep(key(1), content, HERE, begun)
    assert cache.keep(key(2), content, THERE, elsewhere)
    assert cache.keep(key(1), content, HERE, cache.begin())


def test_nothing_under_way_survives_when_all_is_forgotten() -> None:
    cache = TileCache(limit=10_000)
    kept(cache, 1)
    begun = cache.begin()
    cache.forget_everything()
    assert not cache.keep(key(2), content_of(b"x", zipped=False), HERE, begun)
    assert (len(cache), cache.size) == (0, 0)


def test_changes_are_remembered_only_while_a_tile_is_under_way() -> None:
    cache = TileCache(limit=10_000)
    begun = cache.begin()
    cache.forget([Change("parcels", HERE, past_only=False)])
    cache.give_up(begun)
    assert not cache._recent
    cache.forget([Change("parcels", HERE, past_only=False)])
    assert not cache._recent
