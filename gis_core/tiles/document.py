"""TileJSON: what the tiles hold, for any client that reads vector tiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from gis_core.place import Place
from gis_core.tiles.grid import LAST_ZOOM
from gis_core.tiles.statement import single_properties
from layers.base import Layer

KINDS = {"integer": "Number", "real": "Number", "area": "Number", "boolean": "Boolean"}


def tile_document(
    place: Place, layers: Sequence[Layer], address: str, *, at: str | None = None, known: str | None = None
) -> dict[str, Any]:
    """
    Return the TileJSON 3.0 document of some layers.

    Parameters
    ----------
    place
        The instance's place.
    layers
        Drawn layers.
    address
        Where the server is reached, without a slash at its end.
    at, known
        The two times, passed on to the tiles as they were given.
    """
    times = "".join(f"&{name}={quote(value)}" for name, value in (("at", at), ("known", known)) if value)
    west, south, east, north = place.map.extent
    return {
        "tilejson": "3.0.0",
        "name": f"{place.name.zh} · {place.name.en}",
        "scheme": "xyz",
        "tiles": [f"{address}/tiles/{{z}}/{{x}}/{{y}}.mvt?layers={','.join(layer.name for layer in layers)}{times}"],
        "minzoom": min((layer.zooms[0] for layer in layers), default=0),
        "maxzoom": min(max((layer.zooms[1] for layer in layers), default=LAST_ZOOM), LAST_ZOOM),
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, 13],
        "vector_layers": [_described(layer) for layer in layers],
    }


def _described(layer: Layer) -> dict[str, Any]:
    kinds = {field.name: KINDS.get(field.kind, "String") for field in layer.fields}
    return {
        "id": layer.name,
        "description": f"{layer.label.zh} · {layer.label.en}",
        "minzoom": layer.zooms[0],
        "maxzoom": layer.zooms[1],
        "fields": {name: kinds.get(name, "String") for name in single_properties(layer)},
    }
