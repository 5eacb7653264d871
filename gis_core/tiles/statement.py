"""
The one SQL statement that answers for a tile: each layer's MVT bytes, one after the other.

Identifiers come from the layer registry alone. Parameters: `$1`–`$3` zoom, column, row; `$4`–`$7` west, south, east,
north of the tile in EPSG:3857; for the past also `$8` the date `at` and `$9` the instant `known` (null for now).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gis_core.tiles.grid import CELL_ZOOM, block_extent, cells_finer, tile_size_m
from layers.base import Layer
from layers.registry import all_layers

SQL_FOLDER = Path(__file__).parent / "sql"
PIXELS = 512  # of a tile as MapLibre draws it
MARGIN, POINT_MARGIN = 1 / 128, 1 / 32  # of a tile's side: outlines and symbols of what lies just outside reach in
SIMPLIFIED_BELOW = 14  # from this zoom on a unit is half a metre, and shapes are drawn as they are
SMALLEST_BELOW = 14  # from this zoom on looking for what is too small takes longer than drawing it
SAMPLED_UP_TO = 10  # up to this zoom a block shows what stands in the middle of each pixel
PAST = "_as_of($8::date, coalesce($9::timestamptz, statement_timestamp()))"


@cache
def sql(name: str) -> str:
    """Return the text of `sql/<name>.sql`, whose `{…}` are filled with identifiers and numbers of ours."""
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def drawn_at(layer: Layer, z: int) -> bool:
    """Whether the layer shows anything in tiles of zoom `z`."""
    return layer.style is not None and layer.zooms[0] <= z <= layer.zooms[1]


def in_blocks(layer: Layer, z: int) -> bool:
    """Whether tiles of zoom `z` show the layer as blocks."""
    return layer.detail.dissolve_by is not None and z < layer.detail.single_from and z <= CELL_ZOOM


def margin_of(layer: Layer) -> float:
    """Return how far around a tile features of the layer are drawn in it, as a share of the tile's side."""
    return POINT_MARGIN if layer.geometry == "Point" else MARGIN


def single_properties(layer: Layer) -> tuple[str, ...]:
    """Return the columns that tiles carry where features of the layer are drawn singly."""
    label = layer.style.label if layer.style else None
    wanted = ("code", *layer.tile_fields, *((label,) if label else ()))
    return tuple(dict.fromkeys(wanted))


@cache
def tile_statement(names: tuple[str, ...], z: int, *, past: bool) -> str | None:
    """
    Return the statement for tiles of zoom `z` that show the layers `names`, `None` when none of them is drawn there.

    Parameters
    ----------
    names
        Layers, in the order in which they shall stand in the tile.
    z
        Zoom.
    past
        Whether the tile is asked for at a date or as known at an instant.

    Raises
    ------
    KeyError
        If there is no layer of that name.
    """
    layers = [all_layers()[name] for name in names]
    parts = [_layer_statement(layer, z, past=past) for layer in layers if drawn_at(layer, z)]
    if not parts:
        return None
    typed = "$1::integer, $2::integer, $3::integer, $4::float8, $5::float8, $6::float8, $7::float8"
    joined = " || ".join(f"coalesce((\n{part}), '')" for part in parts)
    return f"SELECT {joined}\n  FROM (SELECT {typed}) typed"  # noqa: S608  (identifiers of ours alone)


def _layer_statement(layer: Layer, z: int, *, past: bool) -> str:
    source = layer.name + PAST if past else quoted(layer.name)
    if not in_blocks(layer, z):
        return _single(layer, z, source)
    if past:
        return made_now(layer, z, source)
    return sql("blocks").format(
        in_order=sql("in_order").format(layer=layer.name),
        prepared=sql("prepared").format(
            layer=layer.name,
            value=quoted(str(layer.detail.dissolve_by)),
            extent=block_extent(z),
            finer=cells_finer(z),
            cell=block_extent(z) >> cells_finer(z),
        ),
        made_now=made_now(layer, z, source),
    )


def made_now(layer: Layer, z: int, source: str) -> str:
    """Return the statement that makes a tile's blocks from the features of `source`."""
    value, extent = quoted(str(layer.detail.dissolve_by)), block_extent(z)
    if z > SAMPLED_UP_TO:
        return sql("made_now").format(layer=layer.name, value=value, extent=extent, source=source)
    sampled = sql("sampled").format(cells=sql("whole_tile"), source=source, value=value, pixels=PIXELS)
    return sql("sampled_now").format(layer=layer.name, value=value, extent=extent, sampled=sampled)


def _single(layer: Layer, z: int, source: str) -> str:
    whole = "f.geom_3857"
    if layer.is_polygonal:
        whole = f"ST_ForcePolygonCW({whole})"
    shape = f"ST_TransScale({whole}, -$4, -$7, tile.scale, -tile.scale)"
    cut = "ST_AsMVTGeom(f.geom_3857, tile.bounds, 4096, 256)"
    empties = layer.is_polygonal and z < SIMPLIFIED_BELOW
    return sql("single").format(
        layer=layer.name,
        properties=", ".join(f"f.{quoted(column)}" for column in single_properties(layer)),
        source=source,
        margin=f"{margin_of(layer):.6f}",
        shape=_simplified(layer, z, shape),
        cut_shape=_simplified(layer, z, cut),
        large_enough=_large_enough(layer, z),
        nothing_left="OFFSET 0\n  " if empties else "",
        without_empty="\n WHERE NOT ST_IsEmpty(drawn.shape)" if empties else "",
    )


def _simplified(layer: Layer, z: int, shape: str) -> str:
    """
    Fit a shape to its zoom without opening gaps.

    Polygons move to a coarser grid, on which neighbours still share their corners; lines keep their ends.
    """
    if z >= SIMPLIFIED_BELOW or layer.geometry == "Point":
        return shape
    unit = 2 if z == SIMPLIFIED_BELOW - 1 else 4
    return f"ST_SnapToGrid({shape}, {unit})" if layer.is_polygonal else f"ST_Simplify({shape}, {unit}, true)"


def _large_enough(layer: Layer, z: int) -> str:
    smallest = layer.detail.smallest_px * tile_size_m(z) / PIXELS
    if layer.geometry == "Point" or z >= SMALLEST_BELOW or not smallest:
        return ""
    width, height = (f"ST_{side}Max(f.geom_3857) - ST_{side}Min(f.geom_3857)" for side in "XY")
    return f"\n       AND greatest({width}, {height}) >= {smallest:.6f}"


def quoted(identifier: str) -> str:
    """Return an identifier from the registry as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'
