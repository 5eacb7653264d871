"""What a WMS request asks, read from its query; names are written in any case, and unknown ones say nothing (6.8.1)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request

from api.ogc.crs import north_first
from api.ogc.tilesets import drawn_layers
from api.ogc.times import read_moments
from api.ogc.wms.refusals import WmsRefusal
from gis_core.cartography.maps.picture import Ground
from gis_core.errors import MatianError
from gis_core.features.area import CGCS2000, WEB_MERCATOR, WGS84
from gis_core.place import Place
from layers.base import Layer

VERSIONS = ("1.3.0", "1.1.1")
IMAGES = {
    "image/png": "png",
    "image/png; mode=8bit": "png",
    "image/png8": "png",
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
}
LARGEST_SIDE = 4096
MOST_PIXELS = 4096 * 4096
MAP = "map"  # the map as the web page first shows it
FARTHEST = 1e8
LEAST_SIDE = 1e-9  # of a picture's ground, in its units


@dataclass(frozen=True)
class MapAsked:
    """A picture: layers from below to above, ground, format, and the two times (`None`: what is on record now)."""

    layers: tuple[Layer, ...]
    ground: Ground
    image_type: str
    transparent: bool
    background: str
    moment: tuple[date, datetime] | None


def said_in(request: Request) -> dict[str, str]:
    """Return a query's parameters by their names in capitals; of one said twice the last."""
    return {name.upper(): value for name, value in request.query_params.multi_items()}


def version_of(said: Mapping[str, str]) -> str:
    """Return the version to speak: the highest that isn't above the one asked for (6.2.4)."""
    asked = said.get("VERSION") or said.get("WMTVER") or VERSIONS[0]
    numbers = [int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 99 for part in asked.split(".")]
    return "1.1.1" if numbers < [1, 3, 0] else "1.3.0"


def systems(place: Place) -> dict[str, tuple[int, bool]]:
    """Return the systems of WMS by name: EPSG number, and whether version 1.3.0 writes northing or latitude first."""
    numbers = dict.fromkeys((place.srid, CGCS2000, WGS84, WEB_MERCATOR))
    return {**{f"EPSG:{number}": (number, north_first(number)) for number in numbers}, "CRS:84": (WGS84, False)}


def read_map(said: Mapping[str, str], place: Place) -> MapAsked:
    """
    Return what GetMap asks.

    Raises
    ------
    WmsRefusal
        For whatever can't be.
    """
    image_type = IMAGES.get(said.get("FORMAT", "image/png").lower())
    if image_type is None:
        raise WmsRefusal(f"FORMAT: there are image/png and image/jpeg, not {said['FORMAT'][:60]!r}", "InvalidFormat")
    check_styles(said, "STYLES")
    return MapAsked(
        layers=read_layers(said.get("LAYERS", ""), "LAYERS"),
        ground=read_ground(said, place),
        image_type=image_type,
        transparent=said.get("TRANSPARENT", "FALSE").upper() == "TRUE",
        background=read_background(said.get("BGCOLOR", "0xFFFFFF")),
        moment=read_moment(said, place),
    )


def read_legend(said: Mapping[str, str]) -> Layer:
    """
    Return the layer whose legend GetLegendGraphic asks for.

    Raises
    ------
    WmsRefusal
        For whatever can't be.
    """
    if IMAGES.get(said.get("FORMAT", "image/png").lower()) != "png":
        raise WmsRefusal(f"FORMAT: a legend is image/png, not {said['FORMAT'][:60]!r}", "InvalidFormat")
    check_styles(said, "STYLE")
    layers = read_layers(said.get("LAYER") or said.get("LAYERS", ""), "LAYER")
    if len(layers) > 1:
        raise WmsRefusal("LAYER: each layer has a legend of its own; name one", "LayerNotDefined")
    return layers[0]


def check_styles(said: Mapping[str, str], name: str) -> None:
    """
    Refuse a style that no layer has.

    Raises
    ------
    WmsRefusal
        StyleNotDefined.
    """
    for style in said.get(name, "").split(","):
        if style not in ("", "default"):
            raise WmsRefusal(f"{name}: each layer has one style, default; not {style[:60]!r}", "StyleNotDefined")


