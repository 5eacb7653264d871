"""The north arrow (指北针): it points to grid north, so it turns with the frame."""

from __future__ import annotations

import math

from shapely.geometry import Polygon

from gis_core.cartography.scene import Fill, Item, Shapes, Stroke, Text
from gis_core.cartography.tokens import INK
from layers.base import Label, Language

NORTH = Label("北", "N")


def north_arrow(x: float, y: float, height: float, turn: float, language: Language = "zh") -> list[Item]:
    """
    Draw a north arrow.

    Parameters
    ----------
    x, y
        Its middle, in mm.
    height
        In mm, its letter included.
    turn
        Azimuth of the sheet's upward side in degrees: north lies as many degrees to the left of it.
    language
        Of its letter.
    """
    angle = math.radians(turn)
    cos, sin = math.cos(angle), math.sin(angle)

    def at(across: float, up: float) -> tuple[float, float]:
        across, up = across * height, up * height
        return (x + across * cos - up * sin, y + across * sin + up * cos)

    left = Polygon([at(0, 0.24), at(-0.2, -0.5), at(0, -0.34)])
    right = Polygon([at(0, 0.24), at(0.2, -0.5), at(0, -0.34)])
    edge = Stroke(INK, 0.12, join="miter")
    letter = at(0, 0.3)
    return [
        Shapes((left,), Fill(INK), stroke=edge),
        Shapes((right,), Fill("#ffffff"), stroke=edge),
        Text(*letter, NORTH.said(language), height * 0.22, INK, "centre", "bottom", angle=turn, bold=True),
    ]
