"""
Our styles as a MapServer mapfile.

Nothing that a request says gets into it but numbers: names and colours come from the layer registry and the code
tables, and what features are called stays in their file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from gis_core.cartography.maps.picture import Ground
from gis_core.cartography.tokens import INK, NO_COLOUR, PAPER
from layers.base import CodeList, Layer, Style

LABEL_PX = 8.5
STOPS = ((10, 0.4), (13, 0.65), (16, 1.0), (20, 1.8))  # as the web map draws (api/web/src/map/style/width.ts)


def mapfile(
    shown: Sequence[tuple[Layer, Path]],
    ground: Ground,
    *,
    fonts: Path | None,
    image_type: str,
    transparent: bool,
    background: str,
) -> str:
    """
    Return the text of a mapfile whose coordinates are the picture's pixels.

    Parameters
    ----------
    shown
        Layers as edited from below to above, each with the file of its features.
    ground
        What the picture covers.
    fonts
        MapServer's list of fonts, with one called `sans`; `None` for no labels.
    image_type
        `png` or `jpeg`.
    transparent
        Whether what isn't drawn is clear (PNG only).
    background
        Colour of what isn't drawn, `#rrggbb`.
    """
    parts = [
        "MAP",
        'NAME "matian"',
        f"SIZE {ground.width} {ground.height}",
        # from the first pixel to the last, by their middles
        f"EXTENT 0.5 0.5 {max(ground.width - 0.5, 0.6)} {max(ground.height - 0.5, 0.6)}",
        "MAXSIZE 8192",
        f"IMAGECOLOR {_rgb(background)}",
        "UNITS METERS",
        *([f'FONTSET "{fonts}"'] if fonts else []),
        *_format(image_type, transparent=transparent),
        'SYMBOL NAME "hatch" TYPE HATCH END',
        'SYMBOL NAME "dot" TYPE ELLIPSE FILLED TRUE POINTS 1 1 END END',
    ]
    for layer, path in shown:
        parts += _layer(layer, path, ground)
        if fonts:
            parts += _labels(layer, path, ground)
    return "\n".join([*parts, "END\n"])


def legend_mapfile(layer: Layer, *, fonts: Path | None, latitude: float) -> str:
    """
    Return the text of a mapfile whose classes are a layer's legend, named in Chinese and English.

    Parameters
    ----------
    layer
        A layer as edited, with a style.
    fonts
        As for `mapfile`.
    latitude
        Of the place.
    """
    ground = Ground((0.0, 0.0, 400.0, 400.0), 0, 256, 256, latitude)  # about zoom 16, where widths are as declared
    label = ["LABEL", 'FONT "sans,other"', "TYPE TRUETYPE", "SIZE 10", f"COLOR {_rgb(INK)}", 'ENCODING "UTF-8"', "END"]
    parts = [
        "MAP",
        "SIZE 256 256",
        "EXTENT 0 0 400 400",
        f"IMAGECOLOR {_rgb(PAPER)}",
        "UNITS METERS",
        *([f'FONTSET "{fonts}"'] if fonts else []),
        *_format("png", transparent=False),
        'SYMBOL NAME "hatch" TYPE HATCH END',
        'SYMBOL NAME "dot" TYPE ELLIPSE FILLED TRUE POINTS 1 1 END END',
        *("LEGEND", "KEYSIZE 24 14", "KEYSPACING 8 6", f"IMAGECOLOR {_rgb(PAPER)}", *(label if fonts else []), "END"),
        *_layer(layer, Path("none"), ground, named=True),
    ]
    return "\n".join([*parts, "END\n"]).replace("WIDTH [px]", "WIDTH 6")


def _format(image_type: str, *, transparent: bool) -> list[str]:
    if image_type == "jpeg":
        driver = ['DRIVER "AGG/JPEG"', 'MIMETYPE "image/jpeg"', "IMAGEMODE RGB", 'FORMATOPTION "QUALITY=88"']
    else:
        clear = transparent
        mode = ["IMAGEMODE RGBA", "TRANSPARENT ON"] if clear else ["IMAGEMODE RGB", "TRANSPARENT OFF"]
        driver = ['DRIVER "AGG/PNG"', 'MIMETYPE "image/png"', *mode, 'FORMATOPTION "COMPRESSION=3"']
    return ['IMAGETYPE "out"', "OUTPUTFORMAT", 'NAME "out"', *driver, "END"]


def _layer(layer: Layer, path: Path, ground: Ground, *, named: bool = False) -> list[str]:
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    kind = "POINT" if layer.geometry == "Point" else "POLYGON" if layer.is_polygonal else "LINE"
    listed = layer.field_named(style.by).codes if style.by else None
    parts = ["LAYER", f'NAME "{layer.name}"', f"TYPE {kind}", "STATUS DEFAULT", *_data(path)]
    if style.by and listed:
        parts.append(f'CLASSITEM "{style.by}"')
        longest_first = sorted(listed.codes, key=lambda row: -len(row.code))  # the longest prefix speaks
        for code in listed.codes if named else longest_first:
            said = f"{code.label.zh} {code.label.en}" if named else ""
            parts += _class(layer, style, code.colour, ground, expression=_expression(code.code, listed), said=said)
        if named:
            return [*parts, "END"]
    said = f"{layer.label.zh} {layer.label.en}" if named else ""
    return [*parts, *_class(layer, style, None, ground, expression=None, said=said), "END"]


def _data(path: Path) -> list[str]:
    return ["CONNECTIONTYPE OGR", f'CONNECTION "{path}"', 'DATA "0"', 'PROCESSING "CLOSE_CONNECTION=DEFER"']


def _expression(code: str, listed: CodeList) -> str:
    safe = "".join(c for c in code if c.isalnum() or c in "_-.")
    return f"/^{safe}/" if listed.open_prefix is not None and safe else f'"{safe}"'


def _class(
    layer: Layer, style: Style, by_code: str | None, ground: Ground, *, expression: str | None, said: str
) -> list[str]:
    parts = [
        "CLASS",
        *([f'NAME "{_plain(said)}"'] if said else []),
        *([f"EXPRESSION {expression}"] if expression else []),
    ]
    wide = pixels(style.width, ground.zoom)
    if layer.geometry == "Point":
        size = 2 * pixels(style.radius, ground.zoom)
        parts += ["STYLE", 'SYMBOL "dot"', f"SIZE {size + 2 * wide:.2f}", f"COLOR {_rgb(style.line or PAPER)}", "END"]
        parts += [
            "STYLE",
            'SYMBOL "dot"',
            f"SIZE {size:.2f}",
            f"COLOR {_rgb(by_code or style.fill or NO_COLOUR)}",
            "END",
        ]
    elif layer.is_polygonal:
        fill = by_code or style.fill
        if fill and style.hatch:
            parts += ["STYLE", 'SYMBOL "hatch"', "ANGLE 45", "SIZE 8", "WIDTH 0.8", f"COLOR {_rgb(fill)}", "OPACITY 55"]
            parts.append("END")
        if fill:
            parts += ["STYLE", f"COLOR {_rgb(fill)}", f"OPACITY {round(style.opacity * 100)}", "END"]
        line = style.line or by_code or style.fill
        if line:
            parts += ["STYLE", f"OUTLINECOLOR {_rgb(line)}", f"OUTLINEWIDTH {wide:.2f}", *_dashes(style, wide), "END"]
    else:
        parts += _line(style, by_code, wide)
    return [*parts, "END"]


def _line(style: Style, by_code: str | None, wide: float) -> list[str]:
    colour = by_code or style.line or style.fill or NO_COLOUR
    if style.width_by:  # a road: its bed, in the width that it has on the ground
        casing = ["STYLE", f"COLOR {_rgb('#c9c3b8')}", "WIDTH [px]", "LINECAP ROUND", "END"]
        return [*casing, "STYLE", f"COLOR {_rgb(colour)}", "WIDTH [px]", "LINECAP ROUND", "OPACITY 85", "END"]
    return ["STYLE", f"COLOR {_rgb(colour)}", f"WIDTH {wide:.2f}", *_dashes(style, wide), "LINECAP ROUND", "END"]


def _dashes(style: Style, wide: float) -> list[str]:
    if not style.dash:
        return []
    return ["PATTERN", " ".join(f"{step * max(wide, 1):.2f}" for step in style.dash), "END"]


def _labels(layer: Layer, path: Path, ground: Ground) -> list[str]:
    style = layer.style
    if style is None or style.label is None or ground.zoom < style.label_from:
        return []
    kind = "POINT" if layer.geometry == "Point" else "POLYGON" if layer.is_polygonal else "LINE"
    where = {"POINT": ["POSITION AUTO"], "POLYGON": ["POSITION CC"], "LINE": ["ANGLE FOLLOW", "REPEATDISTANCE 400"]}
    return [
        *("LAYER", f'NAME "{layer.name}_labels"', f"TYPE {kind}", "STATUS DEFAULT", *_data(path)),
        *(
            f'LABELITEM "{style.label}"',
            "CLASS",
            "STYLE",
            "OPACITY 0",
            "END",
            "LABEL",
            'FONT "sans,other"',
            "TYPE TRUETYPE",
        ),
        *(f"SIZE {LABEL_PX}", f"COLOR {_rgb(INK)}", f"OUTLINECOLOR {_rgb(PAPER)}", "OUTLINEWIDTH 3", *where[kind]),
        *("PARTIALS FALSE", "BUFFER 3", "MINDISTANCE 60", 'ENCODING "UTF-8"', f"PRIORITY {1 + layer.order // 10}"),
        *("END", "END", "END"),
    ]


def _plain(text: str) -> str:
    """Return a label without what would end a string of a mapfile; the office edits some of them."""
    return "".join(character for character in text if character not in "\"'\\[]" and character.isprintable())


def pixels(at_16: float, zoom: float) -> float:
    """Return a width that is given for zoom 16 at another zoom, as the web map draws it."""
    if zoom <= STOPS[0][0]:
        return at_16 * STOPS[0][1]
    for (low, less), (high, more) in pairwise(STOPS):
        if zoom <= high:
            return at_16 * (less + (more - less) * (zoom - low) / (high - low))
    return at_16 * STOPS[-1][1]


def _rgb(colour: str) -> str:
    return f'"{colour}"' if re.fullmatch("#[0-9a-fA-F]{6}", colour) else f'"{NO_COLOUR}"'