def read_layers(text: str, name: str) -> tuple[Layer, ...]:
    """
    Return the layers that are named, from below to above; `map` is what the web map first shows.

    Raises
    ------
    WmsRefusal
        If one isn't drawn.
    """
    drawn = {layer.name: layer for layer in drawn_layers()}
    found: list[Layer] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part == MAP:
            found += [layer for layer in drawn.values() if layer.visible]
        elif part in drawn:
            found.append(drawn[part])
        else:
            raise WmsRefusal(f"{name}: there is no layer {part[:60]!r}; GetCapabilities lists them", "LayerNotDefined")
    if not found:
        raise WmsRefusal(f"{name}: name at least one layer; GetCapabilities lists them", "LayerNotDefined")
    return tuple(dict.fromkeys(found))


def read_ground(said: Mapping[str, str], place: Place) -> Ground:
    """
    Return the ground of CRS (SRS in 1.1.1), BBOX, WIDTH and HEIGHT; only 1.3.0 has the axes in EPSG's order.

    Raises
    ------
    WmsRefusal
        If they aren't a picture.
    """
    version = version_of(said)
    key, code = ("CRS", "InvalidCRS") if version == "1.3.0" else ("SRS", "InvalidSRS")
    text = (said.get(key) or said.get("CRS") or said.get("SRS") or "").upper()
    known = systems(place)
    if text not in known:
        raise WmsRefusal(f"{key}: ask for one of {', '.join(known)}, not {text[:60]!r}", code)
    srid, flipped = known[text]
    width, height = (read_side(said, name) for name in ("WIDTH", "HEIGHT"))
    if width * height > MOST_PIXELS:
        raise WmsRefusal(f"WIDTH, HEIGHT: a picture has at most {MOST_PIXELS:,} pixels")
    try:
        numbers = [float(part) for part in said.get("BBOX", "").split(",")]
        first, second, third, fourth = numbers
    except ValueError:
        raise WmsRefusal("BBOX: four numbers with commas between them are wanted") from None
    bounds = (second, first, fourth, third) if flipped and version == "1.3.0" else (first, second, third, fourth)
    if not all(math.isfinite(edge) and abs(edge) < FARTHEST for edge in bounds):
        raise WmsRefusal("BBOX: a number in it lies too far away")
    if not (bounds[2] - bounds[0] > LEAST_SIDE and bounds[3] - bounds[1] > LEAST_SIDE):
        raise WmsRefusal("BBOX: the least corner comes first; version 1.3.0 has the axes in EPSG's order")
    return Ground(bounds, srid, width, height, (place.map.extent[1] + place.map.extent[3]) / 2)


def read_side(said: Mapping[str, str], name: str) -> int:
    """
    Return WIDTH or HEIGHT in pixels.

    Raises
    ------
    WmsRefusal
        If it is no side that is drawn.
    """
    text = said.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= LARGEST_SIDE):
        raise WmsRefusal(f"{name}: a whole number of 1 to {LARGEST_SIDE} pixels is wanted, not {text[:20]!r}")
    return int(text)


def read_background(text: str) -> str:
    """
    Return BGCOLOR as `#rrggbb`.

    Raises
    ------
    WmsRefusal
        If it is no colour.
    """
    found = re.fullmatch(r"(?:0x|#)?([0-9a-fA-F]{6})", text)
    if found is None:
        raise WmsRefusal(f"BGCOLOR: a colour is written 0xRRGGBB, not {text[:20]!r}")
    return f"#{found[1].lower()}"


def read_moment(said: Mapping[str, str], place: Place) -> tuple[date, datetime] | None:
    """
    Return the two times: TIME or AT, KNOWN or DIM_KNOWN; `None` when none is said.

    Raises
    ------
    WmsRefusal
        If one can't be.
    """
    day = said.get("TIME") or said.get("AT")
    known = said.get("DIM_KNOWN") or said.get("KNOWN")
    if not day and not known:
        return None
    try:
        asked = {name: value for name, value in (("datetime", day), ("known", known)) if value and value != "current"}
        found = read_moments(asked, place, None)
    except MatianError as error:
        raise WmsRefusal(str(error).replace("datetime:", "TIME:", 1), "InvalidDimensionValue") from None
    if found.since is not None:
        raise WmsRefusal("TIME: a picture shows one day, not a period", "InvalidDimensionValue")
    return found.at, found.known
