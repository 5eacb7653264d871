"""The MapLibre style of a page of `looking`: the layers' own styles, without labels (which would need glyphs)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis_core.cartography.tokens import INK, INK_2, MAP_PAPER
from layers.base import Layer, Style

SOURCE = "held"
EMPTY = "rgba(0,0,0,0)"


def look_style(layers: Sequence[Layer], *, first: int, deepest: int) -> dict[str, Any]:
    """
    Return the style of layers in drawing order.

    Parameters
    ----------
    layers
        Drawn layers; each gives style layers named `<layer>`, and `<layer>-line` for the outline of areas.
    first, deepest
        Zooms between which the source has tiles.
    """
    drawn: list[dict[str, Any]] = [
        {"id": "paper", "type": "background", "paint": {"background-color": MAP_PAPER}},
    ]
    for layer in layers:
        assert layer.style is not None  # noqa: S101  (asked by the caller)
        drawn += _drawn(layer, layer.style)
    tiles = {"type": "vector", "tiles": ["held://{z}/{x}/{y}"], "minzoom": first, "maxzoom": deepest}
    return {"version": 8, "sources": {SOURCE: tiles}, "layers": drawn}


def _drawn(layer: Layer, style: Style) -> list[dict[str, Any]]:
    head = {"source": SOURCE, "source-layer": layer.name}
    picked = ["boolean", ["feature-state", "pointed"], False]
    width = ["interpolate", ["exponential", 1.4], ["zoom"], 11, 0.3 * style.width, 16, style.width, 20, 3 * style.width]
    dashes: dict[str, Any] = {"line-dasharray": list(style.dash)} if style.dash else {}
    if layer.geometry == "Point":
        radius = ["interpolate", ["linear"], ["zoom"], 11, 0.4 * style.radius, 16, style.radius]
        paint = {
            "circle-color": _colour(layer, style, style.fill or style.line or INK_2),
            "circle-radius": radius,
            "circle-stroke-color": ["case", picked, INK, "#ffffff"],
            "circle-stroke-width": ["case", picked, 2, 1],
        }
        return [{"id": layer.name, "type": "circle", **head, "paint": paint}]
    if layer.is_linear:
        paint = {"line-color": _colour(layer, style, style.line or INK_2), "line-width": width, **dashes}
        return [{"id": layer.name, "type": "line", **head, "paint": paint}]
    fill = {
        "fill-color": _colour(layer, style, style.fill or EMPTY),
        "fill-opacity": ["case", picked, min(1.0, style.opacity + 0.3), style.opacity],
        "fill-antialias": False,
    }
    line = {
        "line-color": ["case", picked, INK, style.line or "rgba(31,41,51,0.25)"],
        "line-width": width,
        **dashes,
    }
    outline = {"id": f"{layer.name}-line", "type": "line", **head, "minzoom": layer.detail.single_from, "paint": line}
    return [{"id": layer.name, "type": "fill", **head, "paint": fill}, outline]


def _colour(layer: Layer, style: Style, plain: str) -> Any:
    """Return the colour by code where the style has one: a code without its own takes that of its longest prefix."""
    codes = layer.field_named(style.by).codes if style.by else None
    if codes is None:
        return plain
    value = ["to-string", ["get", style.by]]
    known = sorted((row for row in codes.codes if row.colour), key=lambda row: -len(row.code))
    if not known:
        return plain
    if codes.open_prefix is None:
        return ["match", value, *(part for row in known for part in (row.code, row.colour)), plain]
    found: list[Any] = ["case"]
    for row in known:
        found += [["==", ["slice", value, 0, len(row.code)], row.code], row.colour]
    return [*found, plain]
