"""Styles of layers, which are in pixels of a screen map, as widths, dashes and discs in millimetres on paper."""

from __future__ import annotations

import colorsys

from gis_core.cartography.scene import Colour, Fill, Hatch, Stroke
from gis_core.cartography.sheets.template import Look
from layers.base import Layer, Style

PIXEL = 0.17
"""Millimetres of a screen's pixel (at 96 an inch 0.26): print is finer than a screen."""
THINNEST, NARROWEST_ROAD = 0.07, 0.2
HATCHING = 1.6  # mm between two lines of a hatch
GREY = "#9aa5b1"


def code_look(style: Style, colour: Colour | None, layer: Layer, width: float, casing: Colour) -> Look:
    """
    Return how features of one code are drawn.

    Parameters
    ----------
    style
        Of the layer.
    colour
        Of the code, if it has one.
    layer
        Gives the geometry: the code's colour is the fill of areas and points, and the line of lines.
    width
        Of the line in mm, where it is as wide as on the ground; else 0.
    casing
        Colour of the two edges that such a line has.
    """
    thick = max(style.width * PIXEL, THINNEST)
    dash = tuple(round(part * thick, 3) for part in style.dash)
    if layer.is_linear:
        ink = colour or style.line or style.fill or GREY
        if width:
            return Look(stroke=Stroke(ink, width, cap="round"), casing=Stroke(casing, width + 0.16, cap="round"))
        return Look(stroke=Stroke(ink, thick, dash))
    fill = colour or style.fill
    edge = Stroke(style.line, thick, dash) if style.line else None
    if not layer.is_polygonal:
        return Look(Fill(fill or style.line or GREY), edge, radius=style.radius * PIXEL)
    if style.by and style.hatch and colour:
        edge = Stroke(colour, thick, dash)
    hatch = Hatch(Stroke(fill or GREY, 0.1), HATCHING) if style.hatch else None
    return Look(Fill(fill, style.opacity) if fill and style.opacity else None, edge, hatch)


def line_width(metres: object, scale_metres: float) -> float:
    """Return how wide a line of so many metres is on paper, in mm; 4 m where nothing is recorded."""
    wide = float(metres) if isinstance(metres, int | float) else 4.0
    return round(max(wide / scale_metres, NARROWEST_ROAD), 2)


def is_dark(colour: Colour | None) -> bool:
    """Whether white type is read better on a colour than dark type (relative luminance, WCAG 2.2)."""
    if colour is None:
        return False
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.2


def vivid(colour: Colour, strength: float) -> Colour:
    """Return a colour of the same hue whose saturation is so many times as strong, a little darker with it."""
    if strength == 1:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    parts = colorsys.hls_to_rgb(hue, lightness * (1 - 0.04 * (strength - 1)), min(1.0, saturation * strength))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
