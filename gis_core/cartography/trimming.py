"""
What lies outside a layer's clip is left out of the file, not only hidden in it.

A clipping path alone would keep whole parcels of the neighbourhood, and their names for a search to find, in a sheet
that is not to show them; and it would make a small map of a large layer a large file.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography import fonts
from gis_core.cartography.scene import Scene, Shapes, Text

MARGIN = 1.0  # mm beyond the clip, in which cut edges disappear


def trimmed(shapes: Shapes, clip: Polygon | None) -> tuple[list[BaseGeometry], list[str]]:
    """Return the geometries that show within `clip`, cut to a little more than its extent, and their codes."""
    codes = shapes.codes if len(shapes.codes) == len(shapes.geometries) else ("",) * len(shapes.geometries)
    kept = [
        (part, code)
        for one, code in zip(shapes.geometries, codes, strict=True)
        for part in _simple(one)
        if np.isfinite(part.bounds).all()
    ]
    if clip is not None and kept:
        kept = list(_within(kept, _reach(shapes, clip)))
    return [one for one, _ in kept], [code for _, code in kept]


def _reach(shapes: Shapes, clip: Polygon) -> tuple[float, float, float, float]:
    """Return the box beyond which nothing that is drawn would show."""
    strokes = [stroke.width for stroke in (shapes.stroke, shapes.hatch and shapes.hatch.stroke) if stroke]
    margin = MARGIN + max((*strokes, 0.0)) + shapes.radius
    west, south, east, north = clip.bounds
    return west - margin, south - margin, east + margin, north + margin


def _within(
    pairs: list[tuple[BaseGeometry, str]], reach: tuple[float, float, float, float]
) -> Iterator[tuple[BaseGeometry, str]]:
    west, south, east, north = reach
    bounds = shapely.bounds(np.array([one for one, _ in pairs], dtype=object))
    outside = (bounds[:, 0] > east) | (bounds[:, 2] < west) | (bounds[:, 1] > north) | (bounds[:, 3] < south)
    within = (bounds[:, 0] >= west) & (bounds[:, 2] <= east) & (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
    for (one, code), out, whole in zip(pairs, outside, within, strict=True):
        if whole:
            yield one, code
        elif not out:
            yield from ((part, code) for part in _simple(cut(one, reach)))


def _simple(one: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield what a geometry consists of, without collections of several kinds and without what is empty."""
    if one.geom_type == "GeometryCollection":
        for part in shapely.get_parts(one):
            yield from _simple(part)
    elif not one.is_empty:
        yield one


def cut(one: BaseGeometry, reach: tuple[float, float, float, float]) -> BaseGeometry:
    """Return what of a geometry lies in a box."""
    try:
        return shapely.clip_by_rect(one, *reach)
    except shapely.errors.GEOSException:  # a shape that crosses itself is drawn as it is, and the clip hides the rest
        return one


def shows(text: Text, clip: Polygon | None) -> bool:
    """Whether any of a text's box may lie in `clip`."""
    if not fonts.drawn(text.text).strip():
        return False
    if clip is None:
        return True
    return bool(shapely.intersects(clip, text_box(text)))


def text_box(text: Text) -> Polygon:
    """Return the ground that a text takes on paper, in mm."""
    wide = fonts.width(text.text, text.size, bold=text.bold)
    left, base = anchor_offset(text, wide)
    turn = np.radians(text.angle)
    corners = np.array([(left, base - fonts.DESCENT * text.size), (left + wide, base + fonts.ASCENT * text.size)])
    (a, b), (c, d) = corners
    square = np.array([(a, b), (c, b), (c, d), (a, d)])
    rotation = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    return Polygon(square @ rotation + (text.x, text.y))


def anchor_offset(text: Text, wide: float) -> tuple[float, float]:
    """Return where a line's baseline begins, relative to its anchor, along and across the line, in mm."""
    left = {"left": 0.0, "centre": -wide / 2, "right": -wide}[text.across]
    base = {"baseline": 0.0, "bottom": fonts.DESCENT, "middle": -fonts.MIDDLE, "top": -fonts.ASCENT}[text.upright]
    return left, base * text.size


def missing_characters(scene: Scene) -> set[str]:
    """Return the characters of a scene that no font has; each is drawn as a square."""
    return {
        run.text
        for layer in scene.layers
        for item in layer.items
        if isinstance(item, Text) and shows(item, layer.clip)
        for run in fonts.runs(item.text, bold=item.bold)
        if run.missing
    }
