"""
A map of hundreds of thousands of features in one page: our own tiles, held in it, drawn by MapLibre.

The page asks nobody for anything: MapLibre (the same npm package as the web map's), its worker and the tiles are
written into it, the tiles deflated. Decision record 1040 says why it isn't lonboard.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from gis_core.cartography.pages.looking_style import look_style
from gis_core.errors import EnvironmentProblemError, WrongUseError
from gis_core.place import Degrees
from gis_core.tiles.grid import tile_at
from gis_core.tiles.statement import drawn_at, in_blocks, single_properties
from layers.base import Layer

PACKAGE = Path(__file__).parents[3] / "api" / "web" / "node_modules" / "maplibre-gl" / "dist"
PAGE = Path(__file__).with_suffix(".html")
DEEPEST = 14  # a unit of such a tile is 0.6 m; below, MapLibre enlarges it
ACROSS = 2  # tiles across the ground at the first zoom

TileOf = Callable[[int, int, int], bytes]


@dataclass(frozen=True)
class Look:
    """
    A map as one page.

    Parameters
    ----------
    page
        The page's HTML.
    tiles, held_bytes
        How many tiles it holds, and how many bytes they are.
    height
        Of its picture in a notebook, in pixels.
    """

    page: str = field(repr=False)
    tiles: int
    held_bytes: int
    height: int

    def save(self, path: Path | str) -> Path:
        """Write the page as one file, which any browser opens without a server, and return its path."""
        path = Path(path)
        part = path.with_name(path.name + ".part")
        part.write_text(self.page, encoding="utf-8")
        return part.rename(path)

    def _repr_html_(self) -> str:
        """Return the page in a frame, which may run its own scripts and nothing else."""
        style = f"width:100%;height:{self.height}px;border:0"
        return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{escape(self.page)}"></iframe>'


def look_at(title: str, layers: Sequence[Layer], span: Degrees, tile_of: TileOf, *, height: int = 520) -> Look:
    """
    Return a map of layers.

    Parameters
    ----------
    title
        Of the page.
    layers
        What is drawn.
    span
        What the features span, in degrees (west, south, east, north).
    tile_of
        Gives the tile of all of them at zoom, column, row.
    height
        Of its picture in a notebook, in pixels.

    Raises
    ------
    WrongUseError
        If no layer is given, or one is never drawn.
    EnvironmentProblemError
        If MapLibre isn't installed.
    """
    if not layers:
        raise WrongUseError("name at least one layer to look at")
    for layer in layers:
        if layer.style is None:
            raise WrongUseError(f"{layer.name} is never drawn; {layer.label.zh} has no style")
    ordered = sorted(layers, key=lambda layer: layer.order)
    tiles = held_tiles(span, ordered, tile_of)
    first = min(key[0] for key in tiles)
    document = {
        "style": look_style(ordered, first=first, deepest=_deepest(ordered)),
        "tiles": {"/".join(map(str, key)): base64.b64encode(held).decode() for key, held in tiles.items() if held},
        "span": [span[:2], span[2:]],
        "layers": [_described(layer) for layer in ordered],
    }
    script, worker, style = maplibre()
    page = Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        style=style,
        script=_in_script(json.dumps(script)),
        worker=_in_script(json.dumps(worker)),
        document=_in_script(json.dumps(document, ensure_ascii=False, separators=(",", ":"))),
    )
    return Look(page, len(tiles), sum(map(len, tiles.values())), height)


def held_tiles(span: Degrees, layers: Sequence[Layer], tile_of: TileOf) -> dict[tuple[int, int, int], bytes]:
    """Return the deflated tiles over the ground, by zoom, column, row, from the whole down to the deepest."""
    west, south, east, north = span
    found = {}
    deepest = _deepest(layers)
    for z in range(deepest + 1):
        first, last = tile_at(west, north, z), tile_at(east, south, z)
        if z < deepest and last.x - first.x + 1 < ACROSS and last.y - first.y + 1 < ACROSS:
            continue
        for x in range(first.x, last.x + 1):
            for y in range(first.y, last.y + 1):
                plain = tile_of(z, x, y)
                found[z, x, y] = zlib.compress(plain) if plain else b""
    return found


def _deepest(layers: Sequence[Layer]) -> int:
    """Return the zoom from which all layers are drawn, singly."""
    deepest = DEEPEST
    while any(not drawn_at(layer, deepest) or in_blocks(layer, deepest) for layer in layers) and deepest < 18:
        deepest += 1
    return deepest


def _described(layer: Layer) -> dict[str, Any]:
    """Return what the page says of a feature: labels of the properties, and what their codes stand for."""
    columns = []
    for name in single_properties(layer):
        own = next((field for field in layer.fields if field.name == name), None)
        codes = {row.code: row.label.zh for row in own.codes.codes} if own and own.codes else {}
        label = own.label.zh if own else "编号"
        columns.append({"name": name, "label": f"{label} ({own.unit})" if own and own.unit else label, "codes": codes})
    style = layer.style
    lists = layer.field_named(style.by).codes if style and style.by else None
    legend = [(row.label.zh, row.colour, row.code) for row in lists.codes if row.colour] if lists else []
    plain = (style.fill or style.line) if style else None
    return {
        "name": layer.name,
        "label": f"{layer.label.zh} {layer.label.en}",
        "columns": columns,
        "by": style.by if style else None,
        "legend": legend,
        "colour": plain,
    }


@cache
def maplibre() -> tuple[str, str, str]:
    """
    Return MapLibre's script, its worker's and its style sheet.

    Raises
    ------
    EnvironmentProblemError
        If the web map's packages aren't installed.
    """
    names = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
    try:
        script, worker, style = ((PACKAGE / name).read_text(encoding="utf-8") for name in names)
    except OSError as error:
        raise EnvironmentProblemError(
            "MapLibre isn't installed yet; ./matian notebook and ./matian serve install it with the web map"
        ) from error
    return _without_map(script), _without_map(worker), style


def _without_map(text: str) -> str:
    return text.partition("\n//# sourceMappingURL")[0]


def _in_script(text: str) -> str:
    """Return JSON as it may stand between script tags."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
