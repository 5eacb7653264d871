"""The watermark of internal copies: who took the sheet out and when, across the whole paper, always shown."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from gis_core.cartography import fonts
from gis_core.cartography.scene import Item, Scene, SceneLayer, Text
from layers.base import Label

ANGLE = 30.0
COLOUR = "#8492a6"
OPACITY = 0.16
SHARE = 0.009  # size of the type, of the paper's width and height together
NAME = "watermark"
SAID = Label("{who}　{when}　内部使用", "{who}  {when}  for internal use")


def watermarked(scene: Scene, who: str, when: dt.datetime) -> Scene:
    """
    Return a scene with a watermark over everything.

    It names a person and a minute, so copies of one sheet differ by it, and by nothing else. It is no optional
    content: a viewer can't switch it off.

    Parameters
    ----------
    scene
        The sheet.
    who, when
        Who exported it and at what time (written as it stands, to the minute).
    """
    return replace(scene, layers=(*scene.layers, layer(who, when, scene)))


def layer(who: str, when: dt.datetime, scene: Scene) -> SceneLayer:
    """Return the watermark of a sheet's paper: staggered rows of one line of text, in the sheet's language."""
    width, height = scene.width, scene.height
    said = SAID.said(scene.language).format(who=who, when=f"{when:%Y-%m-%d %H:%M}")
    size = SHARE * (width + height)
    long = fonts.width(said, size)
    c, s = math.cos(math.radians(ANGLE)), math.sin(math.radians(ANGLE))
    step, rise = long + 4 * size, 6 * size
    reach = math.hypot(width, height) / 2 + long
    found: list[Item] = []
    for row in range(-math.ceil(reach / rise), math.ceil(reach / rise) + 1):
        for place in range(-math.ceil(reach / step), math.ceil(reach / step) + 1):
            u, v = (place + (row % 2) / 2) * step, row * rise
            x, y = width / 2 + u * c - v * s, height / 2 + u * s + v * c
            if -long * c / 2 < x < width + long * c / 2 and -long * s / 2 < y < height + long * s / 2:
                found.append(Text(x, y, said, size, COLOUR, "centre", "middle", ANGLE, opacity=OPACITY))
    return SceneLayer(NAME, Label("水印", "Watermark"), tuple(found), optional=False)
